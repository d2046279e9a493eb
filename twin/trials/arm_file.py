"""The arms of a trial file: intakes, habits, titration. What the twin has no organ for is refused by name."""

import math
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from twin.scenario import CHANGES, HABITS, Door
from twin.trials.plan import Arm, Habit, Intake, Titration

INTAKE_KEYS = ("drug", "dose_mg", "every_h", "first_dose_h", "from_day", "to_day", "missed_days", "adherence")
RUN_IN_KEYS = ("drug", "dose_mg", "every_h", "first_dose_h", "adherence")
ARM_KEYS = ("name", "continue_run_in", "drug", "habit", "titrate", "condition", "infusion")
PLANNED_HABITS = ("weight_kg", "alcohol_drinks_day", "exercise_sessions_week", "diet", "potassium_mmol_day")
TO_THE_END = 10**6  # later than any run, which the registry's default is not: a run-in comes before day 0
ABSENT = {"condition": "what", "infusion": "what"}  # sections the twin cannot run yet, and the key that names the thing


def arm(door: Door, name: str, value: Any, measures: Sequence[str], duration: int) -> Arm:
    """One arm."""
    row = door.table(name, value, ARM_KEYS)
    if not isinstance(row.get("name"), str):
        door.fault(f"{name}.name", "missing")
    for section, key in ABSENT.items():
        for entry, table in door.entries(f"{name}.{section}", row.get(section)):
            what = table.get(key, section) if isinstance(table, Mapping) else section
            door.fault(entry, "not_yet", what, "drug, habit, titrate")
    keep = row.get("continue_run_in", True)
    if not isinstance(keep, bool):
        door.fault(f"{name}.continue_run_in", "outside", keep, "true, false")
    return Arm(
        str(row.get("name")),
        keep is True,
        tuple(intakes(door, f"{name}.drug", row.get("drug"), INTAKE_KEYS)),
        tuple(found for entry, table in door.entries(f"{name}.habit", row.get("habit")) if (found := _habit(door, entry, table))),
        tuple(
            _titration(door, entry, table, measures, duration)
            for entry, table in door.entries(f"{name}.titrate", row.get("titrate"))
        ),
    )


def intakes(door: Door, name: str, value: Any, keys: tuple[str, ...], from_day: int = 0) -> list[Intake]:
    """Plans of intakes; those of a drug that is not there are a fault."""
    rows, found = door.registry.group("drug"), []
    for label, entry in door.entries(name, value):
        plan = {"from_day": from_day, **door.table(label, entry, keys)}
        timing = door.group(f"{label}.", rows, plan)
        given = plan.get("drug")
        drug = door.registry.drugs.get(PurePath(given).stem if isinstance(given, str) else "")
        if drug is None:
            door.fault(f"{label}.drug", "not_yet" if isinstance(given, str) else "missing", given, ", ".join(door.registry.drugs))
        dose = door.number(f"{label}.dose_mg", plan.get("dose_mg"), 0, drug.max_dose_mg if drug else 1e6, "mg")
        adherence = door.number(f"{label}.adherence", plan.get("adherence", 1.0), 0, 1, "1")
        missed = tuple(timing.pop("missed_days"))
        if drug:
            days = {key: whole(timing.pop(key)) for key in ("from_day", "to_day")}
            days |= {} if "to_day" in plan else {"to_day": TO_THE_END}
            found.append(Intake(drug.name, dose, **timing, **days, missed_days=missed, adherence=adherence))
    return found


def whole(day: float) -> int:
    """A day as an integer; 0 for one that was a fault."""
    return 0 if math.isnan(day) else int(day)


def _habit(door: Door, name: str, value: Any) -> Habit | None:
    row = door.table(name, value, ("key", "from_day", *CHANGES))
    key, given = row.get("key"), [how for how in CHANGES if how in row]
    if key not in HABITS:
        kind = "missing" if key is None else "not_yet" if key in PLANNED_HABITS else "outside"
        door.fault(f"{name}.key", kind, key, ", ".join(HABITS))
        return None
    if len(given) != 1:
        door.fault(name, "one_change", None, ", ".join(CHANGES))
        return None
    limits = door.registry.parameters[f"life.{key}"]
    low, high = limits.hard_low or 0.0, limits.hard_high or 0.0
    span = {"value": (low, high, limits.unit), "change": (-high, high, limits.unit), "factor": (0, high, "1")}[given[0]]
    amount = door.number(f"{name}.{given[0]}", row[given[0]], *span)
    start = door.parameter(f"{name}.from_day", door.registry.parameters["drug.from_day"], row.get("from_day", 0))
    return Habit(key, given[0], amount, whole(start))


def _titration(door: Door, name: str, value: Any, measures: Sequence[str], duration: int) -> Titration:
    row = door.table(name, value, ("on_day", "measure", "above", "replaces", "drug"))
    day = door.number(f"{name}.on_day", row.get("on_day"), 0, duration, "day", whole=True)
    if row.get("measure") not in measures:
        door.fault(f"{name}.measure", "outside" if "measure" in row else "missing", row.get("measure"), ", ".join(measures))
    above = door.number(f"{name}.above", row.get("above"), -1e6, 1e6, "1")
    replaces = row.get("replaces", False)
    if not isinstance(replaces, bool):
        door.fault(f"{name}.replaces", "outside", replaces, "true, false")
    start = whole(day)
    return Titration(
        start,
        str(row.get("measure")),
        above,
        replaces is True,
        tuple(intakes(door, f"{name}.drug", row.get("drug"), INTAKE_KEYS, start)),
    )
