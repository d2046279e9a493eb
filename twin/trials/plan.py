"""What a trial file says, checked: the nouns of a virtual trial. Days and hours count from midnight of day 0."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from twin.daily import Condition, Habit
from twin.intakes import Intake

WINDOWS = ("trough", "peak", "mean_24h", "day", "night", "hour_after_dose", "clock")


@dataclass(frozen=True)
class Titration:
    """On a day, patients whose reading is above a limit get further intakes."""

    on_day: int
    measure: str
    above: float
    replaces: bool
    intakes: tuple[Intake, ...]


@dataclass(frozen=True)
class Arm:
    """What one group gets."""

    name: str
    continue_run_in: bool
    intakes: tuple[Intake, ...]
    habits: tuple[Habit, ...]
    conditions: tuple[Condition, ...]
    titrations: tuple[Titration, ...]


@dataclass(frozen=True)
class Measure:
    """What is read, when, and with which device."""

    name: str
    channel: str
    when: str
    day: int
    hour: float
    device: str


@dataclass(frozen=True)
class Expect:
    """A published number; `more` holds the keys the runner ignores."""

    arm: str
    measure: str
    quantity: str
    expression: str
    value: float
    low: float
    high: float
    role: str
    note: str
    more: Mapping[str, Any]

    def id(self, trial: str) -> str:
        """Its own id, or where in a trial it is read."""
        return str(self.more.get("id") or f"{trial} {self.arm} {self.measure}".strip())


@dataclass(frozen=True)
class Trial:
    """A whole trial; `population` holds plain numbers or tables as the file states them."""

    id: str
    title: str
    source: str
    note: str
    duration_days: int
    n: int
    seed: int
    population: Mapping[str, Any]
    run_in: tuple[Intake, ...]
    arms: tuple[Arm, ...]
    measures: tuple[Measure, ...]
    expects: tuple[Expect, ...]

    def measure(self, name: str) -> Measure:
        """The measure of that name."""
        return next(measure for measure in self.measures if measure.name == name)

    def dose_hour(self, arm: Arm, day: int, usual: float) -> float:
        """The clock hour that trough and hour_after_dose refer to; `usual` when nobody takes anything."""
        own = [intake for intake in arm.intakes if intake.active(day)]
        others = [intake for other in self.arms for intake in other.intakes]
        return next((intake.first_dose_h for intake in (*own, *others, *self.run_in)), usual)
