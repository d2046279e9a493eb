"""The guided tour: steps of data/tour in order, carried to the browser, which leads through them (assets/web/56-tour.js)."""

import json
import tomllib
from functools import cache
from typing import Any

from dash import html

from dashboard.attributes import aria
from dashboard.i18n import Text
from twin.registry import DATA

SPOKEN = ("tour.step",)


@cache
def steps() -> list[dict[str, Any]]:
    """Each file: title, words and notes by language, `points_at` a selector, and a `case` where it needs one."""
    return [tomllib.loads(path.read_text("utf-8")) for path in sorted((DATA / "tour").glob("*.toml"))]


def carried(text: Text) -> html.Div:
    told = [{key: part[text.language] if isinstance(part, dict) else part for key, part in step.items()} for step in steps()]
    return html.Div(json.dumps(told), id="tour-steps", hidden=True)


def card(text: Text) -> html.Section:
    """Stands above everything while the tour runs; notes only where they are switched on."""
    buttons = [
        html.Button(text(f"tour.{name}"), id=f"tour-{name}", type="button", className=look)
        for name, look in (("back", "action"), ("next", "action is-primary"), ("end", "action"))
    ]
    parts = [
        html.P(id="tour-count", className="tour-count"),
        html.H2(id="tour-title", tabIndex=-1),
        html.P(id="tour-words"),
        html.P([html.Strong(text("tour.notes")), " ", html.Span(id="tour-notes")], className="tour-notes"),
        html.Div([*buttons, html.Span(text("tour.keys"), className="tour-keys")], className="dialog-foot"),
    ]
    return html.Section(parts, id="tour", className="tour", hidden=True, **aria(label=text("tour.label")))
