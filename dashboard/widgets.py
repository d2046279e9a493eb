"""A Control as what the reader touches: label, box with unit, slider, way back to the baseline."""

import json
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.attributes import aria, data
from dashboard.controls import Control
from dashboard.i18n import Text
from dashboard.scenario import number

BACK = "↺"


def value_id(key: str) -> dict[str, str]:
    return {"type": "value", "key": key}


def dom_id(identity: dict[str, str]) -> str:
    """How Dash writes a dictionary id into the document."""
    return json.dumps(identity, sort_keys=True, separators=(",", ":"))


def shown(control: Control, value: Any, text: Text) -> Any:
    """A value as its box holds it: numbers as the language writes them, anything else as it came."""
    found = number(value)
    if control.kind != "number" or not isinstance(found, int | float):
        return value
    return f"{round(found * control.factor, control.decimals):.10g}".replace(".", text.separators[0])


def row(control: Control, value: Any, reference: Any, text: Text) -> html.Div:
    """One control."""
    name = control.name or control.label
    held = shown(control, value, text)
    parts = {"number": _number, "choice": _choice, "list": _list}[control.kind](control, held, name, text)
    held_by_row = data(key=control.key, kind=control.kind, reference=str(shown(control, reference, text)))
    held_by_row |= data(decimals=str(control.decimals), unit=control.unit, factor=str(control.factor))
    back = html.Button(BACK, type="button", className="back", hidden=True, **aria(label=text("control.reset", label=name)))
    fault = html.P(className="fault", id=f"fault-{control.key}", hidden=True)
    return html.Div([*parts, *_evidence(control, text), back, fault], className=f"control control-{control.kind}", **held_by_row)


def _label(control: Control, target: str, name: str, text: Text) -> html.Label:
    hidden = [html.Span(name, className="visually-hidden")] if name != control.label else []
    visible = html.Span(control.label, **(aria(hidden="true") if hidden else {}))
    return html.Label([visible, *hidden, *_tag(control, text)], htmlFor=target, title=control.help or None, className="name")


def _tag(control: Control, text: Text) -> list[Any]:
    """What kind of knowledge stands behind a control, where it is less than a mechanism."""
    return [" ", html.Span(text(f"tag.{control.tag}"), className=f"tag tag-{control.tag}")] if control.tag else []


def _evidence(control: Control, text: Text) -> list[html.A]:
    """The way from a drug to its published trials, in a tab of its own: what is set here stays."""
    if not control.drug:
        return []
    full = text("evidence.of_drug_full", drug=control.label)
    where = f"/evidence?drug={control.drug}"
    return [html.A(text("evidence.of_drug"), href=where, target="_blank", title=full, className="of-drug", **aria(label=full))]


def _number(control: Control, held: Any, name: str, text: Text) -> list[Any]:
    box, slider = dom_id(value_id(control.key)), f"slider-{control.key}"
    at = number(held)
    at = min(max(at, control.low), control.high) if isinstance(at, int | float) else control.low
    return [
        _label(control, box, name, text),
        dbc.Input(
            id=value_id(control.key),
            value=held,
            type="text",
            inputmode="numeric",
            debounce=True,
            class_name="box",
            autocomplete="off",
        ),
        html.Span(control.unit, className="unit"),
        html.Label(text("control.slider", label=name), htmlFor=slider, className="visually-hidden"),
        html.Div(
            [
                html.I(),
                dbc.Input(
                    id=slider,
                    type="range",
                    min=control.low,
                    max=control.high,
                    step=control.step,
                    value=at,
                    debounce=True,
                    class_name="slider",
                ),
            ],
            className="track",
        ),
    ]


def _choice(control: Control, held: Any, name: str, text: Text) -> list[Any]:
    label = f"label-{control.key}"
    options = [{"value": value, "label": words} for value, words in control.choices]
    looks = {
        "input_class_name": "btn-check",
        "label_class_name": "segment",
        "label_checked_class_name": "is-chosen",
        "class_name": "segments",
    }
    group = html.Div(
        dbc.RadioItems(id=value_id(control.key), options=options, value=held, inline=True, **looks),
        role="radiogroup",
        **aria(labelledby=label),
    )
    return [html.Span([name, *_tag(control, text)], id=label, title=control.help or None, className="name"), group]


def _list(control: Control, held: Any, name: str, text: Text) -> list[Any]:
    box = dbc.Input(
        id=value_id(control.key),
        value=held,
        type="text",
        debounce=True,
        class_name="box",
        placeholder=text("control.list_hint"),
        autocomplete="off",
    )
    return [_label(control, dom_id(value_id(control.key)), name, text), box]
