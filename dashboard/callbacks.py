"""Wiring between the page and the service; the bodies are plain functions that tests call."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, html, no_update

from dashboard import band, cases, comparing, history, matters, wire
from dashboard.answer import Answer, Asked, answer
from dashboard.attributes import data
from dashboard.domain import beyond
from dashboard.figures.enlarge import enlarged
from dashboard.i18n import Text, text_of
from dashboard.kpis import Kpi
from dashboard.layout import FIRST, page
from dashboard.look import Look, look_of
from dashboard.picture import CHARTS, PANELS, Picture, draw
from dashboard.presets import FIRST_VISIT, scenario
from dashboard.quantities import as_counted, units_of
from dashboard.scenario import untreated, values_of
from dashboard.service import Service
from dashboard.share import stamp
from dashboard.takeaway.described import described
from dashboard.takeaway.menu import lines as told
from dashboard.theme import palette
from dashboard.views import layout as views

VALUES = ({"type": "value", "key": ALL}, "value")
CONTROL_IDS = ({"type": "value", "key": ALL}, "id")
DRAWN = {
    "figures": [(f"chart-{name}", "figure") for name in CHARTS],
    "sentences": [(f"sentence-{name}", "children") for name in CHARTS],
}
SAID = {
    "kpis": ("kpis", "children"),
    "about": ("about-pressure", "children"),
    "message": ("message", "children"),
    "day": ("day", "placeholder"),
    "told": ("told", "children"),
    "band": ("band-note", "children"),
    "without_band": ("band-chooser", "hidden"),
}
KEPT = {"answer": ("answer", "data"), "good": ("good", "data"), "drawn": ("drawn", "data")}

ASKED = {
    "values": Input(*VALUES),
    "ids": State(*CONTROL_IDS),
    "baseline": Input("baseline", "data"),
    "screen": Input("screen", "data"),
    "panels": [Input(f"panel-{at}", "value") for at in range(len(PANELS))],
    "day": Input("day", "value"),
    "span": Input("span", "value"),
    "guideline": Input("guideline", "value"),
    "units": State("shown-units", "data"),
    "band": Input("band", "value"),
    "language": State("language", "data"),
    "drawn": State("drawn", "data"),
}


def register(dash: Dash, service: Service) -> None:
    """Connect everything."""
    register_client(dash)
    for feature in (history, cases, views):
        feature.register(dash)
    comparing.register(dash, service)

    def committed(**given: Any) -> dict[str, Any]:
        view = {name: given[name] for name in ("panels", "day", "span", "guideline", "units", "band")}
        body = {"values": held(given), "view": view, "baseline": given["baseline"], "language": given["language"]}
        return commit(service, Asked.read(body), given["screen"], given["drawn"])

    shown: dict[str, Any] = {name: [Output(*one) for one in many] for name, many in DRAWN.items()}
    shown |= {name: Output(*one) for name, one in (SAID | KEPT).items()}
    busy = (Output("progress", "className"), "progress-line is-busy", "progress-line")
    dash.callback(output=shown, inputs=ASKED, running=[busy])(committed)

    matters.register(dash, service)

    def spoken(**given: Any) -> list[Any]:
        look = look_of({name: given[name] for name in ("case", "panels", "day", "span", "units")})
        values = as_counted(held(given), units_of(given["shown"]))
        return translate(service, given["language"], values, look)

    told: dict[str, Any] = {name: State(name, "value") for name in ("case", "day", "span")}
    told |= {"values": State(*VALUES), "ids": State(*CONTROL_IDS), "shown": State("shown-units", "data")}
    told |= {"language": Input("language", "data"), "units": Input("units", "data")}
    told["panels"] = [State(f"panel-{at}", "value") for at in range(len(PANELS))]
    dash.callback(output=Output("page", "children"), inputs=told, prevent_initial_call=True)(spoken)

    def engine(_: Any, language: Any) -> Any:
        return engine_words(service, text_of(str(language)))

    dash.callback(
        Output("engine", "children"),
        Output("engine-clock", "disabled"),
        Input("engine-clock", "n_intervals"),
        State("language", "data"),
    )(engine)


def register_client(dash: Dash) -> None:
    """What happens in the browser alone; the functions stand in assets/."""
    client = {
        "screen": (Output("screen", "data"), Input("theme", "n_clicks"), State("screen", "data")),
        "language": (Output("language", "data"), Input({"type": "language", "to": ALL}, "n_clicks"), State("language", "data")),
        "pin": (
            Output("baseline", "data"),
            Input("pin", "n_clicks"),
            Input("unpin", "n_clicks"),
            State("good", "data"),
            State("baseline", "data"),
        ),
        "reset": (
            Output({"type": "value", "key": ALL}, "value"),
            Input("reset-all", "n_clicks"),
            State(*CONTROL_IDS),
            State(*VALUES),
        ),
        "choose": (Output("day", "value"), Input("chart-pressure", "clickData")),
        "arrive": (Output("sink", "className"), Input("page", "children")),
        "settle": (Output("sink", "title"), Input("answer", "data"), Input("baseline", "data")),
    }
    for name, wiring in client.items():
        dash.clientside_callback(
            ClientsideFunction("twin", name), *wiring, prevent_initial_call=name in ("language", "pin", "reset", "choose")
        )


def held(given: Mapping[str, Any]) -> dict[str, Any]:
    """Values by control; a request whose names and values do not match is read as far as it goes."""
    pairs = zip(given["ids"], given["values"], strict=False)
    return {str(identity.get("key")): value for identity, value in pairs if isinstance(identity, dict)}


def first_values(service: Service, case: str = FIRST_VISIT) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a case puts on screen, and what every control goes back to: that person, untreated."""
    return values_of(scenario(case), service.registry), values_of(untreated(scenario(case)), service.registry)


