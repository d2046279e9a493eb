"""The link that brings a scenario back: written and read by the browser, after the #, so that no server ever sees it."""

import hashlib

import orjson
from dash import dcc, html

from dashboard.attributes import aria, data
from dashboard.i18n import Text
from dashboard.scenario import values_of
from twin import __version__
from twin.registry import Registry

SPOKEN = (
    "share.copied",
    "share.select",
    "share.garbled",
    "share.newer",
    "share.old",
    "share.opened",
    "share.use",
)


def stamp(registry: Registry) -> str:
    """Model version and what a link leaves out: its values mean the same only where both are the same."""
    left_out = orjson.dumps(values_of({}, registry), option=orjson.OPT_SORT_KEYS)
    return f"{__version__}-{hashlib.sha256(left_out).hexdigest()[:6]}"


def button(registry: Registry, text: Text) -> html.Button:
    return html.Button(text("share.open"), id="share", type="button", className="action", **data(stamp=stamp(registry)))


def dialog(text: Text) -> html.Dialog:
    """The link to copy, and what it carries."""
    box = dcc.Textarea(id="link", readOnly=True, rows=4, className="link", spellCheck=False)
    buttons = [
        html.Button(text("share.copy"), id="link-copy", type="button", className="action is-primary"),
        html.Button(text("share.close"), id="link-close", type="button", className="action"),
    ]
    parts = [
        html.H2(text("share.title"), id="share-title"),
        html.P(text("share.about", version=__version__)),
        html.Label(text("share.link"), htmlFor="link", className="visually-hidden"),
        box,
        html.Div([*buttons, html.Span(id="link-said", role="status")], className="dialog-foot"),
    ]
    return html.Dialog(parts, id="share-dialog", className="dialog", **aria(labelledby="share-title"))
