"""Which control matters now: the largest effects of one more step on the day's mean systolic pressure, from the forecaster's gradients."""

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, html, no_update

from dashboard.attributes import aria
from dashboard.controls import controls
from dashboard.i18n import Text, text_of
from dashboard.scenario import raw_of
from dashboard.service import Service
from twin.forecast.sensitivity import Slope
from twin.registry import InputError

SHOWN = 6
LEAST_MMHG = 0.1
CHANGEABLE = ("drug.", "habit.")


def box(text: Text) -> html.Details:
    """Closed at first; filled after every answer."""
    summary = html.Summary(text("matters.title"))
    return html.Details(
        [summary, html.Div(id="matters", className="matters-list")], id="matters-box", className="matters", hidden=True
    )


def register(dash: Dash, service: Service) -> None:
    """Fill the box once the answer is drawn."""

    def told(answer: Any, language: Any, day: Any) -> tuple[Any, Any]:
        if isinstance(answer, dict) and answer.get("faults"):
            return no_update, no_update  # as the charts, it stays as it was
        return content(service, answer if isinstance(answer, dict) else {}, day, text_of(str(language)))

    dash.callback(
        Output("matters", "children"),
        Output("matters-box", "hidden"),
        Input("answer", "data"),
        State("language", "data"),
        State("day", "value"),
        prevent_initial_call=True,
    )(told)


def content(service: Service, answer: Mapping[str, Any], day: Any, text: Text) -> tuple[Any, bool]:
    """Rows, and whether the box is hidden: where the forecaster is off or has no answer."""
    values = answer.get("values")
    if service.foresight is None or not isinstance(values, dict):
        return [], True
    asked = int(day) if isinstance(day, int | float) else None
    try:
        at, found = service.foresight.slopes(raw_of(values, service.registry), text.language, asked)
    except InputError:
        return [], True
    if found is None:
        return html.P(text("band.outside")), False
    labels = {control.key: control.label for control in controls(service.registry, text)}
    told = [slope for slope in found if slope.name in labels and abs(slope.per_step) >= LEAST_MMHG]
    first = [slope for slope in told if slope.name.startswith(CHANGEABLE)][:SHOWN]
    rows = [row(slope, labels[slope.name], text) for slope in first]
    if not rows:
        return html.P(text("matters.none")), False
    heading = html.P(text("matters.heading", day=at), id="matters-heading")
    return [heading, html.Ul(rows, **aria(labelledby="matters-heading"))], False


def row(slope: Slope, label: str, text: Text) -> html.Li:
    """'Sodium intake, +5 mmol/day: +0.4 mmHg'."""
    decimals = 0 if slope.step == int(slope.step) else 1
    step = f"{text.number(slope.step, decimals, sign=True)} {text.unit(slope.unit)}".strip()
    effect = text.number(slope.per_step, 1, sign=True)
    return html.Li([html.Span(text("matters.step", label=label, step=step)), html.B(text("matters.effect", effect=effect))])
