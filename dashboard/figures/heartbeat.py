"""One beat, what-if over baseline: the arterial pressure wave, pressure-volume loops, and the chambers of each side of the heart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.figures.style import Figure, Theme, axis, frame, note
from dashboard.i18n import Text
from dashboard.series import Array

WAVES: tuple[str, str] = ("cuff_mmHg", "aorta_mmHg")
LOOPS: dict[str, tuple[str, str]] = {
    "left_ventricle": ("left_ventricle_mL", "left_ventricle_mmHg"),
    "right_ventricle": ("right_ventricle_mL", "right_ventricle_mmHg"),
}
SIDES: dict[str, tuple[str, str, str]] = {
    "left": ("left_ventricle_mmHg", "aorta_mmHg", "left_atrium_mmHg"),
    "right": ("right_ventricle_mmHg", "pulmonary_artery_mmHg", "right_atrium_mmHg"),
}
DASH = "6px,4px"
SHARES = (0.62, 1.25)  # of a loop's highest pressure, where its name stands
ROOM, LINE = 0.04, 14  # beside the loops, as a share; between two names, in px


@dataclass(frozen=True)
class Beats:
    """Curves of one beat by who and name, with their time in s under `t_s`; `labels` by curve."""

    curves: Mapping[str, Mapping[str, Array]]
    labels: Mapping[str, str]


def heartbeat(beats: Beats, text: Text, theme: Theme) -> dict[str, Figure]:
    """Every figure of the view by name."""
    return {
        "wave": wave(beats, text, theme),
        "loops": loops(beats, text, theme),
        **{side: chambers(beats, names, text, theme) for side, names in SIDES.items()},
    }


def wave(beats: Beats, text: Text, theme: Theme) -> Figure:
    """Pressure in the arm artery, and thinner in the aorta."""
    traces = [
        trace(beats, who, "t_s", name, text, look(who, theme, 2.5 if name == WAVES[0] else 1.1))
        for who in ("baseline", "whatif")
        for name in WAVES
    ]
    return {"data": traces, "layout": layout(text, theme, "s", [])}


def loops(beats: Beats, text: Text, theme: Theme) -> Figure:
    """Pressure against volume of both ventricles."""
    traces = [trace(beats, who, x, y, text, look(who, theme, 2.5)) for who in ("baseline", "whatif") for x, y in LOOPS.values()]
    marks = [inside(beats, x, y, share, theme) for (x, y), share in zip(LOOPS.values(), SHARES, strict=True)]
    volumes = [beats.curves[who][x] for who in ("baseline", "whatif") for x, _ in LOOPS.values()]
    low, high = min(map(np.min, volumes)), max(map(np.max, volumes))
    room = ROOM * (high - low)
    around = layout(text, theme, "mL", marks)
    around["xaxis"]["range"] = [low - room, high + room]
    return {"data": traces, "layout": around}


def chambers(beats: Beats, names: Sequence[str], text: Text, theme: Theme) -> Figure:
    """Ventricle, its artery and its atrium; of the baseline the ventricle alone."""
    ventricle, artery, atrium = names
    looks = {
        ventricle: look("whatif", theme, 2.5),
        artery: {"width": 1.75, "color": theme["dose"]},
        atrium: {"width": 1.75, "color": theme["ink"], "dash": "2px,3px"},
    }
    traces = [trace(beats, "baseline", "t_s", ventricle, text, look("baseline", theme, 1.75))]
    traces += [trace(beats, "whatif", "t_s", name, text, style) for name, style in looks.items()]
    marks = legend([(beats.labels[name], style["color"]) for name, style in looks.items()])
    return {"data": traces, "layout": layout(text, theme, "s", marks)}


def look(who: str, theme: Theme, width: float) -> dict[str, Any]:
    """Solid for what-if, dashed for the baseline."""
    return {"width": width, "color": theme[who]} | ({"dash": DASH} if who == "baseline" else {})


def trace(beats: Beats, who: str, x: str, y: str, text: Text, line: dict[str, Any]) -> dict[str, Any]:
    curves = beats.curves[who]
    name = f"{text('who.' + who)}, {beats.labels[y]}"
    decimals = 0 if x.endswith("_mL") else 2
    hover = f"{name}: %{{y:.0f}}<extra>%{{x:.{decimals}f}}</extra>"
    return {
        "type": "scatter",
        "mode": "lines",
        "x": curves[x],
        "y": curves[y],
        "line": line,
        "name": name,
        "hovertemplate": hover,
    }


def legend(names: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Names of curves in their colours, at the top right, where a beat has fallen again."""
    place = {"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right", "yanchor": "top"}
    return [note(name, colour, yshift=-LINE * row, **place) for row, (name, colour) in enumerate(names)]


def inside(beats: Beats, x: str, y: str, share: float, theme: Theme) -> dict[str, Any]:
    """The name of a loop in its middle, at a share of its highest pressure."""
    volume, pressure = beats.curves["whatif"][x], beats.curves["whatif"][y]
    middle = float(volume.min() + volume.max()) / 2
    return note(beats.labels[y], theme["whatif"], x=middle, y=share * float(pressure.max()))


def layout(text: Text, theme: Theme, unit: str, marks: list[dict[str, Any]]) -> dict[str, Any]:
    base = frame(theme, text.separators, "beat", "mmHg", 0, hovermode="closest", annotations=marks)
    room = {"l": 38, "r": 12, "t": 14, "b": 24}
    x = axis(theme, showline=True, ticksuffix=f" {unit}", nticks=6)
    return base | {"margin": room, "xaxis": x, "yaxis": axis(theme, rangemode="tozero" if unit == "mL" else "normal")}
