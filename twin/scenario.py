"""A scenario of plain values -> Inputs, or every fault at once (trials.md, section 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from twin import daily, entries, units
from twin.daily import Condition, Habit
from twin.door import Door, Fault, InputError
from twin.inputs import Inputs
from twin.intakes import Intake, Schedule
from twin.module import Tensor

if TYPE_CHECKING:
    from twin.registry import Registry

__all__ = ["Door", "Fault", "InputError", "parse"]

SECTIONS = ("horizon_days", "patient", "life", "drug", "habit", "condition")
SEED = 1  # of the doses that are not taken: the same scenario is the same run


@dataclass(frozen=True)
class Told:
    """A scenario that fits, as plain values: the person's usual amounts by name, and what happens."""

    horizon_days: int
    usual: Mapping[str, Any]
    intakes: list[Intake]
    habits: list[Habit]
    conditions: list[Condition]


def parse(source: "Registry", raw: Any, language: str) -> Inputs:
    """One patient's Inputs. Raises InputError."""
    told = read(source, raw, language)
    return inputs(source, told, symbols(source, told.usual))


def read(source: "Registry", raw: Any, language: str) -> Told:
    """A scenario checked. Raises InputError."""
    door = Door(source, source.messages.get(language, source.messages["en"]))
    given = door.table("", {} if raw is None else raw, SECTIONS)
    run = source.parameters["horizon_days"]
    horizon = door.parameter("horizon_days", run, given.get("horizon_days", run.default))
    people, lives = source.group("patient"), source.group("life")
    patient = door.group("patient.", people, door.table("patient", given.get("patient"), tuple(people)))
    life = door.group("life.", lives, door.table("life", given.get("life"), tuple(lives)))
    usual = patient | life
    intakes = entries.intakes(door, "drug", given.get("drug"), tuple(source.group("drug")))
    habits = entries.habits(door, "habit", given.get("habit"), usual)
    conditions = entries.conditions(door, "condition", given.get("condition"))
    if door.faults:
        raise InputError(door.faults)
    return Told(int(horizon), usual, intakes, habits, conditions)


def inputs(source: "Registry", told: Told, person: Mapping[str, Tensor]) -> Inputs:
    """Inputs of one patient, whose values by symbol may ask for a gradient."""
    reaching = daily.drives(person, told.habits, told.conditions, 0, told.horizon_days, source)
    return Inputs(told.horizon_days, person, _doses(told.intakes, told.horizon_days), reaching)


def symbols(source: "Registry", usual: Mapping[str, Any]) -> dict[str, Tensor]:
    """The person by symbol, in canonical units `(1,)`."""
    rows = [row for group in ("patient", "life") for row in source.group(group).values() if row.kind == "number"]
    values = {row.symbol: usual[row.name] * units.factor(row.unit) for row in rows} | {"female": float(usual["sex"] == "female")}
    return {symbol: torch.tensor([value], dtype=torch.float64) for symbol, value in values.items()}


def _doses(intakes: list[Intake], days: int) -> dict[str, dict[float, Tensor]]:
    """Doses in mg `(day, 1)` by drug and clock hour."""
    plan = Schedule(0, days, SEED, 1)
    for k, intake in enumerate(intakes):
        earlier = sum(other.drug == intake.drug for other in intakes[:k])
        plan.give(intake, f"{intake.drug} {earlier}", 0, days, 0)
    return plan.taken()