def commit(service: Service, asked: Asked, screen: Any, drawn: Any) -> dict[str, Any]:
    """A change on the page, answered with authority: figures, numbers and one sentence, or what is wrong."""
    found = answer(service, asked)
    if found.compared is None:
        return refused(found)
    theme = palette(screen)
    picture = draw(found.compared, service.registry, asked.view, asked.text, theme)
    if isinstance(screen, dict) and screen.get("projector") is True:
        picture = replace(picture, figures={name: enlarged(figure) for name, figure in picture.figures.items()})
    token = fingerprint(asked, picture, theme)
    encode = wire.patch if token == drawn else wire.whole
    text, day = asked.text, str(picture.view.day)
    values = dict(asked.values)
    return {
        "figures": [encode(picture.figures[name]) for name in CHARTS],
        "sentences": sentences(picture, text),
        "kpis": [card(kpi, text) for kpi in picture.kpis],
        "about": about(picture, text),
        "message": spoken_summary(picture, text),
        "day": day,
        "told": told(described(asked.values, service.registry, text)),
        "band": band.note(found.compared, text),
        "without_band": service.foresight is None,
        "answer": {
            "faults": {},
            "notice": "",
            "values": values,
            "days": found.compared.days,
            "stamp": stamp(service.registry),
            "beyond": beyond(found.compared.raw, service.registry, text),
        },
        "good": values,
        "drawn": token,
    }


def refused(found: Answer) -> dict[str, Any]:
    """Nothing new is drawn; the words say why."""
    kept: dict[str, Any] = {name: [no_update] * len(many) for name, many in DRAWN.items()} | dict.fromkeys(SAID | KEPT, no_update)
    return kept | {"message": found.notice, "answer": {"faults": dict(found.faults), "notice": found.notice}}


def fingerprint(asked: Asked, picture: Picture, theme: Mapping[str, str]) -> str:
    """Names what the browser shows but for the what-if curves: when it stays, the baseline is not sent again."""
    lines = [
        trace["y"].tobytes()
        for figure in picture.figures.values()
        for trace in figure["data"]
        if trace["meta"] == "live-baseline"
    ]
    counts = [[len(figure["data"]), figure["layout"]["font"]["size"]] for figure in picture.figures.values()]
    shape = orjson.dumps([asked.text.language, theme["page"], picture.view.panels, sorted(picture.view.units), counts])
    return hashlib.sha256(b"".join([shape, *lines])).hexdigest()


def card(kpi: Kpi, text: Text) -> html.Div:
    """One key number; `data-live` of the marked spans is what a drag shows meanwhile."""
    committed = [
        html.Span(html.Span(words, className="committed"), className=name)
        for name, words in (("kpi-value", kpi.value(text)), ("kpi-change", kpi.change(text)))
    ]
    label = html.Dt(kpi.label, title=kpi.label)
    unit = html.Span(kpi.unit, className="kpi-unit")
    spoken = html.Span(text("kpi.change"), className="visually-hidden")
    digits = data(decimals=str(kpi.decimals), change_decimals=str(kpi.change_decimals))
    how = digits | data(count=str(len(kpi.values)), percent=str(kpi.is_percent).lower())
    return html.Div([label, html.Dd([committed[0], unit, committed[1], spoken])], className="kpi", **how)


def about(picture: Picture, text: Text) -> str:
    is_daily = picture.figures["pressure"]["layout"]["meta"]["x"] == "day"
    return text("chart.daily" if is_daily else "chart.hourly")


def spoken_summary(picture: Picture, text: Text) -> str:
    first, *_ = picture.kpis
    rest = [
        text("say.channel", name=kpi.label, value=kpi.value(text), unit=kpi.unit, change=_change(kpi, text))
        for kpi in picture.kpis[-len(PANELS) :]
    ]
    return text(
        "say.done",
        day=picture.view.day,
        value=first.value(text),
        unit=first.unit,
        change=_change(first, text),
        channels=" ".join(rest),
    )


def _change(kpi: Kpi, text: Text) -> str:
    shown = kpi.change(text)
    return text("say.same") if shown == text("kpi.same") else shown.lstrip("▲▼ ")


def sentences(picture: Picture, text: Text) -> list[str]:
    """What each chart shows, for those who do not see it."""
    told = [picture.kpis[0], picture.kpis[0], *picture.kpis[-len(PANELS) :]]
    return [
        text(
            "say.chart", name=kpi.label, value=kpi.value(text), unit=kpi.unit, day=picture.view.day, baseline=kpi.reference(text)
        )
        for kpi in told
    ]


def translate(service: Service, language: Any, values: Mapping[str, Any], look: Look = FIRST) -> list[Any]:
    """The page again in another language, with what was set."""
    return page(service.registry, text_of(str(language)), values, first_values(service, look.case)[1], look)


def engine_words(service: Service, text: Text) -> tuple[str, bool]:
    """What computes, and whether that is its last word."""
    state, progress = service.engine_state()
    if state == "building":
        return text("engine.building", percent=text.number(100 * progress, 0)), False
    return text("engine.ready" if state == "ready" else "engine.absent"), state == "ready"
