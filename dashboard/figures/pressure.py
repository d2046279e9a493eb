"""Systolic and diastolic pressure over the days, baseline against what-if, with the target behind and the intakes below."""

from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from dashboard.figures import intakes as strip
from dashboard.figures.limit import Guideline, limit_notes, limits
from dashboard.figures.style import WHO, Figure, Theme, axis, counting, day_axis, extent, frame, lines, note, shade
from dashboard.i18n import Text
from dashboard.series import Curve, Intakes, nights

UNIT = "mmHg"
STEP_MMHG = 10
CHANNELS = ("sbp_mmHg", "dbp_mmHg")


@dataclass(frozen=True)
class Pressure:
    """Curves by who (baseline, whatif) and channel; `day` is the one shown hour by hour beside."""

    curves: dict[str, dict[str, Curve]]
    days: int
    day: int
    intakes: list[Intakes]
    guideline: Guideline


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
        "yaxis": axis(theme, domain=[bottom, top], range=pressure_range(series.curves, series.guideline), dtick=20),
        "yaxis2": strip.strip_axis(theme, len(series.intakes)),
        "shapes": [*night_shades(series, theme), chosen_day(series, theme), *limits(series.guideline, theme)],
        "annotations": limit_notes(series.guideline, text, theme)
        + names(series.curves, text, theme)
        + strip.labels(series.intakes, text, theme),
    }
    return {"data": traces + strip.marks(series.intakes, text, theme), "layout": layout}


def pressure_lines(curve: Curve, who: str, name: str, text: Text, theme: Theme) -> list[dict[str, Any]]:
    label = f"{text('chart.' + name)} · {text('who.' + who)}"
    return lines(curve, who, label, f"%{{y:.0f}} {UNIT}", text, theme)


def pressure_range(curves: dict[str, dict[str, Curve]], guideline: Guideline) -> list[float]:
    """Fitted to tens of mmHg around every curve and limit."""
    low, high = extent([curve for by_name in curves.values() for curve in by_name.values()])
    wanted = guideline.drawn()
    return [STEP_MMHG * floor((min(low, *wanted) - 2) / STEP_MMHG), STEP_MMHG * ceil((max(high, *wanted) + 2) / STEP_MMHG)]


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
