"""Runs as the charts show them: hourly up to a week, beyond that daily means with the day's highest and lowest."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

HOURS = 24
HOURLY_UP_TO_DAYS = 7
NIGHT_H = (22, 6)
NOON = 0.49  # of a day; a little less than half, so that a rounded label names the day


@dataclass(frozen=True)
class Curve:
    """One channel along one axis; `low` and `high` are the range within each day, None where every hour is drawn."""

    x: Array
    y: Array
    low: Array | None = None
    high: Array | None = None

    def lines(self) -> list[Array]:
        return [line for line in (self.y, self.low, self.high) if line is not None]


@dataclass(frozen=True)
class Intakes:
    """What is taken of one drug: hours of every planned dose, and which of them were missed."""

    label: str
    t_h: Array
    is_missed: NDArray[np.bool_]


def over_days(values: Array) -> Curve:
    """A whole hourly run against the day."""
    days = (len(values) - 1) // HOURS
    if days <= HOURLY_UP_TO_DAYS:
        return Curve(np.arange(len(values)) / HOURS, values)
    by_day = values[: days * HOURS].reshape(days, HOURS)
    return Curve(np.arange(days) + NOON, by_day.mean(1), by_day.min(1), by_day.max(1))


def over_hours(values: Array, day: int) -> Curve:
    """One day of an hourly run against the clock, midnight to midnight."""
    return Curve(np.arange(HOURS + 1.0), values[day * HOURS : (day + 1) * HOURS + 1])


def nights(days: int) -> list[tuple[float, float]]:
    """Night intervals in days, for shading an hourly chart."""
    dusk, dawn = NIGHT_H[0] / HOURS, NIGHT_H[1] / HOURS
    inside = [(day + dusk, day + 1 + dawn) for day in range(-1, days)]
    return [(max(start, 0.0), min(end, float(days))) for start, end in inside]


def mean_of_day(values: Array, day: int) -> float:
    return float(values[day * HOURS : (day + 1) * HOURS].mean())


def before_dose(values: Array, day: int, hour: float) -> float:
    """Mean of the hour before the dose due at `hour` of `day`: the trough as trials read it."""
    end = day * HOURS + hour
    at = np.arange(len(values))
    return float((np.interp(end - 1, at, values) + np.interp(end, at, values)) / 2)


def lowest(values: Array) -> tuple[float, int, int]:
    """Lowest value with its day and clock hour."""
    at = int(values.argmin())
    return float(values[at]), at // HOURS, at % HOURS
