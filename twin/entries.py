"""Entries that scenarios and arms of trials share: intakes, habits, conditions."""

import math
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from twin.daily import CHANGES, CONDITIONS, Condition, Habit
from twin.door import Door, tidy
from twin.intakes import Intake
from twin.rows import Parameter

TO_THE_END = 10**6  # later than any run, which the registry's default is not: a run-in comes before day 0


def whole(day: float) -> int:
    """A day as an integer; 0 for one that was a fault."""
    return 0 if math.isnan(day) else int(day)


def intakes(
    door: Door, name: str, value: Any, timing: tuple[str, ...], from_day: int = 0, absent: str = "outside"
) -> list[Intake]:
    """Plans of intakes with these keys beside drug and dose; `absent` is the fault of a drug that is not there."""
    rows, found = door.registry.group("drug"), []
    for label, entry in door.entries(name, value):
        plan = {"from_day": from_day, **door.table(label, entry, ("drug", "dose_mg", *timing))}
        times = door.group(f"{label}.", rows, plan)
        given = plan.get("drug")
        drug = door.registry.drugs.get(PurePath(given).stem if isinstance(given, str) else "")
        if drug is None:
            door.fault(f"{label}.drug", "missing" if given is None else absent, given, ", ".join(door.registry.drugs))
            continue
        dose = door.number(f"{label}.dose_mg", plan.get("dose_mg"), 0, drug.max_dose_mg, "mg")
        days = {key: whole(times.pop(key)) for key in ("from_day", "to_day")}
        days |= {} if "to_day" in plan else {"to_day": TO_THE_END}
        missed = tuple(times.pop("missed_days"))
        found.append(Intake(drug.name, dose, **times, **days, missed_days=missed))
    return found


def habits(door: Door, name: str, value: Any, usual: Mapping[str, Any]) -> list[Habit]:
    """Changes of habits; those that lead away from a known `usual` amount must end inside its row's limits."""
    return [found for label, entry in door.entries(name, value) if (found := _habit(door, label, entry, usual))]


def _habit(door: Door, name: str, value: Any, usual: Mapping[str, Any]) -> Habit | None:
    entry = door.table(name, value, ("key", "from_day", *CHANGES))
    key, row = entry.get("key"), door.registry.habits.get(tidy(entry.get("key")))
    if row is None:
        door.fault(f"{name}.key", "missing" if key is None else "outside", key, ", ".join(door.registry.habits))
        return None
    start = door.parameter(f"{name}.from_day", door.registry.parameters["drug.from_day"], entry.get("from_day", 0))
    ways = CHANGES[:1] if row.choices else CHANGES
    given = [how for how in CHANGES if entry.get(how) is not None]
    if len(given) != 1 or given[0] not in ways:
        door.fault(name, "one_change", None, ", ".join(ways))
        return None
    how, amount = given[0], entry[given[0]]
    if row.choices:
        chosen = door.parameter(f"{name}.{how}", row, amount)
        return Habit(row.name, "change", _place(row, chosen) - _place(row, usual.get(row.name, row.default)), whole(start))
    if how == "value":
        amount = door.parameter(f"{name}.{how}", row, amount)
    else:
        low, unit = (-row.hard_high, row.unit) if how == "change" else (0, "1")
        amount = door.number(f"{name}.{how}", amount, low, row.hard_high, unit)
        _result(door, f"{name}.{how}", row, how, amount, usual.get(row.name))
    return Habit(row.name, how, amount, whole(start))


def _place(row: Parameter, choice: Any) -> int:
    """Where a choice stands in its row; 0 for one that was a fault."""
    return row.choices.index(choice) if choice in row.choices else 0


def _result(door: Door, name: str, row: Parameter, how: str, amount: float, usual: float | None) -> None:
    """A fault where a person's own amount leads outside the row's limits."""
    to = math.nan if usual is None else usual + amount if how == "change" else usual * amount
    if to < row.hard_low or to > row.hard_high:
        door.fault(name, "gives", to, door.between(row.hard_low, row.hard_high, row.unit))


def conditions(door: Door, name: str, value: Any) -> list[Condition]:
    """Illnesses."""
    severity, first = door.registry.parameters["condition.severity"], door.registry.parameters["drug.from_day"]
    found = []
    for label, entry in door.entries(name, value):
        row = door.table(label, entry, ("what", "from_day", "severity"))
        what = row.get("what")
        if what not in CONDITIONS:
            door.fault(f"{label}.what", "missing" if what is None else "outside", what, ", ".join(CONDITIONS))
            continue
        start = door.parameter(f"{label}.from_day", first, row.get("from_day", first.default))
        strength = door.parameter(f"{label}.severity", severity, row.get("severity", severity.default))
        found.append(Condition(what, whole(start), strength))
    return found
