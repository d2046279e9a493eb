"""Any one output of the twin, baseline against what-if, over the days or through one day."""

from dataclasses import dataclass
from typing import Any

from dashboard.figures.style import WHO, Figure, Theme, axis, clock_axis, counting, day_axis, extent, frame, lines, shade
from dashboard.i18n import Text
from dashboard.series import HOURS, NIGHT_H, Curve, nights

ROOM = 0.08
FROM_ZERO_BELOW = 0.6


@dataclass(frozen=True)
class Channel:
    """Curves by who; `days` of the run, or None where the curves are one day by the clock."""

    label: str
    unit: str
    decimals: int
    curves: dict[str, Curve]
    days: int | None


def channel(series: Channel, text: Text, theme: Theme) -> Figure:
    hover = f"%{{y:,.{series.decimals}f}} {series.unit}"
    traces = [trace for who in WHO for trace in lines(series.curves[who], who, text("who." + who), hover, text, theme)]
    along = clock_axis(theme, text) if series.days is None else day_axis(theme, series.days, text("chart.day"))
    layout = frame(
        theme,
        text.separators,
        "clock" if series.days is None else counting(series.curves["whatif"]),
        series.unit,
        series.decimals,
    )
    layout |= {"xaxis": along, "yaxis": axis(theme, range=value_range(series.curves), nticks=5), "shapes": shades(series, theme)}
    return {"data": traces, "layout": layout}


def value_range(curves: dict[str, Curve]) -> list[float]:
    """From zero where that costs little room, else around the curves."""
    low, high = extent(list(curves.values()))
    room = ROOM * (high - low) or ROOM * abs(high) or 1.0
    return [0.0 if 0 <= low < FROM_ZERO_BELOW * high else low - room, high + room]


def shades(series: Channel, theme: Theme) -> list[dict[str, Any]]:
    """Nights, where the hours are drawn."""
    if series.days is None:
        dark = [(0.0, float(NIGHT_H[1])), (float(NIGHT_H[0]), float(HOURS))]
    else:
        dark = nights(series.days) if series.curves["whatif"].low is None else []
    return [shade(start, end, theme["night"]) for start, end in dark]
