"""Figures on their way to the browser: typed arrays as base64, patches of what changed, raw floats for a drag."""

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
from dash import Patch

from dashboard.figures.style import Figure
from dashboard.kpis import Kpi


def encoded(trace: dict[str, Any]) -> dict[str, Any]:
    """A trace with its numeric arrays as base64 float32, a quarter of the text."""
    return {key: packed(value) if isinstance(value, np.ndarray) else value for key, value in trace.items()}


def packed(values: np.ndarray[Any, Any]) -> dict[str, str]:
    return {"dtype": "f4", "bdata": base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()}


def whole(figure: Figure) -> Figure:
    return {"data": [encoded(trace) for trace in figure["data"]], "layout": figure["layout"]}


def patch(figure: Figure) -> Patch:
    """All but the baseline, for a browser that already shows this baseline."""
    change = Patch()
    for at, trace in enumerate(figure["data"]):
        if trace["meta"] != "live-baseline":
            change["data"][at] = encoded(trace)
    change["layout"] = figure["layout"]
    return change


def frame(figures: dict[str, Figure], cards: list[Kpi]) -> bytes:
    """One frame of a drag: for each card its values and changes, then every live curve in drawing order, float32."""
    numbers = [number for card in cards for number in (*card.values, *card.changes)]
    return np.concatenate([np.array(numbers, "<f4"), *(line.astype("<f4") for line in _live(figures))]).tobytes()


def _live(figures: dict[str, Figure]) -> Iterator[np.ndarray[Any, Any]]:
    for figure in figures.values():
        yield from (trace["y"] for trace in figure["data"] if trace["meta"].startswith("live"))
