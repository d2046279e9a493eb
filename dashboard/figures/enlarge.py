"""A finished chart for the back row: bigger type, thicker lines, wider margins."""

from typing import Any

from dashboard.figures.style import Figure

BY = 1.4


def enlarged(figure: Figure) -> Figure:
    """A copy."""
    layout = figure["layout"]
    changed: dict[str, Any] = {"font": _bigger(layout["font"], "size")}
    changed["margin"] = _bigger(layout["margin"], *layout["margin"])
    changed["annotations"] = [note | {"font": _bigger(note["font"], "size")} for note in layout.get("annotations", [])]
    changed["hoverlabel"] = layout["hoverlabel"] | {"font": _bigger(layout["hoverlabel"]["font"], "size")}
    return {"data": [_trace(trace) for trace in figure["data"]], "layout": layout | changed}


def _bigger(part: dict[str, Any], *names: str) -> dict[str, Any]:
    return part | {name: BY * part[name] for name in names if name in part}


def _trace(trace: dict[str, Any]) -> dict[str, Any]:
    bigger = {name: _bigger(trace[name], "width", "size") for name in ("line", "marker") if name in trace}
    return trace | bigger
