"""The Export menu of the top bar, and the scenario in words for pictures and paper."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.attributes import aria, data
from dashboard.i18n import Text
from dashboard.picture import CHARTS
from dashboard.takeaway.described import Told

PICTURES = ("png", "svg")
FILES = ("csv", "json", "pdf")


def menu(text: Text) -> html.Details:
    """Opens and closes like any disclosure; every entry is a button."""
    label = html.Label(text("take.chart"), htmlFor="take-chart")
    options = [{"value": name, "label": text(f"take.charts.{name}")} for name in CHARTS]
    chart = dbc.Select(id="take-chart", options=options, value=CHARTS[0])
    pictures = html.Div([_button(kind, text) for kind in PICTURES], className="take-row")
    files = [_button(kind, text) for kind in FILES]
    said = html.P(id="take-said", className="take-said", role="status")
    words = data(failed=text("take.failed"), busy=text("take.busy"), notice=text("page.notice"))
    panel = html.Div([label, chart, pictures, *files, _button("print", text), said], className="take-panel", **words)
    return html.Details([html.Summary(text("take.title"), className="action"), panel], id="take", className="take")


def _button(kind: str, text: Text) -> html.Button:
    return html.Button(text(f"take.{kind}"), type="button", className="action take-one", **data(take=kind))


def paper(text: Text) -> html.Section:
    """Unseen on a screen: what was set, for paper and pictures."""
    title = html.H2(text("told.title"))
    return html.Section([title, html.Div(id="told")], className="told", **aria(hidden="true"))


def lines(told: Told) -> list[Any]:
    """The scenario as the browser holds it; the last one names files."""
    return [*(html.P(line) for line in told.lines()), html.Span(told.stem, className="stem", hidden=True)]
