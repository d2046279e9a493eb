"""What the reader sees. No numbers and no words of its own: those come from the registry and from text/."""

import json
from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard import band, cases, comparing, history, matters, menu, share, states, tour
from dashboard.attributes import aria, data
from dashboard.controls import Block, Control, Section, sections
from dashboard.guidelines import guidelines
from dashboard.i18n import Text, languages
from dashboard.look import Look
from dashboard.picture import CHARTS, SPANS
from dashboard.quantities import Units, control_in, unit_of
from dashboard.takeaway.menu import menu as take
from dashboard.takeaway.menu import paper
from dashboard.views import layout as views
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
FIRST = Look()

Values = Mapping[str, Any]


def shell(registry: Registry, text: Text, values: Values, reference: Values, look: Look = FIRST) -> list[Any]:
    """What stays for the whole visit, around a page in one language."""
    empty = ("baseline", "screen", "good", "drawn", "answer", "wanted", "comparing")
    stores = {"language": text.language, "units": sorted(look.units), **dict.fromkeys(empty)}
    return [
        *(dcc.Store(id=name, data=data) for name, data in stores.items()),
        dcc.Interval(id="engine-clock", interval=ENGINE_POLL_MS),
        html.Div(page(registry, text, values, reference, look), id="page"),
        html.Div(id="sink", hidden=True),
    ]


def page(registry: Registry, text: Text, values: Values, reference: Values, look: Look = FIRST) -> list[Any]:
    """The whole page in one language for these values."""
    return [
        html.A(text("page.skip"), href="#results", className="skip"),
        header(registry, text, look),
        html.Div(notice_line(text), className="notice-line", role="note"),
        html.Div(html.I(), id="progress", className="progress-line", **aria(hidden="true")),
        states.bar(),
        dcc.Store(id="shown-units", data=sorted(look.units)),
        html.Div([rail(registry, text, values, reference, look), results(registry, text, look)], className="body"),
        html.Div(spoken_by_script(text, look), id="words", hidden=True),
        cases.carried(registry, text),
        share.dialog(text),
        tour.carried(text),
        tour.card(text),
        html.Div(id="message", className="visually-hidden", role="status", **aria(live="polite")),
    ]


def spoken_by_script(text: Text, look: Look) -> str:
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
    spoken = {key: text.words[key] for part in (comparing, share, states, tour) for key in part.SPOKEN}
    words = {name: text.words[key] for name, key in keys.items()} | spoken
    return json.dumps(words | {"decimal": text.separators[0], "units": sorted(look.units)})


def header(registry: Registry, text: Text, look: Look) -> html.Header:
    brand = html.Div([html.H1(text("page.title")), html.Span(text("page.subtitle"))], className="brand")
    pin = [
        html.Button(text("top.pin"), id="pin", className="action is-primary"),
        html.Button(text("top.unpin"), id="unpin", className="action", hidden=True),
    ]
    reset = html.Button(text("top.reset"), id="reset-all", className="action")
    work = [history.buttons(text), *pin, comparing.button(text), share.button(registry, text), reset]
    trials = html.A(text("evidence.link"), href="/evidence", target="_blank", className="action")
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
        [
            brand,
            cases.chooser(text, look.case),
            html.Div([*work, trials, take(text), menu.view(text, look)], className="actions"),
            html.Div([language, theme], className="switches"),
        ],
        className="top",
    )


def _language(name: str, is_chosen: bool, text: Text) -> html.Button:
    look = "segment is-chosen" if is_chosen else "segment"
    said = aria(label=text(f"language.{name}"), pressed=str(is_chosen).lower())
    return html.Button(name.upper(), id={"type": "language", "to": name}, className=look, lang=name, **said)


def notice_line(text: Text) -> list[Any]:
    """Cannot be closed."""
    return [html.Strong(text("page.notice")), html.Span(text("page.version", version=__version__)), html.Span(id="engine")]


def rail(registry: Registry, text: Text, values: Values, reference: Values, look: Look) -> html.Section:
    hint = html.P(text("page.hint"), className="hint", id="hint")
    groups = [section(one, text, values, reference, look.units) for one in sections(registry, text)]
    sheet = html.Button(
        text("top.controls"),
        id="sheet",
        className="sheet",
        type="button",
        **aria(expanded="true", controls="controls"),
    )
    title = html.H2(text("page.controls"), className="visually-hidden")
    held = html.Div([hint, cases.about(text, look.case), *groups], id="controls")
    return html.Section([sheet, title, held], className="rail", **aria(label=text("page.controls")))


