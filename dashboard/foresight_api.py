"""The forecaster through the API: bands on a run, the forecaster as the engine, and POST /v1/sensitivity."""

from typing import Any

import numpy as np
from flask import Blueprint, Response, request

from dashboard.foresight import NAME, OFF, Foreseen, levels
from dashboard.security import asked_language, json_answer, json_body
from dashboard.service import Forecast, Service
from twin.forecast.sensitivity import CHANNEL
from twin.scenario import InputError

OUTSIDE = "outside what the forecaster has learned; answered by the mechanistic engine, without a band"


def asked_level(scenario: dict[str, Any], service: Service, language: str) -> float:
    """Take `band` out of a request. Raises InputError for a level that was not calibrated, or any where the forecaster is off."""
    level = scenario.pop("band", OFF)
    known = [OFF, *(levels() if service.foresight else [])]
    if isinstance(level, bool) or not isinstance(level, int | float) or level not in known:
        raise InputError([service.outside("band", level, ", ".join(f"{one:g}" for one in known), language)])
    return float(level)


def run(service: Service, scenario: Any, language: str, engine: Any, level: float) -> tuple[Forecast, Foreseen | None, list[str]]:
    """The run by the engine asked for, its band if one was, and what has to be said. Raises InputError."""
    if engine == NAME and service.foresight is None:
        raise InputError([service.outside("engine", engine, "mechanistic", language)])
    if engine != NAME and level == OFF:
        return service.forecast(scenario, language, engine), None, []
    foreseen = service.foresee(scenario, language, level)
    if foreseen is None or not foreseen.is_inside:
        return service.forecast(scenario, language), None, [OUTSIDE]
    found = service.preview(foreseen) if engine == NAME else service.forecast(scenario, language, engine)
    return found, foreseen, []


def edges(foreseen: Foreseen | None, name: str) -> dict[str, Any]:
    """`lower`, `upper` and their `level` of a channel that has a band."""
    if foreseen is None or name not in foreseen.lower:
        return {}
    lower, upper = (np.ascontiguousarray(table[name]) for table in (foreseen.lower, foreseen.upper))
    return {"lower": lower, "upper": upper, "level": foreseen.level}


def blueprint(service: Service) -> Blueprint:
    """POST /v1/sensitivity: a scenario, and `day` where another than the last is wanted."""
    routes = Blueprint("sensitivity", __name__)

    @routes.post("/v1/sensitivity")
    def sensitivity() -> Response:
        return json_answer(*slopes(service, json_body(request), asked_language()))

    return routes


def slopes(service: Service, body: Any, language: str) -> tuple[dict[str, Any], int]:
    """The answer and its status. Raises InputError."""
    scenario = dict(body) if isinstance(body, dict) else {}
    day = scenario.pop("day", None)
    if service.foresight is None:
        return {"errors": [{"name": "request", "message": "the forecaster is switched off", "allowed": ""}]}, 404
    if day is not None and (isinstance(day, bool) or not isinstance(day, int) or day < 0):
        raise InputError([service.outside("day", day, "0, 1, 2, …", language)])
    at, found = service.foresight.slopes(scenario, language, day)
    controls = [
        {"name": one.name, "unit": one.unit, "step": one.step, "per_unit": one.per_unit, "per_step": one.per_step}
        for one in found or []
    ]
    told = {"channel": CHANNEL, "unit": "mmHg", "day": at, "status": "ok" if found is not None else "outside"}
    return told | {"controls": controls}, 200
