"""Where numbers lie on a picture's axis, in percent of its width; one axis for each unit."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.evidence.card import Row

ROOM = 0.06
MOST_TICKS = 6
STEPS = (1, 2, 5)
DECADES = range(-6, 7)
NO_EFFECT = {False: 0.0, True: 1.0}  # by whether the axis counts in ratios
CERTAIN = 1.96  # standard errors to each side: 95 %


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`; `is_log` where every published number is above zero."""

    low: float
    high: float
    is_log: bool

    def place(self, value: float) -> float:
        """Percent from the left, held at the edges; a zero has no place on a logarithmic axis but its left edge."""
        if self.is_log and value <= 0:
            return 0.0
        low, high, at = (math.log(x) if self.is_log else x for x in (self.low, self.high, value))
        return round(100 * min(1.0, max(0.0, (at - low) / (high - low))), 2)

    def ticks(self) -> list[float]:
        candidates = [step * 10.0**power for power in DECADES for step in STEPS]
        if self.is_log:
            inside = [value for value in candidates if self.low <= value <= self.high]
            return inside[:: math.ceil(len(inside) / MOST_TICKS)] if inside else []
        step = next(size for size in candidates if (self.high - self.low) / size <= MOST_TICKS)
        return [step * at for at in range(math.ceil(self.low / step), math.floor(self.high / step) + 1)]

    @property
    def no_effect(self) -> float | None:
        """Where nothing changes, if that is on the axis."""
        value = NO_EFFECT[self.is_log]
        return self.place(value) if self.low < value < self.high else None


@dataclass(frozen=True)
class Mark:
    """One row's picture: the published interval and number, the virtual trial and its uncertainty; None where there is none."""

    interval: tuple[float, float] | None
    published: float | None
    simulated: float | None
    error: tuple[float, float] | None


def axes(found: Iterable[Row]) -> dict[str, Axis]:
    """An axis for every unit with something to draw."""
    by_unit: dict[str, list[Row]] = {}
    for row in found:
        by_unit.setdefault(row.unit, []).append(row)
    return {unit: axis(drawn) for unit, rows in by_unit.items() if (drawn := [row for row in rows if is_drawn(row)])}


def is_drawn(row: Row) -> bool:
    return not (math.isnan(row.simulated) or math.isnan(row.low))


def axis(drawn: Sequence[Row]) -> Axis:
    """Around every number of these rows."""
    values = [value for row in drawn for value in (row.published, row.low, row.high, row.simulated) if not math.isnan(value)]
    is_log = all(row.low >= 0 and row.simulated > 0 for row in drawn)
    if is_log:
        logs = [math.log(value) for value in values if value > 0]
        low, high = min(logs), max(logs)
        room = ROOM * (high - low) or 1.0
        return Axis(math.exp(low - room), math.exp(high + room), True)
    low, high = min(*values, 0.0), max(*values, 0.0)
    room = ROOM * (high - low) or 1.0
    return Axis(low - room, high + room, False)


def mark(row: Row, along: Axis) -> Mark:
    if not is_drawn(row):
        return Mark(None, None, None, None)
    spread = 0.0 if math.isnan(row.simulated_se) else CERTAIN * row.simulated_se
    return Mark(
        (along.place(row.low), along.place(row.high)),
        None if math.isnan(row.published) else along.place(row.published),
        along.place(row.simulated),
        (along.place(row.simulated - spread), along.place(row.simulated + spread)),
    )
