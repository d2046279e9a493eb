"""What stands between the network and the page: headers, size limit, and malformed requests answered as such."""

from collections.abc import Sequence
from typing import Any

import orjson
from dash import Dash
from flask import Flask, Request, Response, request
from flask_talisman import Talisman
from werkzeug.exceptions import BadRequest, HTTPException

from dashboard.i18n import languages

UPDATE = "/_dash-update-component"
BYTES_PER_KB = 1024


def json_answer(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY), status, mimetype="application/json")


def json_body(asked: Request) -> Any:
    """The body as JSON, or None where it is none: what reads it says so by name."""
    try:
        return orjson.loads(asked.get_data())
    except orjson.JSONDecodeError:
        return None


def asked_language(otherwise: str = "en") -> str:
    """What the reader's browser asks for, of the languages we have."""
    return request.accept_languages.best_match(languages()) or otherwise


def limit(app: Flask, max_body_kb: int) -> None:
    app.config["MAX_CONTENT_LENGTH"] = max_body_kb * BYTES_PER_KB


def headers(app: Flask, scripts: Sequence[str], force_https: bool) -> None:
    """Nothing from another host, no script that is not ours; the style attribute is what plotly and React write."""
    policy = {
        "default-src": "'self'",
        "script-src": ["'self'", *scripts],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": "'self'",
        "font-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    Talisman(
        app,
        force_https=force_https,
        strict_transport_security=force_https,
        session_cookie_secure=force_https,
        frame_options="DENY",
        content_security_policy=policy,
        referrer_policy="same-origin",
        permissions_policy={"camera": "()", "microphone": "()", "geolocation": "()"},
    )


def guard(dash: Dash) -> None:
    """Refuse update requests that no page of ours sends, before Dash stumbles over them."""
    app: Flask = dash.server

    @app.before_request
    def refuse_malformed() -> None:
        if request.method == "POST" and request.path == UPDATE and not is_update(json_body(request), dash):
            raise BadRequest("not an update request of this page")

    @app.errorhandler(HTTPException)
    def in_words(error: HTTPException) -> Any:
        return error.get_response()


def is_update(body: Any, dash: Dash) -> bool:
    """Whether a body names a callback of ours, with the inputs and states that this callback has."""
    output = body.get("output") if isinstance(body, dict) else None
    callback = dash.callback_map.get(output) if isinstance(output, str) else None
    if not callback or "callback" not in callback:
        return False
    changed = body.get("changedPropIds", [])
    if not (isinstance(changed, list) and all(isinstance(name, str) and "." in name for name in changed)):
        return False
    return all(_fits(body.get(part, []), callback[part]) for part in ("inputs", "state")) and _names_outputs(body)


def _fits(given: Any, declared: list[dict[str, Any]]) -> bool:
    return (
        isinstance(given, list)
        and len(given) == len(declared)
        and all(_fit(one, row) for one, row in zip(given, declared, strict=True))
    )


def _fit(given: Any, row: dict[str, Any]) -> bool:
    """One input: a table with id and property, or for a pattern a list of such tables."""
    is_pattern = str(row["id"]).startswith("{")
    entries = given if is_pattern else [given]
    if not isinstance(entries, list):
        return False
    return all(
        isinstance(entry, dict) and entry.get("property") == row["property"] and _is_id(entry.get("id"), row, is_pattern)
        for entry in entries
    )


def _is_id(identity: Any, row: dict[str, Any], is_pattern: bool) -> bool:
    if not is_pattern:
        return bool(identity == row["id"])
    return (
        isinstance(identity, dict)
        and identity.keys() == orjson.loads(row["id"]).keys()
        and all(isinstance(part, str) for part in identity.values())
    )


def _names_outputs(body: dict[str, Any]) -> bool:
    """Whether `outputs` lists what `output` names: one 'id.property', or several as '..a.b...c.d..'."""
    named, outputs = body["output"].strip(".").split("..."), body.get("outputs")
    entries = outputs if body["output"].startswith("..") else [outputs]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return False
    return [f"{entry.get('id')}.{entry.get('property')}" for entry in entries] == named
