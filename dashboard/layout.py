"""What the reader sees. No numbers and no words of its own: those come from the registry and from text/."""

import json
from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard import band, matters
from dashboard.attributes import aria, data
from dashboard.controls import Block, Control, Section, sections
from dashboard.i18n import Text, languages
from dashboard.picture import CHARTS, PANELS, SPANS
from dashboard.widgets import row
from twin import __version__
from twin.registry import Registry

SAFE: dict[str, Any] = {
    "displayModeBar": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "doubleClick": False,
}
EMPTY: dict[str, Any] = {
    "data": [],
    "layout": {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
    },
}
ENGINE_POLL_MS = 3000

Values = Mapping[str, Any]


def shell(registry: Registry, text: Text, values: Values, reference: Values) -> list[Any]:
    """What stays for the whole visit, around a page in one language."""
    stores = {"language": text.language, "baseline": None, "screen": None, "good": None, "drawn": None, "answer": None}
    return [
        *(dcc.Store(id=name, data=data) for name, data in stores.items()),
        dcc.Interval(id="engine-clock", interval=ENGINE_POLL_MS),
        html.Div(page(registry, text, values, reference), id="page"),
        html.Div(id="sink", hidden=True),
    ]


def page(registry: Registry, text: Text, values: Values, reference: Values) -> list[Any]:
    """The whole page in one language for these values."""
    return [
        html.A(text("page.skip"), href="#results", className="skip"),
        header(text),
        html.Div(notice_line(text), className="notice-line", role="note"),
        html.Div(html.I(), id="progress", className="progress-line", **aria(hidden="true")),
        html.Div([rail(registry, text, values, reference), results(registry, text)], className="body"),
        html.Div(spoken_by_script(text), id="words", hidden=True),
        html.Div(id="message", className="visually-hidden", role="status", **aria(live="polite")),
    ]


def spoken_by_script(text: Text) -> str:
    """The few words that assets/*.js write."""
    keys = {
        "title": "page.title",
        "offline": "say.offline",
        "busy": "say.busy",
        "beyond": "chart.beyond",
        "day": "chart.day",
        "time": "chart.time",
        "untreated": "legend.untreated",
        "pinned": "legend.pinned",
        "same": "kpi.same",
        "banded": "band.live",
        "outside": "band.outside",
    }
    return json.dumps({name: text.words[key] for name, key in keys.items()} | {"decimal": text.separators[0]})


def header(text: Text) -> html.Header:
    brand = html.Div([html.H1(text("page.title")), html.Span(text("page.subtitle"))], className="brand")
    pin = [
        html.Button(text("top.pin"), id="pin", className="action is-primary"),
        html.Button(text("top.unpin"), id="unpin", className="action", hidden=True),
    ]
    reset = html.Button(text("top.reset"), id="reset-all", className="action")
    switch = [_language(name, name == text.language, text) for name in languages()]
    theme = html.Button(
        "◐",
        id="theme",
        className="action is-icon",
        title=text("top.theme"),
        **aria(label=text("top.theme"), pressed="false"),
    )
    language = html.Div(switch, className="segments", role="group", **aria(label=text("top.language")))
    return html.Header(
        [brand, html.Div([*pin, reset], className="actions"), html.Div([language, theme], className="switches")], className="top"
    )


def _language(name: str, is_chosen: bool, text: Text) -> html.Button:
    look = "segment is-chosen" if is_chosen else "segment"
    said = aria(label=text(f"language.{name}"), pressed=str(is_chosen).lower())
    return html.Button(name.upper(), id={"type": "language", "to": name}, className=look, lang=name, **said)


def notice_line(text: Text) -> list[Any]:
    """Cannot be closed."""
    return [html.Strong(text("page.notice")), html.Span(text("page.version", version=__version__)), html.Span(id="engine")]


def rail(registry: Registry, text: Text, values: Values, reference: Values) -> html.Section:
    hint = html.P(text("page.hint"), className="hint", id="hint")
    groups = [section(one, text, values, reference) for one in sections(registry, text)]
    sheet = html.Button(
        text("top.controls"),
        id="sheet",
        className="sheet",
        type="button",
        **aria(expanded="true", controls="controls"),
    )
    title = html.H2(text("page.controls"), className="visually-hidden")
    return html.Section(
        [sheet, title, html.Div([hint, *groups], id="controls")], className="rail", **aria(label=text("page.controls"))
    )


