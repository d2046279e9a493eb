"""Several scenarios in one chart: a colour and a dash for each, and its name at the right end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures.channel import ROOM
from dashboard.figures.style import Figure, Theme, axis, counting, day_axis, extent, frame, note, shade
from dashboard.i18n import Text
from dashboard.series import Curve, nights

DASHES = {
    "baseline": "6px,4px",
    "whatif": "solid",
    "0": "2px,3px",
    "1": "12px,4px",
    "2": "10px,4px,2px,4px",
    "3": "6px,3px,2px,3px,2px,3px",
}
GAP = 0.075  # of the axis: two names closer than this would touch


@dataclass(frozen=True)
class Line:
    """One curve of one scenario; `who` is a key of DASHES, `end` what stands at its right end or nothing."""

    who: str
    name: str
    curve: Curve
    end: str = ""


@dataclass(frozen=True)
class Overlay:
    lines: Sequence[Line]
    unit: str
    decimals: int
    days: int


def overlay(series: Overlay, text: Text, theme: Theme) -> Figure:
    first = series.lines[0].curve
    low, high = extent([Curve(line.curve.x, line.curve.y) for line in series.lines])
    room = ROOM * (high - low) or ROOM * abs(high) or 1.0
    span = [low - room, high + room]
    layout = frame(
        theme, text.separators, counting(first), series.unit, series.decimals, margin={"l": 44, "r": 96, "t": 8, "b": 22}
    )
    layout |= {
        "xaxis": day_axis(theme, series.days, text("chart.day")),
        "yaxis": axis(theme, range=span, nticks=6),
        "shapes": [shade(start, end, theme["night"]) for start, end in nights(series.days)] if first.low is None else [],
        "annotations": ends(series.lines, span, theme),
    }
    return {"data": [_trace(line, series, theme) for line in series.lines], "layout": layout}


def colour(who: str, theme: Theme) -> str:
    return theme[who if who in ("baseline", "whatif") else f"scenario_{who}"]


def _trace(line: Line, series: Overlay, theme: Theme) -> dict[str, Any]:
    look = {"width": 2.5 if line.who == "whatif" else 2, "color": colour(line.who, theme), "dash": DASHES[line.who]}
    hover = f"%{{y:,.{series.decimals}f}} {series.unit}"
    shown = {"name": line.name, "line": look, "hovertemplate": hover, "meta": f"scenario-{line.who}"}
    return {"type": "scatter", "mode": "lines", "x": line.curve.x, "y": line.curve.y} | shown


def ends(lines: Sequence[Line], span: Sequence[float], theme: Theme) -> list[dict[str, Any]]:
    """Names at the right end, moved apart where curves end together."""
    named = sorted((line for line in lines if line.end), key=lambda line: float(line.curve.y[-1]))
    gap = GAP * (span[1] - span[0])
    places: list[float] = []
    for line in named:
        places.append(max(float(line.curve.y[-1]), places[-1] + gap if places else span[0]))
    over = places[-1] - span[1] if places else 0
    places = [place - over for place in places] if over > 0 else places
    at = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 6, "yref": "y"}
    return [note(line.end, colour(line.who, theme), y=place, **at) for line, place in zip(named, places, strict=True)]
