"""The chooser of clinical cases, and what the browser needs to load one without asking the server."""

import json
from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, html

from dashboard.i18n import Text
from dashboard.presets import cases
from dashboard.scenario import untreated, values_of
from twin.registry import Registry


def chooser(text: Text, chosen: str) -> html.Div:
    options = [{"value": case.name, "label": case.label[text.language]} for case in cases().values()]
    label = html.Label(text("cases.label"), htmlFor="case", className="visually-hidden")
    return html.Div([label, dbc.Select(id="case", options=options, value=chosen)], className="case")


def about(text: Text, chosen: str) -> html.P:
    return html.P(cases()[chosen].about[text.language], id="case-about", className="case-about")


def carried(registry: Registry, text: Text) -> html.Div:
    """For assets/web: the defaults, and where each case, and its person untreated, differ from them."""
    defaults = values_of({}, registry)

    def other(scenario: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in values_of(scenario, registry).items() if value != defaults[key]}

    held = {
        case.name: {
            "values": other(case.scenario),
            "untreated": other(untreated(case.scenario)),
            "about": case.about[text.language],
        }
        for case in cases().values()
    }
    return html.Div(json.dumps({"defaults": defaults, "cases": held}), id="cases", hidden=True)


def register(dash: Dash) -> None:
    """A chosen case becomes a wanted scenario; nothing is asked of the server for that."""
    dash.clientside_callback(
        ClientsideFunction("twin", "chosen"), Output("wanted", "data"), Input("case", "value"), prevent_initial_call=True
    )
