"""What the page holds (flat, as typed) <-> the scenario that the registry parses, and fault names back to controls."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from twin.registry import Registry
from twin.scenario import HABITS, MOST_ENTRIES

Values = Mapping[str, Any]
Raw = dict[str, Any]

HABIT_DEFAULTS = {"change": 0, "from_day": 0}
SPAN = re.compile(r"^(\d+)\s*[-–]\s*(\d+)$")
ENTRY = re.compile(r"^(drug|habit)\[(\d+)\]\.?(\w*)")
LONGEST_SPAN = 366


def number(typed: Any) -> Any:
    """A typed number with decimal comma or point; what is none stays as typed, for the registry to refuse."""
    if not isinstance(typed, str):
        return typed
    try:
        found = float(typed.strip().replace(",", ".").replace("−", "-"))
    except ValueError:
        return typed
    return int(found) if found.is_integer() else found


def days(typed: Any) -> Any:
    """'3, 7-9' as [3, 7, 8, 9]."""
    if not isinstance(typed, str):
        return typed
    found: list[Any] = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", typed))):
        span = SPAN.match(part)
        first, last = (int(span[1]), int(span[2])) if span else (0, -1)
        found += range(first, last + 1) if 0 <= last - first < LONGEST_SPAN else [number(part)]
        if len(found) > MOST_ENTRIES:  # the registry refuses that many: no need to write out the rest
            break
    return found


def drugs_in(values: Values, registry: Registry) -> list[str]:
    """Drugs with a dose other than none, in the registry's order: the entries of the scenario."""
    return [name for name in registry.drugs if number(values.get(f"drug.{name}.dose_mg", 0)) not in (0, None, "")]


def habits_in(values: Values) -> list[str]:
    return [key for key in HABITS if number(values.get(f"habit.{key}.change", 0)) not in (0, None, "")]


def raw_of(values: Values, registry: Registry) -> Raw:
    """The scenario on the page."""
    raw: Raw = {"patient": {}, "life": {}}
    for key, row in registry.parameters.items():
        if row.on_screen and key in values and row.group != "drug":
            table = raw if row.group == "run" else raw[row.group]
            table[row.name] = values[key] if row.kind == "choice" else number(values[key])
    raw["drug"] = [_plan(name, values, registry) for name in drugs_in(values, registry)]
    raw["habit"] = [
        {"key": key} | {part: number(values.get(f"habit.{key}.{part}", default)) for part, default in HABIT_DEFAULTS.items()}
        for key in habits_in(values)
    ]
    return raw


def _plan(name: str, values: Values, registry: Registry) -> Raw:
    plan: Raw = {"drug": name, "dose_mg": number(values[f"drug.{name}.dose_mg"])}
    for field, row in registry.group("drug").items():
        typed = values.get(f"drug.{name}.{field}")
        plan[field] = days(typed) if row.is_list else number(typed)
    if plan.get("to_day") == registry.parameters["drug.to_day"].high:
        del plan["to_day"]
    return {field: value for field, value in plan.items() if value is not None}


def values_of(raw: Mapping[str, Any], registry: Registry) -> dict[str, Any]:
    """A scenario as the page holds it, defaults where it says nothing."""
    values: dict[str, Any] = {}
    for key, row in registry.parameters.items():
        if row.on_screen and row.group != "drug":
            values[key] = (raw if row.group == "run" else raw.get(row.group, {})).get(row.name, row.default)
    plans = {plan["drug"]: plan for plan in raw.get("drug", ())}
    for name in registry.drugs:
        plan = plans.get(name, {})
        values[f"drug.{name}.dose_mg"] = plan.get("dose_mg", 0)
        for field, row in registry.group("drug").items():
            value = plan.get(field, row.default)
            values[f"drug.{name}.{field}"] = ", ".join(map(str, value)) if row.is_list else min(value, row.high)
    habits = {habit["key"]: habit for habit in raw.get("habit", ())}
    for key in HABITS:
        values |= {f"habit.{key}.{part}": habits.get(key, {}).get(part, default) for part, default in HABIT_DEFAULTS.items()}
    return values


def untreated(raw: Mapping[str, Any]) -> Raw:
    """The same person, no drugs, usual life."""
    return {key: value for key, value in raw.items() if key not in ("drug", "habit")}


def control_of(fault: str, drugs: Sequence[str], habits: Sequence[str]) -> str:
    """The control a fault belongs to: 'drug[0].dose_mg' -> 'drug.benazepril.dose_mg'."""
    entry = ENTRY.match(fault)
    if not entry:
        return fault
    kind, index, field = entry.groups()
    return f"{kind}.{(drugs if kind == 'drug' else habits)[int(index)]}.{field or 'change'}"
