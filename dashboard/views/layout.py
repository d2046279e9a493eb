"""Tabs between the charts and the views, the time cursor beside them, and the place where a view is drawn."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, html

from dashboard.attributes import aria, data
from dashboard.i18n import Text

CHARTS = "charts"
TABS = (CHARTS, "pathway", "heartbeat", "why")


def line(text: Text) -> html.Div:
    """Tabs and time cursor; the browser fills in the hours of the run."""
    tabs = html.Div([_tab(name, text) for name in TABS], className="segments", role="tablist", **aria(label=text("view.label")))
    slider = dbc.Input(id="moment", type="range", min=0, max=1, step=1, value=0, debounce=True, class_name="slider")
    words = data(when=text.words["chart.when"])
    cursor = [
        html.Label(text("view.moment"), htmlFor="moment"),
        html.Div(slider, className="track"),
        html.Span(id="moment-said", **aria(hidden="true")),
    ]
    return html.Div([tabs, html.Div(cursor, className="moment", **words)], className="view-line")


def _tab(name: str, text: Text) -> html.Button:
    chosen = name == CHARTS
    state = aria(selected=str(chosen).lower(), controls=CHARTS if chosen else "view") | data(view=name)
    look = "segment is-chosen" if chosen else "segment"
    return html.Button(
        text(f"view.{name}"), id=f"tab-{name}", type="button", role="tab", tabIndex=0 if chosen else -1, className=look, **state
    )


def panel(text: Text) -> html.Section:
    """Empty until a view is opened."""
    parts: list[Any] = [
        html.Div(html.I(), className="progress-line", **aria(hidden="true")),
        html.P(text("view.busy"), className="view-busy", hidden=True),
        html.P(text("view.failed"), className="view-failed", hidden=True),
        html.P(className="visually-hidden", id="view-said", role="status"),
        html.Div(id="view-body"),
    ]
    return html.Section(parts, id="view", role="tabpanel", hidden=True, tabIndex=0)


def register(dash: Dash) -> None:
    """A view follows every answer, baseline, theme and language; the time cursor follows the chosen day."""
    fresh = [Input("answer", "data"), Input("baseline", "data"), Input("screen", "data"), Input("page", "children")]
    dash.clientside_callback(ClientsideFunction("views", "look"), Output("sink", "lang"), *fresh)
    dash.clientside_callback(
        ClientsideFunction("moment", "follow"), Output("sink", "dir"), Input("day", "value"), prevent_initial_call=True
    )
