"""One heartbeat at the moment looked at, of what is asked and of the baseline, from the pulsatile circulation."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from dashboard.figures.heartbeat import Beats, heartbeat
from dashboard.figures.tree import Element, element, table, unfolding
from dashboard.service import Forecast
from dashboard.views.look import Drawn, Look, hypotheses
from twin.heartbeat import Beat
from twin.heartbeat import heartbeat as beat_of
from twin.heartbeat.command import words
from twin.inputs import Inputs
from twin.simulate import Run, Status

FIRST = (
    "sbp_mmHg",
    "dbp_mmHg",
    "map_mmHg",
    "heart_rate_bpm",
    "stroke_volume_mL",
    "ejection_fraction_percent",
    "cardiac_output_L_min",
    "lv_end_diastolic_mL",
    "lv_end_diastolic_mmHg",
)
WHO = ("baseline", "whatif")
MOMENTS = 21  # rows of the table of curves


def draw(at: Look) -> Drawn:
    """Four figures, the numbers of both beats, and all of it as tables."""
    text = at.text
    beat = beat_of(Inputs.join(list(at.inputs)), run_of([at.compared.baseline, at.compared.whatif]), at.moment.at)
    title = element("h2", text("beat.title", when=at.when))
    if any(status is not Status.OK for status in beat.status):
        return Drawn([title, element("p", text("beat.none"), class_="view-note")], text("beat.none"))
    labels = {name: row["label"][text.language] for name, row in words()["curve"].items()}
    figures = heartbeat(Beats(curves_of(beat), labels), text, at.theme)
    charts = element("div", *(_figure(name, beat, at) for name in figures), class_="beat-charts")
    rows = _rows(beat, at)
    first = element(
        "div",
        table(text("beat.numbers"), _head(at), [rows[name] for name in FIRST]),
        class_="beat-numbers view-table",
        tabindex=0,
    )
    body = [
        title,
        element("p", text("beat.about"), class_="view-note"),
        element("div", first, charts, class_="beat"),
        *hypotheses(at),
        unfolding(text("beat.all"), table(text("beat.all"), _head(at), list(rows.values())), "beat-all"),
        unfolding(text("beat.curves"), _curves(beat, labels, at), "beat-curves"),
    ]
    return Drawn(body, _said(beat, at), figures)


def run_of(forecasts: list[Forecast]) -> Run:
    """Remembered forecasts as one run, with the channels they share."""
    shared = set.intersection(*(set(one.channels) for one in forecasts))
    channels = {name: torch.stack([torch.as_tensor(one.channels[name]) for one in forecasts]) for name in shared}
    first = forecasts[0]
    return Run(
        torch.as_tensor(first.t_h), channels, [one.status for one in forecasts], [one.why for one in forecasts], first.engine
    )


def curves_of(beat: Beat) -> dict[str, dict[str, Any]]:
    """Curves by who and name, time among them."""
    table = {"t_s": beat.t_s} | dict(beat.channels)
    return {who: {name: np.asarray(values[k]) for name, values in table.items()} for k, who in enumerate(WHO)}


def _number(beat: Beat, name: str, who: str) -> float:
    return float(beat.values[name][WHO.index(who)])


def _rows(beat: Beat, at: Look) -> dict[str, list[str]]:
    """Every number of both beats, as read by a person."""
    text, rows = at.text, {}
    for name, row in words()["number"].items():
        values = [text.number(_number(beat, name, who), row["decimals"]) for who in ("whatif", "baseline")]
        rows[name] = [row["label"][text.language], *values, text.unit(row["unit"])]
    return rows


def _head(at: Look) -> list[str]:
    return [at.text(f"pathway.head.{name}") for name in ("quantity", "whatif", "baseline", "unit")]


def _figure(name: str, beat: Beat, at: Look) -> Element:
    said = at.text(f"beat.said.{name}", **_values(beat, at))
    caption = element("figcaption", at.text(f"beat.figure.{name}"))
    plot = element("div", class_="beat-plot", data_figure=name, role="img", aria_label=said)
    return element("figure", caption, plot, class_=f"beat-card beat-{name}")


def _values(beat: Beat, at: Look) -> Mapping[str, str]:
    """The numbers that sentences name, of what is asked."""
    names = words()["number"]
    return {name: at.text.number(_number(beat, name, "whatif"), row["decimals"]) for name, row in names.items()}


def _said(beat: Beat, at: Look) -> str:
    return at.text("beat.said.all", when=at.when, **_values(beat, at))


def _curves(beat: Beat, labels: Mapping[str, str], at: Look) -> Element:
    """The beat of what is asked at moments spread over it."""
    text, rows = at.text, words()["curve"]
    picked = np.linspace(0, beat.t_s.shape[1] - 1, MOMENTS).round().astype(int)
    curves = curves_of(beat)["whatif"]
    head = [f"{text('chart.time')}, s", *(f"{labels[name]}, {text.unit(row['unit'])}" for name, row in rows.items())]
    body = [
        [
            text.number(float(curves["t_s"][k]), 3),
            *(text.number(float(curves[name][k]), row["decimals"]) for name, row in rows.items()),
        ]
        for k in picked
    ]
    return table(text("beat.curves"), head, body)
