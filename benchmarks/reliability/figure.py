"""What a published figure is: a promise, numbers with their limits, and whether they keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Measured:
    """One number; `at_least` and `at_most` are its limits, None where it has none."""

    what: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool:
        """Whether the number keeps its limits; NaN keeps none."""
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.at_most is None or self.value <= self.at_most)

    def as_row(self) -> dict[str, Any]:
        """For docs/reliability.json."""
        return {
            "what": self.what, "value": float(f"{self.value:.3g}"), "unit": self.unit,
            "at_least": self.at_least, "at_most": self.at_most, "met": self.met,
        }  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A promise with its number in the list of promises; `remarks` hold reasons."""

    number: int
    promise: str
    seed: int | None
    values: Sequence[Measured]
    remarks: Sequence[str] = ()

    @property
    def met(self) -> bool:
        """Whether every number keeps its limits."""
        return all(value.met for value in self.values)

    def as_row(self) -> dict[str, Any]:
        """For docs/reliability.json."""
        return {
            "number": self.number, "promise": self.promise, "met": self.met, "seed": self.seed,
            "values": [value.as_row() for value in self.values], "remarks": list(self.remarks),
        }  # fmt: skip


def count(number: int, share: float) -> int:
    """So many of `number` that a trial run of a small share still has a few."""
    return max(3, round(number * share))
