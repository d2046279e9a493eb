"""The arms of a trial file: intakes, habits, conditions, titration. What the twin has no organ for is refused by name."""

from collections.abc import Mapping, Sequence
from typing import Any

from twin import entries
from twin.door import Door
from twin.intakes import Intake
from twin.trials.plan import Arm, Titration

RUN_IN_TIMES = ("every_h", "first_dose_h", "adherence")
ARM_KEYS = ("name", "continue_run_in", "drug", "habit", "titrate", "condition", "infusion")
HERE = "drug, habit, condition, titrate"


def arm(door: Door, name: str, value: Any, measures: Sequence[str], duration: int, usual: Mapping[str, Any]) -> Arm:
    """One arm; `usual`: the choices everyone in the population has made."""
    row = door.table(name, value, ARM_KEYS)
    if not isinstance(row.get("name"), str):
        door.fault(f"{name}.name", "missing")
    for entry, table in door.entries(f"{name}.infusion", row.get("infusion")):
        door.fault(entry, "not_yet", table.get("what", "infusion") if isinstance(table, Mapping) else "infusion", HERE)
    keep = row.get("continue_run_in", True)
    if not isinstance(keep, bool):
        door.fault(f"{name}.continue_run_in", "outside", keep, "true, false")
    titrations = door.entries(f"{name}.titrate", row.get("titrate"))
    return Arm(
        str(row.get("name")),
        keep is True,
        tuple(intakes(door, f"{name}.drug", row.get("drug"))),
        tuple(entries.habits(door, f"{name}.habit", row.get("habit"), usual)),
        tuple(entries.conditions(door, f"{name}.condition", row.get("condition"))),
        tuple(_titration(door, entry, table, measures, duration) for entry, table in titrations),
    )


def intakes(door: Door, name: str, value: Any, from_day: int = 0) -> list[Intake]:
    """Plans of intakes of an arm."""
    return entries.intakes(door, name, value, tuple(door.registry.group("drug")), from_day, "not_yet")


def run_in(door: Door, value: Any) -> list[Intake]:
    """Plans that have been taken for long when the trial starts."""
    return entries.intakes(door, "run_in", value, RUN_IN_TIMES, absent="not_yet")


def _titration(door: Door, name: str, value: Any, measures: Sequence[str], duration: int) -> Titration:
    row = door.table(name, value, ("on_day", "measure", "above", "replaces", "drug"))
    day = door.number(f"{name}.on_day", row.get("on_day"), 0, duration, "day", whole=True)
    if row.get("measure") not in measures:
        door.fault(f"{name}.measure", "outside" if "measure" in row else "missing", row.get("measure"), ", ".join(measures))
    above = door.number(f"{name}.above", row.get("above"), -1e6, 1e6, "1")
    replaces = row.get("replaces", False)
    if not isinstance(replaces, bool):
        door.fault(f"{name}.replaces", "outside", replaces, "true, false")
    start = entries.whole(day)
    drugs = tuple(intakes(door, f"{name}.drug", row.get("drug"), start))
    return Titration(start, str(row.get("measure")), above, replaces is True, drugs)
