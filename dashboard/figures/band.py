"""A band around what is asked: the range in which most virtual people like this one lie."""

from typing import Any

from dashboard.figures.style import Figure, Theme
from dashboard.series import Array, Curve

META = "live-band"


def edges(lower: Curve, upper: Curve, names: tuple[str, str], theme: Theme) -> list[dict[str, Any]]:
    """Two traces without lines, the room between them filled. NaN where there is no band."""
    shared = {"type": "scatter", "mode": "lines", "meta": META, "line": {"width": 0}, "hoverinfo": "skip"}
    above = shared | {"x": upper.x, "y": upper.y, "name": names[1]}
    return [above, shared | {"x": lower.x, "y": lower.y, "name": names[0], "fill": "tonexty", "fillcolor": theme["band"]}]


def add(figure: Figure, traces: list[dict[str, Any]]) -> None:
    """Lay traces over a figure, whose vertical axis makes room for them."""
    figure["data"].extend(traces)
    values: list[Array] = [trace["y"] for trace in traces]
    low, high = figure["layout"]["yaxis"]["range"]
    ends = [float(value) for line in values for value in (line.min(), line.max()) if value == value]
    figure["layout"]["yaxis"]["range"] = [min([low, *ends]), max([high, *ends])]
