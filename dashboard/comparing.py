"""The panel that compares scenarios: its place on the page and its wiring."""

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, dcc, html, no_update

from dashboard.attributes import aria
from dashboard.compare import PAIR, compared, table
from dashboard.i18n import Text, text_of
from dashboard.kpis import PRESSURES
from dashboard.quantities import Units, unit_of
from dashboard.service import Service
from twin.registry import Registry

SPOKEN = (
    "compare.load",
    "compare.delete",
    "compare.rename",
    "compare.unnamed",
    "compare.full",
    "compare.saved",
    "compare.deleted",
    "compare.nothing",
)


def button(text: Text) -> html.Button:
    return html.Button(
        text("compare.open"), id="compare-open", type="button", className="action", **aria(expanded="false", controls="compare")
    )


def panel(registry: Registry, text: Text, units: Units, safe: Mapping[str, Any], empty: dict[str, Any]) -> html.Section:
    """Hidden until asked for; its list of scenarios is the browser's alone."""
    close = html.Button(text("compare.close"), id="compare-close", type="button", className="action")
    said = html.P(id="compare-said", className="said", role="status")
    head = html.Div([html.H2(text("compare.title")), said, close], className="compare-head")
    body = html.Div([kept(text), drawn(registry, text, units, safe, empty)], className="compare-body")
    return html.Section([head, body], id="compare", hidden=True, **aria(label=text("compare.title")))


def kept(text: Text) -> html.Div:
    """What is saved, and the way to save more."""
    name = [
        html.Label(text("compare.name"), htmlFor="scenario-name"),
        dbc.Input(id="scenario-name", type="text", maxlength=40, autocomplete="off", class_name="box"),
        html.Button(text("compare.save"), id="scenario-save", type="button", className="action is-primary"),
    ]
    listed = html.Ul(id="scenarios", className="scenarios")
    restore = html.Button(text("compare.restore"), id="scenario-restore", type="button", className="action", hidden=True)
    about = html.P(text("compare.kept"), className="about-kept")
    parts = [html.H3(text("compare.scenarios")), listed, restore, html.Div(name, className="scenario-save"), about]
    return html.Div(parts, className="kept")


def drawn(registry: Registry, text: Text, units: Units, safe: Mapping[str, Any], empty: dict[str, Any]) -> html.Div:
    """The overlaid curves of one quantity, and the table."""
    options = [{"value": PAIR, "label": f"{text('chart.pressure')} · {unit_of(registry.channels[PRESSURES[0]], units, text)}"}]
    options += [
        {"value": name, "label": f"{row.label[text.language]} · {unit_of(row, units, text)}"}
        for name, row in registry.channels.items()
    ]
    choice = [
        html.Label(text("compare.channel"), htmlFor="compare-channel", className="visually-hidden"),
        dbc.Select(id="compare-channel", options=options, value=PAIR),
    ]
    config: Any = {**safe, "locale": text.language}
    graph = dcc.Graph(id="compare-chart", figure=empty, config=config, responsive=True, className="graph")
    numbers = html.Div(
        id="compare-table", className="differences", tabIndex=0, role="region", **aria(label=text("compare.title"))
    )
    plot = html.Div(html.Div(graph, className="plot", **aria(hidden="true")), className="canvas")
    return html.Div([html.Div(choice, className="title"), plot, numbers], className="drawn")


def register(dash: Dash, service: Service) -> None:
    """`comparing` is None while the panel is closed: then nothing is asked."""

    def answered(body: Any) -> Any:
        found = compared(service, body, body.get("channel")) if isinstance(body, dict) else None
        if found is None:
            return no_update, no_update
        return found.figure, table(found, text_of(str(body.get("language"))))

    dash.callback(
        Output("compare-chart", "figure"),
        Output("compare-table", "children"),
        Input("comparing", "data"),
        prevent_initial_call=True,
    )(answered)
