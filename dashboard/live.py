"""The answer to one frame of a drag: raw float32 in drawing order, or words that say why not."""

from flask import Blueprint, Response, request

from dashboard import wire
from dashboard.answer import Asked, answer
from dashboard.picture import draw
from dashboard.security import json_answer, json_body
from dashboard.service import Service
from dashboard.theme import THEMES


def blueprint(service: Service) -> Blueprint:
    """POST /v1/live, beside the API it shares its limits with."""
    routes = Blueprint("live", __name__)

    @routes.post("/v1/live")
    def live() -> Response:
        asked = Asked.read(json_body(request))
        found = answer(service, asked, is_preview=True)
        if found.compared is None:
            return json_answer({"faults": found.faults, "notice": found.notice}, 422)
        picture = draw(found.compared, service.registry, asked.view, asked.text, THEMES["light"])
        frame = wire.frame(picture.figures, picture.kpis)
        return Response(frame, mimetype="application/octet-stream", headers={"Cache-Control": "no-store"})

    return routes
