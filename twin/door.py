"""Values that come from outside, read one by one: every fault is remembered by name, with the allowed range, in words."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from twin.rows import Parameter

if TYPE_CHECKING:
    from twin.registry import Registry

MOST_ENTRIES = 120


@dataclass(frozen=True)
class Fault:
    """One thing wrong: the input's name, a sentence in the reader's language, and what is allowed."""

    name: str
    message: str
    allowed: str


class InputError(ValueError):
    """A scenario that does not fit; `faults` holds everything wrong with it."""

    def __init__(self, faults: list[Fault]):
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


def tidy(value: Any) -> str:
    """A value as a reader would write it, short whatever it is."""
    try:
        text = f"{value:g}" if isinstance(value, float) else str(value)
    except (ValueError, RecursionError):  # a whole number of thousands of digits, a list a thousand deep
        text = type(value).__name__
    return text if len(text) <= 40 else text[:37] + "…"


@dataclass
class Door:
    """Collects faults while values are read."""

    registry: "Registry"
    words: Mapping[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str, kind: str, value: Any = None, allowed: str = "") -> None:
        """Remember one fault."""
        message = self.words[kind].format(name=name, value=tidy(value), allowed=allowed)
        self.faults.append(Fault(name, message, allowed))

    def between(self, low: float, high: float, unit: str) -> str:
        """'18 to 90 years' in the reader's language."""
        return (
            self.words["between"]
            .format(low=tidy(float(low)), high=tidy(float(high)), unit=self.words["unit"].get(unit, unit))
            .strip()
        )

    def table(self, name: str, value: Any, known: tuple[str, ...]) -> dict[str, Any]:
        """A table with known keys only; anything else is a fault."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.fault(name or "scenario", "not_a_table", value)
            return {}
        prefix = f"{name}." if name else ""
        for key in value:
            if key not in known:
                self.fault(prefix + tidy(key), "unknown", key, ", ".join(known))
        return {key: entry for key, entry in value.items() if key in known}

    def entries(self, name: str, value: Any) -> list[tuple[str, Any]]:
        """A list with the name of each entry."""
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.fault(name, "not_a_list", value)
            return []
        if len(value) > MOST_ENTRIES:
            self.fault(name, "too_many", len(value), str(MOST_ENTRIES))
            return []
        return [(f"{name}[{i}]", entry) for i, entry in enumerate(value)]

    def number(self, name: str, value: Any, low: float, high: float, unit: str, whole: bool = False, step: float = 0) -> float:
        """A finite number inside its bounds; a fault and NaN otherwise."""
        allowed = self.between(low, high, unit)
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            self.fault(name, "not_a_number", value, allowed)
        elif whole and value != int(value):
            self.fault(name, "not_whole", value, allowed)
        elif not low <= value <= high:
            self.fault(name, "outside", value, allowed)
        elif step and abs(value / step - round(value / step)) > 1e-9:
            self.fault(name, "not_a_step", value, f"{tidy(step)} {unit}")
        else:
            return float(value)
        return math.nan

    def parameter(self, name: str, row: Parameter, value: Any) -> Any:
        """A value of one registry row."""
        if row.kind == "choice":
            if value not in row.choices:
                self.fault(name, "outside", value, ", ".join(row.choices))
                return row.default
            return value
        bounds = (row.hard_low, row.hard_high, row.unit, row.integer)
        if row.is_list:
            return [self.number(entry, day, *bounds) for entry, day in self.entries(name, value)]
        return self.number(name, value, *bounds, step=row.step if row.unit == "h" else 0)

    def group(self, prefix: str, rows: Mapping[str, Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
        """Values of all rows of a group, defaults where nothing is given, and the rules between them."""
        values = {}
        for name, row in rows.items():
            present = given.get(name) is not None
            values[name] = self.parameter(f"{prefix}{name}", row, given[name]) if present else row.default
        for name, row in rows.items():
            if row.at_least:
                other, plus = row.at_least["key"], row.at_least["plus"]
                if values[name] < values[other] + plus:
                    above = self.words["above"].format(plus=plus, unit=row.unit, other=f"{prefix}{other}")
                    allowed = above if plus else f"{prefix}{other}"
                    self.fault(f"{prefix}{name}", "at_least", values[name], allowed)
        return values


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
