"""POST /take/csv, /take/json and /take/pdf: what the page shows, as a file. They ask as the page does and keep nothing."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from dashboard.answer import Asked, answer
from dashboard.picture import Compared, Picture, draw
from dashboard.security import json_answer, json_body
from dashboard.service import Service
from dashboard.takeaway import tables
from dashboard.takeaway.described import described
from dashboard.theme import THEMES

PRINTED = THEMES["light"]
LONGEST_LINK = 2000
Make = Callable[[Asked, Compared, Picture], str | bytes]


def blueprint(service: Service) -> Blueprint:
    """Three files of one answer."""
    routes = Blueprint("takeaway", __name__, url_prefix="/take")
    registry = service.registry

    def taken(make: Make, kind: str, mimetype: str) -> Response:
        asked = Asked.read(json_body(request))
        found = answer(service, asked)
        if found.compared is None:
            return json_answer({"faults": found.faults, "notice": found.notice}, 422)
        picture = draw(found.compared, registry, asked.view, asked.text, PRINTED)
        content = make(asked, found.compared, picture)
        name = f"{described(asked.values, registry, asked.text).stem}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(content, mimetype=mimetype, headers=headers)

    @routes.post("/csv")
    def as_csv() -> Response:
        return taken(lambda asked, compared, _: tables.as_csv(compared, registry, asked.text), "csv", "text/csv")

    @routes.post("/json")
    def as_json() -> Response:
        def make(asked: Asked, compared: Compared, picture: Picture) -> bytes:
            return json_answer(tables.as_json(compared, picture.kpis, registry, asked.text)).get_data()

        return taken(make, "json", "application/json")

    @routes.post("/pdf")
    def as_pdf() -> Response:
        from dashboard.takeaway.report import Report, pdf  # its libraries load when the first reader asks

        def make(asked: Asked, compared: Compared, picture: Picture) -> bytes:
            told = described(asked.values, registry, asked.text)
            pinned = described(asked.baseline, registry, asked.text) if asked.baseline else None
            report = Report(told, pinned, compared, picture, asked.values, _link(json_body(request)))
            return pdf(report, registry, asked.text)

        return taken(make, "pdf", "application/pdf")

    return routes


def _link(body: Any) -> str:
    """Where the reader was on this site: the share link, if the page had one."""
    asked = body.get("link") if isinstance(body, dict) else None
    return (
        asked
        if isinstance(asked, str) and asked.startswith(request.host_url) and len(asked) <= LONGEST_LINK
        else request.host_url
    )
