"""A trial file (trials.md, section 3) -> Trial, or every fault at once. Arms are read in `arm_file`, expectations in `expect`."""

import json
import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from twin.door import Door, Fault, InputError
from twin.entries import whole
from twin.registry import DATA, Registry
from twin.trials import arm_file, expect
from twin.trials.devices import devices
from twin.trials.plan import WINDOWS, Measure, Trial
from twin.trials.population import THIRDS, choices_of, numbers
from twin.trials.spread import Spread

SECTIONS = ("trial", "population", "run_in", "arm", "measure", "expect")
HEAD = ("id", "title", "source", "note", "duration_days", "n", "seed")
MOST_PATIENTS, MOST_SEED = 100_000, 2**31 - 1
SHARES = ("female_fraction", "diabetes_fraction")
FLAGS = ("resistant", "untreated")


def words(language: str = "en") -> Mapping[str, str]:
    """Every sentence a fault of a trial file may need."""
    own = tomllib.loads((DATA / "trial_messages.toml").read_text())
    shared = tomllib.loads((DATA / "messages.toml").read_text())
    return {**shared[language], **own[language]}


def read(path: Path) -> Any:
    """The file as plain values. Raises InputError when it is not there, or not TOML or JSON."""
    try:
        text = path.read_text()
        return json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise InputError([Fault(path.name, words()["no_file"].format(name=path.name, value=fault), "TOML, JSON")]) from fault


def parse(raw: Any, source: Registry, language: str = "en") -> Trial:
    """A checked Trial. Raises InputError with every fault."""
    door = Door(source, words(language))
    given = door.table("", raw, SECTIONS)
    head = door.table("trial", given.get("trial"), HEAD)
    days = source.parameters["horizon_days"]
    duration = door.parameter("trial.duration_days", days, head.get("duration_days", days.default))
    duration = max(1, whole(duration))
    n = door.number("trial.n", head.get("n", 200), 1, MOST_PATIENTS, "1", whole=True)
    seed = door.number("trial.seed", head.get("seed", 1), 0, MOST_SEED, "1", whole=True)
    people = _population(door, given.get("population"))
    choices = {name: people[name] for name in choices_of(source) if name in people}
    run_in = tuple(arm_file.run_in(door, given.get("run_in")))
    measures = tuple(_measure(door, name, entry, duration) for name, entry in door.entries("measure", given.get("measure")))
    arms = tuple(
        arm_file.arm(door, name, entry, [m.name for m in measures], duration, choices)
        for name, entry in door.entries("arm", given.get("arm"))
    )
    for name, found in (("arm", arms), ("measure", measures)):
        _unique(door, name, [entry.name for entry in found])
    if people.get("resistant") and not run_in:
        door.fault("population.resistant", "missing", "", "run_in")
    expects = expect.read(door, given.get("expect"), [arm.name for arm in arms], [m.name for m in measures])
    if door.faults:
        raise InputError(door.faults)
    title, origin, note = (str(head.get(key, "")) for key in ("title", "source", "note"))
    return Trial(
        str(head.get("id", "trial")), title, origin, note, duration, int(n), int(seed), people, run_in, arms, measures, expects
    )


def _unique(door: Door, name: str, found: list[str]) -> None:
    if not found:
        door.fault(name, "missing")
    for twice in {entry for entry in found if found.count(entry) > 1}:
        door.fault(f"{name}.name", "twice", twice)


def _population(door: Door, value: Any) -> dict[str, Any]:
    known = numbers(door.registry)
    rows = choices_of(door.registry)
    given = door.table("population", value, (*known, *rows, *SHARES, "renin_class", *FLAGS))
    people: dict[str, Any] = {}
    for name, entry in given.items():
        label = f"population.{name}"
        if name in known:
            people[name] = _quantity(door, label, entry, *known[name])
        elif name in SHARES:
            people[name] = door.number(label, entry, 0, 1, "1")
        elif name == "renin_class":
            people[name] = _one_of(door, label, entry, tuple(THIRDS))
        elif name in rows:
            people[name] = door.parameter(label, rows[name], entry)
        else:
            people[name] = flag(door, label, entry)
    if "bmi_kg_m2" in people and "weight_kg" in people:
        door.fault("population.bmi_kg_m2", "not_both", "bmi_kg_m2", "weight_kg")
    if "diabetes_fraction" in people and "glucose_mmol_L" in people:
        door.fault("population.diabetes_fraction", "not_both", "diabetes_fraction", "glucose_mmol_L")
    return people


def _quantity(door: Door, name: str, value: Any, low: float, high: float, unit: str) -> float | Spread:
    """A fixed number, or the truncated normal of a table."""
    if not isinstance(value, Mapping):
        return door.number(name, value, low, high, unit)
    row = door.table(name, value, ("mean", "sd", "min", "max"))
    for key in ("mean", "sd"):
        if key not in row:
            door.fault(f"{name}.{key}", "missing")
    least = door.number(f"{name}.min", row.get("min", low), low, high, unit)
    most = door.number(f"{name}.max", row.get("max", high), low, high, unit)
    mean = door.number(f"{name}.mean", row.get("mean", low), -1e6, 1e6, unit)
    sd = door.number(f"{name}.sd", row.get("sd", 0), 0, 1e6, unit)
    spread = Spread(torch.tensor(mean, dtype=torch.float64), sd, least, most)
    if not any(math.isnan(x) for x in (least, most, mean, sd)) and {"mean", "sd"} <= row.keys() and not spread.can_be_sampled():
        door.fault(name, "cannot_sample", f"{mean:g} ± {sd:g}", door.between(least, most, unit))
    return spread


def _measure(door: Door, name: str, value: Any, duration: int) -> Measure:
    row = door.table(name, value, ("name", "channel", "when", "day", "hour", "device"))
    if not isinstance(row.get("name"), str):
        door.fault(f"{name}.name", "missing")
    when = _one_of(door, f"{name}.when", row.get("when"), WINDOWS)
    channel = _one_of(door, f"{name}.channel", row.get("channel", "sbp_mmHg"), tuple(door.registry.channels))
    device = _one_of(door, f"{name}.device", row.get("device", "exact"), tuple(devices()))
    timed = when in ("hour_after_dose", "clock")
    if timed and "hour" not in row:
        door.fault(f"{name}.hour", "missing")
    hour = door.number(f"{name}.hour", row.get("hour", 0), 0, 24, "h")
    day = door.number(f"{name}.day", row.get("day", duration - 1), 0, duration, "day", whole=True)
    return Measure(str(row.get("name")), channel, when, whole(day), hour, device)


def _one_of(door: Door, name: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        door.fault(name, "missing" if value is None else "outside", value, ", ".join(allowed))
        return allowed[0]
    return str(value)


def flag(door: Door, name: str, value: Any) -> bool:
    """A true or false."""
    if not isinstance(value, bool):
        door.fault(name, "outside", value, "true, false")
    return value is True
