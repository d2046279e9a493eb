"""The API's description, generated from the registry."""

from types import GenericAlias
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from dashboard.foresight import NAME, OFF, levels
from dashboard.service import ENGINES
from dashboard.views import beat_api
from twin import __version__
from twin.daily import CHANGES, CONDITIONS
from twin.registry import Registry
from twin.rows import Parameter

CLOSED = ConfigDict(extra="forbid")


def document(registry: Registry) -> dict[str, Any]:
    """OpenAPI 3.1."""
    schema = scenario(registry).model_json_schema(ref_template="#/components/schemas/{model}")
    parts = schema.pop("$defs", {})
    fault = {"type": "object", "properties": {name: {"type": "string"} for name in ("name", "message", "allowed")}}
    errors = {"type": "object", "properties": {"errors": {"type": "array", "items": fault}}}
    refusals = {"413": "The body is too large", "422": "What does not fit, all at once, by name"}
    refused = {
        code: {"description": words, "content": _json({"$ref": "#/components/schemas/Errors"})}
        for code, words in refusals.items()
    }
    simulate = {
        "summary": "Run one scenario",
        "requestBody": {"required": True, "content": _json({"$ref": "#/components/schemas/Scenario"})},
        "responses": {
            "200": {"description": "The run, or a status that says why there is none", "content": _json(answer(registry))}
        }
        | refused,
    }
    listing = {
        "summary": "Every parameter, drug and channel",
        "responses": {"200": {"description": "Ranges, units, labels and sources"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Patient digital twin", "version": __version__, "description": "For research and education only."},
        "servers": [{"url": "/api"}],
        "paths": {
            "/v1/simulate": {"post": simulate},
            beat_api.PATH: {"post": beat_api.described(schema, refused)},
            "/v1/sensitivity": {"post": sensitivity(simulate)},
            "/v1/parameters": {"get": listing},
        },
        "components": {"schemas": parts | {"Scenario": schema, "Errors": errors}},
    }


def sensitivity(simulate: dict[str, Any]) -> dict[str, Any]:
    """A scenario as for a run, and `day`; the slope of systolic pressure for every control."""
    numbers = {name: {"type": "number"} for name in ("step", "per_unit", "per_step")}
    control = {"type": "object", "properties": {"name": {"type": "string"}, "unit": {"type": "string"}} | numbers}
    told = {name: {"type": "string"} for name in ("channel", "unit", "status")} | {"day": {"type": "integer"}}
    body = {"type": "object", "properties": told | {"controls": {"type": "array", "items": control}}}
    refusals = {code: words for code, words in simulate["responses"].items() if code != "200"}
    off = {"404": {"description": "The forecaster is switched off"}}
    answered = {"200": {"description": "Largest effect of a step first; none where the status says so", "content": _json(body)}}
    return {
        "summary": "Which control matters: change of the day's mean systolic pressure",
        "requestBody": simulate["requestBody"],
        "responses": answered | refusals | off,
    }


def scenario(registry: Registry) -> type[BaseModel]:
    """The body of a request as a model; what it says is checked by the registry alone."""
    tables = {name: _table(name.title(), registry.group(name)) for name in ("patient", "life")}
    drug = _table("Drug", registry.group("drug"), drug=(Literal[tuple(registry.drugs)], ...), dose_mg=(float, Field(ge=0)))
    first = _field(registry.parameters["drug.from_day"])
    changes: dict[str, Any] = dict.fromkeys(CHANGES, (float | None, None)) | {"value": (float | str | None, None)}
    changes |= {"key": (Literal[tuple(registry.habits)], ...), "from_day": first}
    habit = create_model("Habit", __config__=CLOSED, **changes)
    severity = _field(registry.parameters["condition.severity"])
    course: dict[str, Any] = {"what": (Literal[CONDITIONS], ...), "from_day": first, "severity": severity}
    ill = create_model("Condition", __config__=CLOSED, **course)
    fields: dict[str, Any] = {name: (model, Field(default_factory=model)) for name, model in tables.items()}
    fields |= {row.name: _field(row) for row in registry.group("run").values()}
    fields |= {
        "drug": (GenericAlias(list, drug), []),
        "habit": (GenericAlias(list, habit), []),
        "condition": (GenericAlias(list, ill), []),
        "engine": (Literal[(*ENGINES, NAME)], next(iter(ENGINES))),
        "band": (Literal[(OFF, *levels())], Field(OFF, description="Level of the forecaster's band; 0 for none.")),
    }
    return create_model("Scenario", __config__=CLOSED, **fields)


def answer(registry: Registry) -> dict[str, Any]:
    numbers = {"type": "array", "items": {"type": "number"}}
    channel: dict[str, Any] = {"type": "object", "properties": {"unit": {"type": "string"}, "values": numbers}}
    channel["properties"] |= {"lower": numbers, "upper": numbers, "level": {"type": "number"}}
    properties = {
        "model": {"type": "object"},
        "status": {"type": "string"},
        "t_h": numbers,
        "warnings": {"type": "array", "items": {"type": "string"}},
    }
    return {
        "type": "object",
        "properties": properties | {"channels": {"type": "object", "properties": dict.fromkeys(registry.channels, channel)}},
    }


def _table(name: str, rows: dict[str, Parameter], **more: Any) -> type[BaseModel]:
    return create_model(name, __config__=CLOSED, **more, **{row.name: _field(row) for row in rows.values()})


def _field(row: Parameter) -> Any:
    words = f"{row.label['en']}, {row.unit}. {row.help.get('en', '')}".strip()
    if row.choices:
        return Literal[row.choices], Field(row.default, description=words)
    if row.is_list:
        return list[float], Field(row.default, description=words)
    return (int if row.integer else float), Field(row.default, ge=row.hard_low, le=row.hard_high, description=words)


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
