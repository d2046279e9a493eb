"""What the page holds (flat, as typed) <-> the scenario that the registry parses, and fault names back to controls."""

import re
from collections.abc import Mapping
from typing import Any

from dashboard.controls import AS_USUAL, way
from twin.daily import CONDITIONS
from twin.door import MOST_ENTRIES
from twin.registry import Registry
from twin.rows import Parameter

Values = Mapping[str, Any]
Raw = dict[str, Any]

PLAIN_GROUPS = ("patient", "life", "run")  # those that a control sets row by row
NONE = (0, None, "", AS_USUAL)
SPAN = re.compile(r"^(\d+)\s*[-–]\s*(\d+)$")
ENTRY = re.compile(r"^(drug|habit|condition)\[(\d+)\]\.?(\w*)")
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
    return [name for name in registry.drugs if number(values.get(f"drug.{name}.dose_mg", 0)) not in NONE]


def raw_of(values: Values, registry: Registry) -> Raw:
    """The scenario on the page."""
    raw: Raw = {"patient": {}, "life": {}}
    for key, row in registry.parameters.items():
        if row.group in PLAIN_GROUPS and key in values:
            table = raw if row.group == "run" else raw[row.group]
            table[row.name] = values[key] if row.kind == "choice" else number(values[key])
    raw["drug"] = [_plan(name, values, registry) for name in drugs_in(values, registry)]
    habits = (_entry(values, f"habit.{name}", way(row), {"key": name}) for name, row in registry.habits.items())
    conditions = (_entry(values, f"condition.{what}", "severity", {"what": what}) for what in CONDITIONS)
    return raw | {"habit": [found for found in habits if found], "condition": [found for found in conditions if found]}


def _entry(values: Values, key: str, part: str, entry: Raw) -> Raw | None:
    """A habit or condition that is other than none, with its first day."""
    amount = number(values.get(f"{key}.{part}"))
    if amount in NONE:
        return None
    return entry | {part: amount, "from_day": number(values.get(f"{key}.from_day", 0))}


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
        if row.group in PLAIN_GROUPS:
            values[key] = (raw if row.group == "run" else raw.get(row.group, {})).get(row.name, row.default)
    plans = {plan["drug"]: plan for plan in raw.get("drug", ())}
    for name in registry.drugs:
        plan = plans.get(name, {})
        values[f"drug.{name}.dose_mg"] = plan.get("dose_mg", 0)
        for field, row in registry.group("drug").items():
            value = plan.get(field, row.default)
            values[f"drug.{name}.{field}"] = ", ".join(map(str, value)) if row.is_list else min(value, row.high)
    habits = {habit["key"]: habit for habit in raw.get("habit", ())}
    for name, row in registry.habits.items():
        habit = habits.get(name, {})
        values[f"habit.{name}.{way(row)}"] = _changed(habit, row, values[row.key])
        values[f"habit.{name}.from_day"] = habit.get("from_day", 0)
    ills = {
        ill["what"]: {"severity": registry.parameters["condition.severity"].default} | ill for ill in raw.get("condition", ())
    }
    for what in CONDITIONS:
        values |= {f"condition.{what}.{part}": ills.get(what, {}).get(part, 0) for part in ("severity", "from_day")}
    return values


def _changed(habit: Mapping[str, Any], row: Parameter, usual: Any) -> Any:
    """A habit however it is told, as the page tells it: a choice, or a change of the usual amount."""
    if row.choices:
        return habit.get("value", AS_USUAL)
    told: dict[str, Any] = {"value": lambda to: to - usual, "change": lambda by: by, "factor": lambda by: usual * by - usual}
    return next((as_change(habit[how]) for how, as_change in told.items() if how in habit), 0)


def untreated(raw: Mapping[str, Any]) -> Raw:
    """The same person, no drugs, usual life."""
    return {key: value for key, value in raw.items() if key not in ("drug", "habit", "condition")}


def control_of(fault: str, raw: Mapping[str, Any], registry: Registry) -> str:
    """The control a fault belongs to: 'drug[0].dose_mg' -> 'drug.benazepril.dose_mg'."""
    found = ENTRY.match(fault)
    if not found:
        return fault
    kind, index, field = found.groups()
    entry = raw[kind][int(index)]
    name = entry[{"drug": "drug", "habit": "key", "condition": "what"}[kind]]
    return f"{kind}.{name}.{field or way(registry.habits[name])}"
