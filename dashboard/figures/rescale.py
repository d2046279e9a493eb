"""A finished chart in another unit: everything along its value axis times a factor."""

import re
from typing import Any

import numpy as np

from dashboard.figures.style import Figure

VALUE = re.compile(r"%\{y:,?\.\d+f\} ?\S*")
DIGITS = re.compile(r"\d")
TICKS = 6


def rescaled(figure: Figure, factor: float, unit: str, more_decimals: int) -> Figure:
    """A copy. A guideline's own numbers in a note stay as published, with their unit named beside them."""
    layout = figure["layout"]
    counted, decimals = layout["meta"]["unit"], layout["meta"]["decimals"] + more_decimals
    hover = f"%{{y:,.{decimals}f}} {unit}"
    value = layout["yaxis"]
    axis = {key: part for key, part in value.items() if key != "dtick"}
    axis |= {"nticks": TICKS} if "dtick" in value else {}
    axis |= {"range": [factor * edge for edge in value["range"]]} if "range" in value else {}
    changed = {
        "meta": layout["meta"] | {"unit": unit, "decimals": decimals},
        "yaxis": axis,
        "shapes": [_moved(shape, factor, "y0", "y1") for shape in layout.get("shapes", [])],
        "annotations": [_named(_moved(note, factor, "y"), counted) for note in layout.get("annotations", [])],
    }
    return {"data": [_trace(trace, factor, hover) for trace in figure["data"]], "layout": layout | changed}


def _trace(trace: dict[str, Any], factor: float, hover: str) -> dict[str, Any]:
    if trace.get("yaxis", "y") != "y":
        return trace
    told = {"hovertemplate": VALUE.sub(hover, trace["hovertemplate"])} if "hovertemplate" in trace else {}
    return trace | {"y": factor * np.asarray(trace["y"])} | told


def _moved(part: dict[str, Any], factor: float, *edges: str) -> dict[str, Any]:
    if part.get("yref") != "y":
        return part
    return part | {edge: factor * part[edge] for edge in edges if edge in part}


def _named(note: dict[str, Any], unit: str) -> dict[str, Any]:
    is_number = note.get("yref") == "y" and DIGITS.search(note["text"]) and not note["text"].endswith(unit)
    return note | {"text": f"{note['text']} {unit}"} if is_number else note
