"""Contributions as a table with a bar in each row, to the left of zero for a fall. Plain data."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures.tree import Element, element

HALF, HEIGHT = 80, 16


@dataclass(frozen=True)
class Part:
    """A row: its name, the number that its bar shows, and its numbers in words; `is_sum` sets it apart."""

    label: str
    size: float
    cells: Sequence[str]
    is_sum: bool = False


def bars(caption: str, head: Sequence[str], parts: Sequence[Part]) -> Element:
    """`head` names the rows, then each of their numbers; the bars need no name."""
    most = max((abs(part.size) for part in parts), default=0) or 1
    first, *rest = head
    columns = [element("th", first, scope="col"), element("td"), *(element("th", words, scope="col") for words in rest)]
    rows = [_row(part, part.size / most) for part in parts]
    table = [element("caption", caption), element("thead", element("tr", *columns)), element("tbody", *rows)]
    return element("div", element("table", *table, class_="parts"), class_="view-table", tabindex=0)


def _row(part: Part, share: float) -> Element:
    cells = (element("td", cell) for cell in part.cells)
    name = element("th", part.label, scope="row")
    return element("tr", name, element("td", _bar(share)), *cells, class_="is-sum" if part.is_sum else None)


def _bar(share: float) -> Element:
    length = abs(share) * HALF
    box = element("rect", x=f"{HALF - length if share < 0 else HALF:.1f}", y=3, width=f"{length:.1f}", height=HEIGHT - 6, rx=2)
    zero = element("line", x1=HALF, y1=0, x2=HALF, y2=HEIGHT, class_="zero")
    look = "bar is-fall" if share < 0 else "bar is-rise"
    return element("svg", box, zero, viewBox=f"0 0 {2 * HALF} {HEIGHT}", class_=look, aria_hidden="true")
