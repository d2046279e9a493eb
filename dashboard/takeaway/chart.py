"""A figure of the page drawn for paper: the same dictionary that plotly draws, as reportlab shapes."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor

from dashboard.evidence.forest import Axis
from dashboard.evidence.page import number
from dashboard.figures.style import Figure
from dashboard.i18n import Text

LEFT, RIGHT, TOP, BOTTOM = 24.0, 22.0, 3.0, 12.0
SMALL = 6.0
THIN = 0.7  # of the widths that a screen gets
PIXEL = 0.75  # points
ANCHOR = {"left": "start", "right": "end", "center": "middle"}
RGBA = re.compile(r"rgba\((\d+),\s*(\d+),\s*(\d+),\s*([\d.]+)\)")


def colour(css: str) -> Color:
    """'#0072b2' or 'rgba(0,114,178,0.45)'."""
    found = RGBA.fullmatch(css)
    if not found:
        return HexColor(css)
    red, green, blue = (int(part) / 255 for part in found.groups()[:3])
    return Color(red, green, blue, float(found[4]))


@dataclass(frozen=True)
class Plane:
    """Where a pair of axes lies on the paper, in points."""

    left: float
    right: float
    bottom: float
    top: float
    x: tuple[float, float]
    y: tuple[float, float]

    def at_x(self, value: float) -> float:
        low, high = self.x
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def at_y(self, value: float) -> float:
        low, high = self.y
        return self.bottom + (value - low) / (high - low) * (self.top - self.bottom)


def chart(figure: Figure, width: float, height: float, text: Text, font: str) -> Drawing:
    """The drawing of a figure."""
    layout = figure["layout"]
    planes = {name: _plane(layout, name, width, height) for name in ("y", "y2") if f"yaxis{name[1:]}" in layout}
    drawing = Drawing(width, height)
    ground = Group()
    for shape in layout.get("shapes", ()):
        ground.add(_shape(shape, planes["y"], height))
    drawing.add(ground)
    for part in (*_grid(layout, planes["y"], text, font), *_curves(figure, planes), *_notes(layout, planes, font)):
        drawing.add(part)
    return drawing


def _plane(layout: dict[str, Any], name: str, width: float, height: float) -> Plane:
    axis = layout[f"yaxis{name[1:]}"]
    low, high = axis.get("domain", (0, 1))
    (first, last), (least, most) = layout["xaxis"]["range"], axis["range"]
    inside = height - TOP - BOTTOM
    return Plane(LEFT, width - RIGHT, BOTTOM + low * inside, BOTTOM + high * inside, (first, last), (least, most))


def _grid(layout: dict[str, Any], plane: Plane, text: Text, font: str) -> list[Any]:
    axis, across = layout["yaxis"], layout["xaxis"]
    line, ink = colour(axis["gridcolor"]), colour(layout["font"]["color"])
    found: list[Any] = []
    for value in Axis(*plane.y, False).ticks():
        y = plane.at_y(value)
        found += [
            Line(plane.left, y, plane.right, y, strokeColor=line, strokeWidth=0.4),
            String(plane.left - 3, y - 2, number(value, text), fontName=font, fontSize=SMALL, fillColor=ink, textAnchor="end"),
        ]
    for value, word in zip(across["tickvals"], across["ticktext"], strict=True):
        x = plane.at_x(value)
        found.append(String(x, 3, word, fontName=font, fontSize=SMALL, fillColor=ink, textAnchor="middle"))
    return [*found, Line(plane.left, BOTTOM, plane.right, BOTTOM, strokeColor=ink, strokeWidth=0.4)]


def _shape(shape: dict[str, Any], plane: Plane, height: float) -> Any:
    x0, x1 = (_across(shape[end], shape["xref"], plane) for end in ("x0", "x1"))
    y0, y1 = (_up(shape[end], shape["yref"], plane, height) for end in ("y0", "y1"))
    if shape["type"] == "rect":
        return Rect(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0), fillColor=colour(shape["fillcolor"]), strokeColor=None)
    line = shape["line"]
    return Line(x0, y0, x1, y1, strokeColor=colour(line["color"]), strokeWidth=THIN * line["width"], strokeDashArray=_dash(line))


def _across(value: float, ref: str, plane: Plane) -> float:
    return plane.left + value * (plane.right - plane.left) if ref == "paper" else plane.at_x(value)


def _up(value: float, ref: str, plane: Plane, height: float) -> float:
    return BOTTOM + value * (height - TOP - BOTTOM) if ref == "paper" else plane.at_y(value)


def _dash(line: dict[str, Any]) -> list[float] | None:
    """'6px,4px' in points."""
    parts = re.findall(r"([\d.]+)px", line.get("dash", ""))
    return [THIN * float(part) for part in parts] or None


def _curves(figure: Figure, planes: dict[str, Plane]) -> list[Any]:
    """Filled bands below, lines and marks above."""
    bands: list[Any] = []
    found: list[Any] = []
    before: list[float] = []
    for trace in figure["data"]:
        points = _points(trace, planes[trace.get("yaxis", "y")])
        if trace.get("fill") == "tonexty" and before and points:
            bands.append(Polygon([*before, *_backwards(points)], fillColor=colour(trace["fillcolor"]), strokeColor=None))
        found += _marks(trace, points) if "marker" in trace else _line(trace, points)
        before = points
    return bands + found


def _points(trace: dict[str, Any], plane: Plane) -> list[float]:
    """x and y in turn, without what is no number."""
    pairs = zip(np.asarray(trace["x"], float), np.asarray(trace["y"], float), strict=True)
    return [part for x, y in pairs if np.isfinite(y) for part in (plane.at_x(x), plane.at_y(y))]


def _backwards(points: list[float]) -> list[float]:
    return [part for at in range(len(points) - 2, -1, -2) for part in points[at : at + 2]]


def _line(trace: dict[str, Any], points: list[float]) -> list[Any]:
    line = trace.get("line", {})
    if len(points) < 4 or not line.get("width") or "color" not in line:
        return []
    look = {"strokeColor": colour(line["color"]), "strokeWidth": THIN * line["width"], "strokeDashArray": _dash(line)}
    return [PolyLine(points, **look)]


def _marks(trace: dict[str, Any], points: list[float]) -> list[Any]:
    """Taken doses as triangles, missed ones as rings."""
    marker = trace["marker"]
    if marker.get("opacity") == 0:
        return []
    ink, size = colour(marker["color"]), 2.0
    found: list[Any] = []
    for at, symbol in enumerate(marker["symbol"]):
        x, y = points[2 * at], points[2 * at + 1]
        if symbol == "circle-open":
            found.append(Circle(x, y, size, strokeColor=ink, strokeWidth=0.8, fillColor=None))
        else:
            corners = [x - size, y - size, x + size, y - size, x, y + size]
            found.append(Polygon(corners, fillColor=ink, strokeColor=None))
    return found


def _notes(layout: dict[str, Any], planes: dict[str, Plane], font: str) -> list[Any]:
    found = []
    for note in layout.get("annotations", ()):
        plane = planes["y2" if note.get("yref") == "y2" else "y"]
        x = _across(note["x"], note["xref"], plane) + PIXEL * note.get("xshift", 0)
        y = BOTTOM if note.get("yref") == "paper" else plane.at_y(note["y"]) + PIXEL * note.get("yshift", 0)
        y += {"top": -SMALL - 1, "bottom": 1.5}.get(note.get("yanchor", ""), -SMALL / 3)
        look = {"fontName": font, "fontSize": SMALL, "fillColor": colour(note["font"]["color"])}
        found.append(String(x, y, note["text"], textAnchor=ANCHOR[note.get("xanchor", "left")], **look))
    return found
