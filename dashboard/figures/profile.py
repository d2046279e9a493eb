"""Pressure through the hours of one day, with that day's intakes."""

from dataclasses import dataclass
from typing import Any

from dashboard.figures.limit import Guideline, clock_notes, limits_by_the_clock
from dashboard.figures.pressure import CHANNELS, UNIT, pressure_lines, pressure_range
from dashboard.figures.style import WHO, Figure, Theme, axis, clock_axis, frame, note, shade
from dashboard.i18n import Text
from dashboard.series import HOURS, NIGHT_H, Curve, Intakes


@dataclass(frozen=True)
class Profile:
    """Curves of one day by who and channel; intakes of the whole run."""

    curves: dict[str, dict[str, Curve]]
    day: int
    intakes: list[Intakes]
    guideline: Guideline


def profile(series: Profile, text: Text, theme: Theme) -> Figure:
    traces = [
        trace for who in WHO for name in CHANNELS for trace in pressure_lines(series.curves[who][name], who, name, text, theme)
    ]
    layout = frame(theme, text.separators, "clock", UNIT, 0)
    layout |= {
        "xaxis": clock_axis(theme, text),
        "yaxis": axis(theme, range=pressure_range(series.curves, series.guideline), dtick=20),
        "shapes": night_stripes(theme) + limits_by_the_clock(series.guideline, theme) + dose_lines(series, theme),
        "annotations": dose_notes(series, text, theme) + clock_notes(series.guideline, text, theme),
    }
    return {"data": traces, "layout": layout}


def night_stripes(theme: Theme) -> list[dict[str, Any]]:
    dusk, dawn = NIGHT_H
    return [shade(0, dawn, theme["night"]), shade(dusk, HOURS, theme["night"])]


def hours_taken(series: Profile) -> dict[float, bool]:
    """Clock hours of that day's planned intakes, and whether all of them are missed."""
    found: dict[float, bool] = {}
    for drug in series.intakes:
        for t_h, missed in zip(drug.t_h, drug.is_missed, strict=True):
            if t_h // HOURS == series.day:
                found[float(t_h % HOURS)] = found.get(float(t_h % HOURS), True) and bool(missed)
    return found


def dose_lines(series: Profile, theme: Theme) -> list[dict[str, Any]]:
    look = {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    return [
        look | {"x0": hour, "x1": hour, "line": {"width": 1.5, "color": theme["dose"], "dash": "2px,3px" if missed else "solid"}}
        for hour, missed in hours_taken(series).items()
    ]


def dose_notes(series: Profile, text: Text, theme: Theme) -> list[dict[str, Any]]:
    place = {"xref": "x", "xanchor": "left", "xshift": 3, "yref": "paper", "y": 0, "yanchor": "bottom"}
    return [
        note(text("chart.missed" if missed else "chart.dose"), theme["dose"], x=hour, **place)
        for hour, missed in hours_taken(series).items()
    ]