def section(one: Section, text: Text, values: Values, reference: Values) -> html.Fieldset:
    blocks = [part for block in one.blocks for part in _block(block, text, values, reference)]
    return html.Fieldset([html.Legend(text(f"section.{one.name}")), *blocks], className=f"section section-{one.name}")


def _block(block: Block, text: Text, values: Values, reference: Values) -> list[Any]:
    def rows(controls: list[Control]) -> list[Any]:
        return [row(control, values.get(control.key), reference.get(control.key), text) for control in controls]

    parts: list[Any] = rows(block.controls)
    if block.folded:
        summary = html.Summary([block.summary, html.Span(block.heading, className="visually-hidden")])
        look = "folded is-of-last" if block.details_of_last else "folded"
        parts.append(html.Details([summary, *rows(block.folded)], className=look))
    return parts


def results(registry: Registry, text: Text) -> html.Main:
    charts = [chart(name, text, title, aside) for name, (title, aside) in zip(CHARTS, _titles(registry, text), strict=True)]
    numbers = html.Section(html.Dl(id="kpis", className="kpis"), **aria(label=text("page.key_numbers")))
    notice = html.Div(id="notice", className="notice", hidden=True)
    switches = html.Div([matters.box(text), band.chooser(text), span_switch(text)], className="switches")
    line = html.Div([html.Div([legend(text), switches], className="legend-line"), band.line(), notice], className="over")
    area = html.Div(charts, className="charts", id="charts")
    return html.Main([numbers, line, area], id="results", tabIndex=-1, **aria(label=text("page.results")))


def legend(text: Text) -> html.Ul:
    whatif, base = text("legend.whatif"), html.Span(text("legend.untreated"), id="baseline-name")
    keys: list[tuple[str, Any]] = [
        ("whatif", whatif),
        ("baseline", base),
        ("range", text("legend.range")),
        ("intake", text("legend.intake")),
        ("missed", text("legend.missed")),
    ]
    return html.Ul(
        [html.Li([html.I(className=f"key key-{name}"), words], className=f"of-{name}") for name, words in keys],
        className="legend",
    )


def span_switch(text: Text) -> html.Div:
    options = [{"value": span, "label": text(f"chart.span.{span}")} for span in SPANS]
    looks = {
        "input_class_name": "btn-check",
        "label_class_name": "segment",
        "label_checked_class_name": "is-chosen",
        "class_name": "segments",
    }
    return html.Div(
        dbc.RadioItems(id="span", options=options, value=SPANS[0], inline=True, **looks),
        role="radiogroup",
        **aria(label=text("chart.span.label")),
    )


def _titles(registry: Registry, text: Text) -> list[tuple[Any, Any]]:
    """Title and what stands beside it for each chart, in the order of CHARTS."""
    day = dbc.Input(id="day", type="number", min=0, step=1, debounce=400, class_name="box day")
    options = [
        {"value": name, "label": f"{row.label[text.language]} · {text.unit(row.unit)}"} for name, row in registry.channels.items()
    ]
    panels = [
        [
            html.Label(text("chart.panel", at=at + 1), htmlFor=f"panel-{at}", className="visually-hidden"),
            dbc.Select(id=f"panel-{at}", options=options, value=name),
        ]
        for at, name in enumerate(PANELS)
    ]
    profile = html.Label([text("chart.profile"), html.Span(text("chart.choose_day"), className="visually-hidden")], htmlFor="day")
    return [
        (html.H2([text("chart.pressure"), html.Small("mmHg")]), html.P(id="about-pressure", className="about")),
        (html.H2([profile, day]), None),
        *((panel, None) for panel in panels),
    ]


def chart(name: str, text: Text, title: Any, aside: Any) -> html.Figure:
    """A figure with caption, a sentence for those who do not see it, and its numbers as a table."""
    locale: Any = SAFE | {"locale": text.language}
    graph = dcc.Graph(id=f"chart-{name}", figure=EMPTY, config=locale, responsive=True, className="graph")
    table = html.Button(
        text("chart.table"),
        className="as-table",
        type="button",
        **aria(expanded="false", controls=f"table-{name}"),
        **data(chart=name),
    )
    caption = html.Figcaption([html.Div(title, className="title"), aside, html.Span(className="beyond"), table])
    sentence = html.P(id=f"sentence-{name}", className="visually-hidden")
    body = html.Div(
        [
            html.Div(graph, className="plot", **aria(hidden="true")),
            html.Div(id=f"table-{name}", className="table-view", hidden=True, tabIndex=0),
        ],
        className="canvas",
    )
    return html.Figure([caption, sentence, body], className=f"card card-{name}", **aria(describedby=f"sentence-{name}"))
