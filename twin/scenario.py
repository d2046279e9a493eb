"""The only door: a scenario of plain values -> Inputs, or every fault at once, by name, with the allowed range, in words."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch

from twin import units
from twin.inputs import Inputs
from twin.module import Tensor
from twin.rows import Parameter

if TYPE_CHECKING:
    from twin.registry import Registry

MOST_ENTRIES = 120
SECTIONS = ("horizon_days", "patient", "life", "drug", "habit")
HABITS = ("sodium_mmol_day",)
CHANGES = ("value", "change", "factor")


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
        return self.number(name, value, *bounds, step=row.step if row.group == "drug" else 0)

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
                    allowed = self.words["above"].format(plus=plus, unit=row.unit, other=f"{prefix}{other}")
                    self.fault(f"{prefix}{name}", "at_least", values[name], allowed)
        return values


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def parse(source: "Registry", raw: Any, language: str) -> Inputs:
    """One patient's Inputs. Raises InputError."""
    door = Door(source, source.messages.get(language, source.messages["en"]))
    given = door.table("", {} if raw is None else raw, SECTIONS)
    run = source.parameters["horizon_days"]
    horizon = door.parameter("horizon_days", run, given.get("horizon_days", run.default))
    people, lives = source.group("patient"), source.group("life")
    patient = door.group("patient.", people, door.table("patient", given.get("patient"), tuple(people)))
    life = door.group("life.", lives, door.table("life", given.get("life"), tuple(lives)))
    days = 1 if math.isnan(horizon) else int(horizon)
    doses = _intakes(door, given.get("drug"), days)
    sodium = _daily(door, given.get("habit"), life["sodium_mmol_day"], days)
    if door.faults:
        raise InputError(door.faults)
    values = {row.symbol: patient[name] * units.factor(row.unit) for name, row in people.items() if row.kind == "number"}
    values |= {row.symbol: life[name] * units.factor(row.unit) for name, row in lives.items()}
    values["female"] = float(patient["sex"] == "female")
    tensors = {symbol: torch.tensor([value], dtype=torch.float64) for symbol, value in values.items()}
    return Inputs(days, tensors, doses, {"sodium_intake": sodium * units.factor("mmol/day")})


def _intakes(door: Door, value: Any, days: int) -> dict[str, dict[float, Tensor]]:
    """Doses in mg `(day, 1)` by drug and clock hour."""
    rows = door.registry.group("drug")
    doses: dict[str, dict[float, Tensor]] = {}
    for name, entry in door.entries("drug", value):
        plan = door.table(name, entry, ("drug", "dose_mg", *rows))
        values = door.group(f"{name}.", rows, plan)
        drug = door.registry.drugs.get(tidy(plan.get("drug")))
        if drug is None:
            known = ", ".join(door.registry.drugs)
            door.fault(f"{name}.drug", "outside" if "drug" in plan else "missing", plan.get("drug"), known)
            continue
        amount = door.number(f"{name}.dose_mg", plan.get("dose_mg"), 0, drug.max_dose_mg, "mg")
        numbers = [amount, *(value for value in values.values() if not isinstance(value, list)), *values["missed_days"]]
        if any(math.isnan(number) for number in numbers) or amount == 0:
            continue
        for day, hour in _times(values, days):
            slot = doses.setdefault(drug.name, {}).setdefault(hour, torch.zeros(days, 1, dtype=torch.float64))
            slot[day] += amount
    return doses


def _times(plan: Mapping[str, Any], days: int) -> list[tuple[int, float]]:
    """Day and clock hour of every intake of a plan that falls inside the run."""
    at, last = plan["from_day"] * 24 + plan["first_dose_h"], min(plan["to_day"], days) * 24
    found = []
    while at < last:
        day, hour = divmod(at, 24)
        if day not in plan["missed_days"]:
            found.append((int(day), float(hour)))
        at += plan["every_h"]
    return found


def _daily(door: Door, value: Any, usual: float, days: int) -> Tensor:
    """Sodium intake in mmol/day `(day, 1)`; each change holds from its day until a later day's, whatever their order in the file."""
    row = door.registry.parameters["life.sodium_mmol_day"]
    from_row = door.registry.parameters["drug.from_day"]
    amounts, changes = torch.full((days, 1), usual, dtype=torch.float64), []
    for name, entry in door.entries("habit", value):
        change = door.table(name, entry, ("key", "from_day", *CHANGES))
        if change.get("key") not in HABITS:
            door.fault(f"{name}.key", "outside" if "key" in change else "missing", change.get("key"), ", ".join(HABITS))
            continue
        start = door.parameter(f"{name}.from_day", from_row, change.get("from_day", 0))
        given = [key for key in CHANGES if change.get(key) is not None]
        if len(given) != 1:
            door.fault(name, "one_change", None, ", ".join(CHANGES))
            continue
        amount = door.number(f"{name}.{given[0]}", change[given[0]], -row.hard_high, row.hard_high, "")
        to = {"value": amount, "change": usual + amount, "factor": usual * amount}[given[0]]
        to = to if math.isnan(to) else door.parameter(f"{name}.{given[0]}", row, to)
        if not math.isnan(to) and not math.isnan(start):
            changes.append((int(start), to))
    for first, to in sorted(changes, key=lambda change: change[0]):
        amounts[first:] = to
    return amounts
