"""The renin-angiotensin map: boxes with values, arrows as wide as what flows, blocks as bars across their arrow. SVG as plain data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import copysign, hypot

from dashboard.figures.pathway_places import Bar, Map, Place, Point
from dashboard.figures.tree import Element, element

AT_REST_WIDTH, THINNEST, WIDEST = 3.0, 0.7, 9.0
STILL = 0.05  # a ratio this close to 1 counts as unchanged
LINE, BELOW_MIDDLE = 14, 4  # between two lines of text, and from their middle to the baseline of a letter


@dataclass(frozen=True)
class Box:
    """A quantity: the lines in its box, the first its name; the same in a sentence; the ratio to rest that colours it; a `tag` below."""

    lines: Sequence[str]
    said: str
    ratio: float
    tag: str = ""


@dataclass(frozen=True)
class Flow:
    """What goes along an arrow relative to rest; `inhibits`: it holds its target down; `is_signal`: nothing material flows."""

    ratio: float
    inhibits: bool = False
    is_signal: bool = True


def pathway(
    boxes: Mapping[str, Box], flows: Mapping[str, Flow], blocks: Mapping[str, Sequence[str]], places: Map, title: str
) -> Element:
    """The map; `blocks` are the words of each block by arrow."""
    width, height = places.size
    arrows = [arrow(key, places.paths[key], flow) for key, flow in flows.items()]
    drawn = [box(key, one, places.boxes[key], places) for key, one in boxes.items()]
    bars = [part for key, words in blocks.items() for part in bar(places.bars[key], words)]
    return element(
        "svg",
        element("g", *arrows, aria_hidden="true"),
        element("g", *bars, aria_hidden="true"),
        *drawn,
        viewBox=f"0 0 {width:g} {height:g}",
        role="group",
        aria_label=title,
        class_="pathway",
    )


def change(ratio: float) -> str:
    """'more', 'less' or 'same'."""
    if abs(ratio - 1) < STILL:
        return "same"
    return "more" if ratio > 1 else "less"


def box(key: str, one: Box, place: Place, places: Map) -> Element:
    """A box that can be reached by keyboard and says its sentence."""
    width, height = places.pill if place.pill else places.box
    shape = element("rect", x=-width / 2, y=-height / 2, width=width, height=height, rx=height / 2 if place.pill else 8)
    tag = [element("text", one.tag, y=height / 2 + LINE - 3, class_="node-tag")] if one.tag else []
    first = BELOW_MIDDLE - LINE * (len(one.lines) - 1) / 2
    lines = [element("text", words, y=first + LINE * row, class_=f"node-line-{row}") for row, words in enumerate(one.lines)]
    return element(
        "g",
        element("title", one.said),
        shape,
        *lines,
        *tag,
        transform=f"translate({place.x:g} {place.y:g})",
        class_=f"node is-{change(one.ratio)}" + (" is-pill" if place.pill else ""),
        tabindex=0,
        role="img",
        aria_label=one.said,
        data_key=f"node-{key}",
        data_said=one.said,
    )


def line_width(ratio: float) -> float:
    return min(max(AT_REST_WIDTH * ratio, THINNEST), WIDEST)


def arrow(key: str, path: Sequence[Point], flow: Flow) -> Element:
    """A line with its head: a triangle, or a crossbar where it inhibits."""
    width = line_width(flow.ratio)
    look = f"flow is-{change(flow.ratio)}" + (" is-signal" if flow.is_signal else "")
    (x0, y0), (x1, y1) = path[-2:]
    length = hypot(x1 - x0, y1 - y0)
    along = ((x1 - x0) / length, (y1 - y0) / length)
    reach = 3 if flow.inhibits else min(6 + width, 12)
    shaft = [*path[:-1], (x1 - reach * along[0], y1 - reach * along[1])]
    points = " ".join(f"{x:g},{y:g}" for x, y in shaft)
    line = element("polyline", points=points, fill="none", stroke_width=f"{width:.2f}", class_="shaft")
    return element("g", line, _head(path[-1], along, reach, width, flow.inhibits), class_=look, data_flow=key)


def _head(tip: Point, along: Point, reach: float, width: float, inhibits: bool) -> Element:
    half = min(4 + width / 2, 8)
    across = (-along[1], along[0])
    foot = (tip[0] - reach * along[0], tip[1] - reach * along[1])
    sides = [(foot[0] + sign * half * across[0], foot[1] + sign * half * across[1]) for sign in (1, -1)]
    if inhibits:
        (xa, ya), (xb, yb) = sides
        return element("line", x1=f"{xa:g}", y1=f"{ya:g}", x2=f"{xb:g}", y2=f"{yb:g}", class_="stop")
    return element("polygon", points=" ".join(f"{x:g},{y:g}" for x, y in (tip, *sides)), class_="head")


def bar(place: Bar, words: Sequence[str]) -> Iterator[Element]:
    """A block: a thick bar across its arrow and who makes it."""
    x, y = place.at
    reach = 11
    ends = (x, y - reach, x, y + reach) if place.upright else (x - reach, y, x + reach, y)
    yield element("line", **dict(zip(("x1", "y1", "x2", "y2"), ends, strict=True)), class_="block")
    left, top = place.words
    down = copysign(LINE, top - y)  # several drugs on one target stand one below the other, away from the arrow
    for row, line in enumerate(words):
        yield element("text", line, x=left, y=top + down * row, text_anchor=place.anchor, class_="block-words")
