"""The API: a Flask app of its own, so that an unknown path is a 404 and not the page."""

from importlib.metadata import version
from typing import Any

import numpy as np
from flask import Flask, Response, request
from flask_cors import CORS
from werkzeug.exceptions import HTTPException

from dashboard import foresight_api, live, openapi
from dashboard.foresight import OFF, Foreseen
from dashboard.security import asked_language, headers, json_answer, json_body, limit
from dashboard.service import Forecast, Service
from dashboard.views import beat_api
from dashboard.views import routes as views
from twin import __version__, report
from twin.registry import Registry
from twin.scenario import InputError


def create_api(service: Service, settings: dict[str, Any]) -> Flask:
    """Routes below /api, errors as JSON."""
    app = Flask("dashboard.api")
    limit(app, settings["max_body_kb"])
    headers(app, [], settings["force_https"])
    origins = [origin for origin in (part.strip() for part in settings["cors_origins"].split(",")) if origin]
    if origins:
        CORS(app, origins=origins)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(InputError, input_error)
    app.register_blueprint(live.blueprint(service))
    app.register_blueprint(views.blueprint(service))
    app.register_blueprint(foresight_api.blueprint(service))
    described, document = report.catalogue(service.registry), openapi.document(service.registry)

    @app.post("/v1/simulate")
    def simulate() -> Response:
        return json_answer(simulated(service, json_body(request), asked_language()))

    @app.post(beat_api.PATH)
    def one_beat() -> Response:
        return json_answer(beat_api.beat(service, json_body(request), asked_language()))

    @app.get("/v1/parameters")
    def list_parameters() -> Response:
        return json_answer(described)

    @app.get("/v1/openapi.json")
    def describe() -> Response:
        return json_answer(document)

    return app


def simulated(service: Service, body: Any, language: str) -> dict[str, Any]:
    """The answer to one scenario. Raises InputError."""
    scenario = dict(body) if isinstance(body, dict) else body
    is_table = isinstance(scenario, dict)
    engine = scenario.pop("engine", "mechanistic") if is_table else "mechanistic"
    level = foresight_api.asked_level(scenario, service, language) if is_table else OFF
    found, foreseen, said = foresight_api.run(service, "" if scenario is None else scenario, language, engine, level)
    return {
        "model": {"version": __version__, "engine": found.engine, "torch": version("torch")},
        "status": found.status.value,
        "t_h": np.asarray(found.t_h) if found.is_ok else [],
        "channels": channels(found, service.registry, foreseen),
        "warnings": [*([found.why] if found.why else []), *said],
    }


def channels(found: Forecast, registry: Registry, foreseen: Foreseen | None = None) -> dict[str, Any]:
    return {
        name: {"unit": registry.channels[name].unit, "values": np.ascontiguousarray(values)} | foresight_api.edges(foreseen, name)
        for name, values in found.channels.items()
    }


def http_error(error: HTTPException) -> Response:
    """Any refusal of the framework as JSON, with the headers it came with."""
    answer = json_answer(
        {"errors": [{"name": "request", "message": error.description or error.name, "allowed": ""}]}, error.code or 500
    )
    kept = [(name, value) for name, value in error.get_headers() if name not in ("Content-Type", "Content-Length")]
    answer.headers.extend(kept)
    return answer


def input_error(error: InputError) -> Response:
    return json_answer(
        {"errors": [{"name": fault.name, "message": fault.message, "allowed": fault.allowed} for fault in error.faults]}, 422
    )
