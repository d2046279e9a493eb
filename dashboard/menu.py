"""The menu of how things are shown: units, and what a lecture needs."""

from typing import Any

from dash import html

from dashboard.attributes import aria, data
from dashboard.i18n import Text
from dashboard.look import Look
from dashboard.quantities import Quantity, quantities


def view(text: Text, look: Look) -> html.Details:
    """Opens under its button; assets/web/55-menu.js closes it and keeps the choices."""
    units = [_switch(one, one.name in look.units, text) for one in quantities().values()]
    switches = [
        html.Button(text(f"menu.{name}"), id=f"view-{name}", type="button", className="action", **aria(pressed="false"))
        for name in ("projector", "notes")
    ]
    start = html.Button(text("menu.tour"), id="tour-start", type="button", className="action")
    parts = [
        html.H2(text("menu.units")),
        *units,
        html.H2(text("menu.lecture")),
        html.Div([start, *switches], className="menu-row"),
    ]
    return html.Details(
        [html.Summary(text("menu.view"), className="action"), html.Div(parts, className="menu-body")], className="menu"
    )


def _switch(one: Quantity, is_other: bool, text: Text) -> html.Div:
    """A quantity with its two units."""
    label = f"unit-{one.name}"
    buttons: list[Any] = [
        html.Button(
            words,
            id=f"{label}-{at}",
            type="button",
            className="segment is-chosen" if chosen else "segment",
            **(aria(pressed=str(chosen).lower()) | data(quantity=one.name, other=str(at))),
        )
        for at, words in enumerate(one.choices[text.language])
        for chosen in (is_other is bool(at),)
    ]
    group = html.Div(buttons, className="segments", role="group", **aria(labelledby=label))
    return html.Div([html.Span(one.label[text.language], id=label), group], className="menu-row")
