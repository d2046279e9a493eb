"""What all charts share: axes, lines and the frame, in the colours of a theme."""

from typing import Any

from dashboard.i18n import Text
from dashboard.series import HOURLY_UP_TO_DAYS, HOURS, Array, Curve
from dashboard.theme import FONT

Figure = dict[str, Any]
Theme = dict[str, str]

WHO = ("baseline", "whatif")


def frame(theme: Theme, separators: str, x: str, unit: str, decimals: int, **layout: Any) -> dict[str, Any]:
    """The layout every chart starts from; `x` says whether it counts days, hours of a run, or the clock (for the table view)."""
    return {
        "meta": {"x": x, "unit": unit, "decimals": decimals},
        "font": {"family": FONT, "size": 12, "color": theme["muted"]},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 40, "r": 14, "t": 8, "b": 22},
        "showlegend": False,
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": theme["surface"], "bordercolor": theme["line"], "font": {"color": theme["ink"], "size": 12}},
        "separators": separators,
        "uirevision": "keep",
        "dragmode": False,
    } | layout


def axis(theme: Theme, **more: Any) -> dict[str, Any]:
    return {
        "gridcolor": theme["grid"],
        "linecolor": theme["line"],
        "zeroline": False,
        "fixedrange": True,
        "ticks": "",
        "automargin": False,
    } | more


def day_axis(theme: Theme, days: int, day_word: str) -> dict[str, Any]:
    """Time in days; the first tick says what is counted."""
    step = 1 if days <= 10 else 2 if days <= 16 else 7
    ticks = list(range(0, days + 1, step))
    title = f"{day_word} %{{x:.{0 if days > HOURLY_UP_TO_DAYS else 1}f}}"
    words = [f"{day_word} {tick}" if tick == 0 else str(tick) for tick in ticks]
    return axis(theme, range=[0, days], tickvals=ticks, ticktext=words, showline=True, unifiedhovertitle={"text": title})


def clock_axis(theme: Theme, text: Text) -> dict[str, Any]:
    """Time of day."""
    ticks = list(range(0, HOURS + 1, 6))
    words = [text.clock(tick) for tick in ticks]
    return axis(theme, range=[0, HOURS], tickvals=ticks, ticktext=words, showline=True, unifiedhovertitle={"text": "%{x}:00"})


def lines(curve: Curve, who: str, name: str, hover: str, text: Text, theme: Theme) -> list[dict[str, Any]]:
    """A curve as traces: the line, then hairlines for the lowest and highest of each day."""
    look = (
        {"width": 2.5, "color": theme["whatif"]}
        if who == "whatif"
        else {"width": 1.75, "color": theme["baseline"], "dash": "6px,4px"}
    )
    hairline = {"width": 1, "color": theme[f"{who}_range"]} | ({"dash": "2px,3px"} if who == "baseline" else {})
    shared = {"type": "scatter", "mode": "lines", "meta": f"live-{who}", "x": curve.x}
    main = shared | {"y": curve.y, "line": look, "name": name, "hovertemplate": hover}
    edges = [(line, text("chart." + which)) for which, line in (("low", curve.low), ("high", curve.high)) if line is not None]
    return [main] + [
        shared | {"y": edge, "line": hairline, "name": f"{name}, {which}", "hoverinfo": "skip"} for edge, which in edges
    ]


def shade(x0: float, x1: float, colour: str, **more: Any) -> dict[str, Any]:
    """A vertical stripe over the whole height."""
    stripe = {"type": "rect", "xref": "x", "yref": "paper", "x0": x0, "x1": x1, "y0": 0, "y1": 1}
    return stripe | {"fillcolor": colour, "line": {"width": 0}, "layer": "below"} | more


def note(text: str, colour: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "showarrow": False, "font": {"size": 11, "color": colour}} | more


def counting(curve: Curve) -> str:
    """What the axis of a curve over days counts."""
    return "hour" if curve.low is None else "day"


def extent(curves: list[Curve]) -> tuple[float, float]:
    every: list[Array] = [line for curve in curves for line in curve.lines()]
    return float(min(line.min() for line in every)), float(max(line.max() for line in every))