def section(one: Section, text: Text, values: Values, reference: Values, units: Units) -> html.Fieldset:
    blocks = [part for block in one.blocks for part in _block(block, text, values, reference, units)]
    return html.Fieldset([html.Legend(text(f"section.{one.name}")), *blocks], className=f"section section-{one.name}")


def _block(block: Block, text: Text, values: Values, reference: Values, units: Units) -> list[Any]:
    def rows(controls: list[Control]) -> list[Any]:
        shown = [control_in(control, units, text) for control in controls]
        return [row(control, values.get(control.key), reference.get(control.key), text) for control in shown]

    parts: list[Any] = rows(block.controls)
    if block.folded:
        summary = html.Summary([block.summary, html.Span(block.heading, className="visually-hidden")])
        look = "folded is-of-last" if block.details_of_last else "folded"
        parts.append(html.Details([summary, *rows(block.folded)], className=look))
    return parts


def results(registry: Registry, text: Text, look: Look) -> html.Main:
    charts = [chart(name, text, title, aside) for name, (title, aside) in zip(CHARTS, _titles(registry, text, look), strict=True)]
    numbers = html.Section(html.Dl(id="kpis", className="kpis"), **aria(label=text("page.key_numbers")))
    notice = html.Div(id="notice", className="notice", hidden=True)
    switches = html.Div([matters.box(text), band.chooser(text), span_switch(text, look.span)], className="switches")
    keys = html.Div([legend(text), states.beyond_trials(text), switches], className="legend-line")
    line = html.Div([keys, band.line(), notice], className="over")
    area = html.Div(charts, className="charts", id="charts", role="tabpanel", **aria(labelledby="tab-charts"))
    beside = comparing.panel(registry, text, look.units, SAFE, EMPTY)
    parts = [paper(text), numbers, views.line(text), line, area, views.panel(text), beside]
    return html.Main(parts, id="results", tabIndex=-1, **aria(label=text("page.results")))


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


def span_switch(text: Text, span: str) -> html.Div:
    options = [{"value": span, "label": text(f"chart.span.{span}")} for span in SPANS]
    looks = {
        "input_class_name": "btn-check",
        "label_class_name": "segment",
        "label_checked_class_name": "is-chosen",
        "class_name": "segments",
    }
    return html.Div(
        dbc.RadioItems(id="span", options=options, value=span, inline=True, **looks),
        role="radiogroup",
        **aria(label=text("chart.span.label")),
    )


def guideline_choice(text: Text) -> html.Div:
    """Whose limits are drawn; remembered by the browser."""
    options = [{"value": name, "label": one.label} for name, one in guidelines().items()]
    kept = {"persistence": True, "persistence_type": "local"}
    label = html.Label(text("chart.guideline"), htmlFor="guideline", title=text("chart.office"))
    select = dbc.Select(id="guideline", options=options, value=options[0]["value"], **kept)
    return html.Div([label, select], className="guideline")


def _titles(registry: Registry, text: Text, look: Look) -> list[tuple[Any, Any]]:
    """Title and what stands beside it for each chart, in the order of CHARTS."""
    day = dbc.Input(id="day", type="number", min=0, step=1, value=look.day, debounce=400, class_name="box day")
    options = [
        {"value": name, "label": f"{row.label[text.language]} · {unit_of(row, look.units, text)}"}
        for name, row in registry.channels.items()
    ]
    panels = [
        [
            html.Label(text("chart.panel", at=at + 1), htmlFor=f"panel-{at}", className="visually-hidden"),
            dbc.Select(id=f"panel-{at}", options=options, value=name),
        ]
        for at, name in enumerate(look.panels)
    ]
    profile = html.Label([text("chart.profile"), html.Span(text("chart.choose_day"), className="visually-hidden")], htmlFor="day")
    return [
        (
            html.H2([text("chart.pressure"), html.Small(unit_of(registry.channels["sbp_mmHg"], look.units, text))]),
            html.Div([html.P(id="about-pressure", className="about"), guideline_choice(text)], className="aside"),
        ),
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
