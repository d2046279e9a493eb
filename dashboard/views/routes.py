"""POST /v1/view/<name>: a view as elements and figures in the reader's words, or words that say why not."""

from typing import Any

from flask import Blueprint, Response, abort, request

from dashboard import wire
from dashboard.answer import Asked, answer
from dashboard.security import json_answer, json_body
from dashboard.service import Service
from dashboard.views import heartbeat, pathway, why
from dashboard.views.look import Drawn, View, look
from dashboard.views.memory import Memory

KEPT = 16


def views() -> dict[str, View]:
    """Fresh views; why pressure moved is slow, so it is remembered."""
    return {"pathway": pathway.draw, "heartbeat": heartbeat.draw, "why": why.View(Memory(KEPT)).draw}


def blueprint(service: Service) -> Blueprint:
    """Beside the API it shares its limits with."""
    routes, known = Blueprint("views", __name__), views()

    @routes.post("/v1/view/<name>")
    def view(name: str) -> Response:
        if name not in known:
            abort(404)
        asked = Asked.read(json_body(request))
        found = answer(service, asked, is_preview=asked.view.get("preview") is True)
        if found.compared is None:
            return json_answer({"faults": found.faults, "notice": found.notice}, 422)
        return json_answer(shown(known[name](look(service, asked, found.compared))))

    return routes


def shown(drawn: Drawn) -> dict[str, Any]:
    figures = {name: wire.whole(figure) for name, figure in drawn.figures.items()}
    return {"body": drawn.body, "said": drawn.said, "figures": figures}
