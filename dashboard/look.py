"""How the page stands besides its values: what a new language or unit must not forget."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.picture import PANELS, SPANS
from dashboard.presets import FIRST_VISIT, cases
from dashboard.quantities import COUNTED, Units, units_of


@dataclass(frozen=True)
class Look:
    """`case`: whose person is on screen; `panels`, `day` and `span`: what is looked at; `units`: quantities in their other unit."""

    case: str = FIRST_VISIT
    units: Units = COUNTED
    panels: tuple[str, ...] = PANELS
    day: int | None = None
    span: str = SPANS[0]


def look_of(asked: Mapping[str, Any]) -> Look:
    """A look that can be drawn, whatever was asked."""
    case, panels, day, span = (asked.get(name) for name in ("case", "panels", "day", "span"))
    is_list = isinstance(panels, list | tuple) and len(panels) == len(PANELS) and all(isinstance(name, str) for name in panels)
    return Look(
        case if isinstance(case, str) and case in cases() else FIRST_VISIT,
        units_of(asked.get("units")),
        tuple(panels) if is_list and panels else PANELS,
        day if isinstance(day, int) and day >= 0 else None,
        "day" if span == "day" else SPANS[0],
    )
