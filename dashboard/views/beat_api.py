"""POST /v1/heartbeat: one beat of one scenario at a full hour of one of its days, and how that is described."""

from math import isnan
from typing import Any

from dashboard.i18n import languages
from dashboard.series import HOURS
from dashboard.service import Service
from dashboard.views.heartbeat import run_of
from dashboard.views.look import NOON
from twin.door import Door
from twin.heartbeat import heartbeat
from twin.heartbeat.command import answer, words
from twin.moment import Moment
from twin.scenario import InputError

PATH = "/v1/heartbeat"


def beat(service: Service, body: Any, language: str) -> dict[str, Any]:
    """The answer: curves and numbers with their units, none unless the status is ok. Raises InputError."""
    scenario = dict(body) if isinstance(body, dict) else body
    asked = scenario.pop("moment", None) if isinstance(scenario, dict) else None
    inputs = service.registry.parse("" if scenario is None else scenario, language)
    moment = moment_of(asked, inputs.horizon_days, service, language)
    found = service.forecast(scenario, language)
    if not found.is_ok:
        return {"status": found.status.value, "t_s": [], "curves": {}, "numbers": {}, "warnings": [found.why]}
    return answer(heartbeat(inputs, run_of([found]), moment.at)) | {"moment": moment._asdict()}


def moment_of(asked: Any, days: int, service: Service, language: str) -> Moment:
    """A moment of the run, by default noon of its last day. Raises InputError with every fault."""
    known = language if language in languages() else "en"
    door = Door(service.registry, service.words(known))
    table = door.table("moment", asked, ("day", "hour"))
    day = door.number("moment.day", table.get("day", days - 1), 0, days - 1, "day", whole=True)
    hour = door.number("moment.hour", table.get("hour", NOON), 0, HOURS - 1, "h", whole=True)
    if door.faults or isnan(day + hour):
        raise InputError(door.faults)
    return Moment(int(day), int(hour))


def described(scenario: dict[str, Any], errors: dict[str, Any]) -> dict[str, Any]:
    """The operation for openapi.json, from the schema of a scenario and the refusals that all POSTs share."""
    whole = {"type": "integer", "minimum": 0}
    moment = {
        "type": "object",
        "additionalProperties": False,
        "description": "A full hour of the run; noon of the last day where it is left out.",
        "properties": {"day": whole, "hour": whole | {"maximum": HOURS - 1, "default": NOON}},
    }
    body = scenario | {
        "properties": {key: row for key, row in scenario["properties"].items() if key != "engine"} | {"moment": moment}
    }
    numbers = {"type": "array", "items": {"type": "number"}}
    curve = {"type": "object", "properties": {"unit": {"type": "string"}, "values": numbers}}
    number = {"type": "object", "properties": {"unit": {"type": "string"}, "value": {"type": "number"}}}
    properties = {
        "status": {"type": "string"},
        "t_s": numbers,
        "curves": {"type": "object", "properties": dict.fromkeys(words()["curve"], curve)},
        "numbers": {"type": "object", "properties": dict.fromkeys(words()["number"], number)},
        "warnings": {"type": "array", "items": {"type": "string"}},
        "moment": moment,
    }
    schema = {"type": "object", "properties": properties}
    return {
        "summary": "One heartbeat at an hour of a run",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {"description": "Curves over one beat and its numbers", "content": {"application/json": {"schema": schema}}}
        }
        | errors,
    }
