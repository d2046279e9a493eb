"""Systolic and diastolic pressure over the days, baseline against what-if, with the target behind and the intakes below."""

from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from dashboard.figures import intakes as strip
from dashboard.figures.style import WHO, Figure, Theme, axis, counting, day_axis, extent, frame, lines, note, shade
from dashboard.i18n import Text
from dashboard.series import Curve, Intakes, nights

UNIT = "mmHg"
STEP_MMHG = 10
CHANNELS = ("sbp_mmHg", "dbp_mmHg")


@dataclass(frozen=True)
class Target:
    """A guideline's treatment target: lowest and highest pressure wanted, by channel."""

    label: str
    ranges: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Pressure:
    """Curves by who (baseline, whatif) and channel; `day` is the one shown hour by hour beside."""

    curves: dict[str, dict[str, Curve]]
    days: int
    day: int
    intakes: list[Intakes]
    target: Target


def pressure(series: Pressure, text: Text, theme: Theme) -> Figure:
    traces = [
        trace for who in WHO for name in CHANNELS for trace in pressure_lines(series.curves[who][name], who, name, text, theme)
    ]
    top, bottom = 1.0, strip.height(len(series.intakes)) + 0.05
    layout = frame(
        theme, text.separators, counting(series.curves["whatif"]["sbp_mmHg"]), UNIT, 0, margin={"l": 40, "r": 44, "t": 8, "b": 22}
    )
    layout |= {
        "xaxis": day_axis(theme, series.days, text("chart.day")) | {"anchor": "y2"},
        "yaxis": axis(theme, domain=[bottom, top], range=pressure_range(series.curves, series.target), dtick=20),
        "yaxis2": strip.strip_axis(theme, len(series.intakes)),
        "shapes": [*night_shades(series, theme), chosen_day(series, theme), *target_bands(series.target, theme)],
        "annotations": target_notes(series.target, text, theme)
        + names(series.curves, text, theme)
        + strip.labels(series.intakes, text, theme),
    }
    return {"data": traces + strip.marks(series.intakes, text, theme), "layout": layout}


def pressure_lines(curve: Curve, who: str, name: str, text: Text, theme: Theme) -> list[dict[str, Any]]:
    label = f"{text('chart.' + name)} · {text('who.' + who)}"
    return lines(curve, who, label, f"%{{y:.0f}} {UNIT}", text, theme)


def pressure_range(curves: dict[str, dict[str, Curve]], target: Target) -> list[float]:
    """Fitted to tens of mmHg around every curve and the target."""
    low, high = extent([curve for by_name in curves.values() for curve in by_name.values()])
    wanted = [edge for band in target.ranges.values() for edge in band]
    return [STEP_MMHG * floor((min(low, *wanted) - 2) / STEP_MMHG), STEP_MMHG * ceil((max(high, *wanted) + 2) / STEP_MMHG)]


def target_bands(target: Target, theme: Theme) -> list[dict[str, Any]]:
    band = {
        "type": "rect",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "yref": "y",
        "fillcolor": theme["target"],
        "line": {"width": 0},
        "layer": "below",
    }
    return [band | {"y0": low, "y1": high} for low, high in target.ranges.values()]


def target_notes(target: Target, text: Text, theme: Theme) -> list[dict[str, Any]]:
    low, high = target.ranges["sbp_mmHg"]
    words = text("chart.target", guideline=target.label, low=text.number(low, 0), high=text.number(high, 0))
    return [note(words, theme["target_ink"], xref="paper", x=0.006, xanchor="left", y=(low + high) / 2, yref="y")]


def night_shades(series: Pressure, theme: Theme) -> list[dict[str, Any]]:
    """Nights, where the hours are drawn."""
    is_hourly = series.curves["whatif"]["sbp_mmHg"].low is None
    return [shade(start, end, theme["night"]) for start, end in nights(series.days)] if is_hourly else []


def chosen_day(series: Pressure, theme: Theme) -> dict[str, Any]:
    return shade(series.day, series.day + 1, theme["chosen"])


def names(curves: dict[str, dict[str, Curve]], text: Text, theme: Theme) -> list[dict[str, Any]]:
    """What each pair of curves is, at its right end."""
    place = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 6, "yref": "y"}
    ends = {name: curves["whatif"][name].y[-1] for name in CHANNELS}
    return [note(text("chart.short." + name), theme["ink"], y=float(end), **place) for name, end in ends.items()]
