"""What reaches the organs day by day: habits, infection. The drives stand in twin/module.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from twin import meals, units
from twin.module import Tensor
from twin.rows import Parameter

if TYPE_CHECKING:
    from twin.registry import Registry

CHANGES = ("value", "change", "factor")
CONDITIONS = ("sars_cov_2",)


@dataclass(frozen=True)
class Habit:
    """A habit from a day on, in the unit of its row: `how` is one of CHANGES; of a choice, the change of its place in the row."""

    key: str
    how: str
    amount: float
    from_day: int


@dataclass(frozen=True)
class Condition:
    """An illness; severity 1 is the twin's default strength."""

    what: str
    from_day: int
    severity: float


def drives(
    patient: Mapping[str, Tensor],
    habits: Sequence[Habit],
    conditions: Sequence[Condition],
    lead_days: int,
    days: int,
    source: "Registry",
) -> dict[str, Tensor]:
    """Drives `(day, patient)` in canonical units, but for those that stay zero. `patient` as in `Inputs`.

    Days of habits and conditions count from `lead_days`; no amount leaves the registry's hard limits.
    """
    found = {}
    for row in source.habits.values():
        usual = patient[row.symbol] if row.kind == "number" else torch.zeros_like(patient["female"])
        amounts = usual.expand(days, -1).clone()
        for habit in sorted((habit for habit in habits if habit.key == row.name), key=lambda habit: habit.from_day):
            amounts[lead_days + habit.from_day :] = _amount(row, habit, usual)
        drive = _drive(row, amounts, usual, source)
        if bool((drive != 0).any()):
            found[row.drive] = drive
    loads = [viral_load(one, lead_days, days, source) for one in conditions if one.severity]
    if loads:
        found["viral_load"] = torch.stack(loads).sum(0)[:, None].expand(-1, len(patient["female"])).clone()
    return found


def _amount(row: Parameter, habit: Habit, usual: Tensor) -> Tensor:
    """The new amount of those who usually have `usual`, both in canonical units `(patient,)`."""
    size = habit.amount if habit.how == "factor" else habit.amount * units.factor(row.unit)
    to = {"value": 0 * usual + size, "change": usual + size, "factor": usual * size}[habit.how]
    return to if row.choices else to.clamp(row.hard_low * units.factor(row.unit), row.hard_high * units.factor(row.unit))


def _drive(row: Parameter, amounts: Tensor, usual: Tensor, source: "Registry") -> Tensor:
    """Amounts as their drive: absolute for an intake, less the usual for a change."""
    if row.drive == "carbohydrate_intake":
        return amounts * meals.glucose_per_carbohydrate(source)
    return amounts if row.drive == "sodium_intake" else amounts - usual


def viral_load(one: Condition, lead_days: int, days: int, source: "Registry") -> Tensor:
    """Load of each day `(day,)`: rises to the severity and falls again as a bell; zero before the first day."""
    rows = source.group(one.what)
    since = torch.arange(days, dtype=torch.float64) - lead_days - one.from_day
    bell = torch.exp(-(((since - rows["peak"].default) / rows["width"].default) ** 2) / 2)
    return one.severity * torch.where(since >= 0, bell, 0)
