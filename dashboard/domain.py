"""How far the twin was ever held against people: the trials of data/evidence, as an envelope that a scenario may leave."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dashboard.i18n import Text
from twin.registry import DATA, Registry

SPREAD_SD = 2  # of each trial's people: about 95 of 100
GROUPS = ("patient", "life")


@dataclass
class Envelope:
    """Lowest and highest seen, by name of a parameter; highest dose given, by drug."""

    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)
    doses_mg: dict[str, float] = field(default_factory=dict)

    def widen(self, name: str, low: float, high: float) -> None:
        least, most = self.ranges.get(name, (low, high))
        self.ranges[name] = (min(least, low), max(most, high))


@cache
def envelope() -> Envelope:
    """Over every trial file; quantities of which no trial states a spread are left out."""
    found = Envelope()
    for path in sorted((DATA / "evidence" / "trials").glob("*.toml")):
        trial = tomllib.loads(path.read_text("utf-8"))
        for name, told in trial.get("population", {}).items():
            if isinstance(told, Mapping) and {"mean", "sd"} <= set(told):
                away = SPREAD_SD * told["sd"]
                low, high = told["mean"] - away, told["mean"] + away
                found.widen(name, max(low, told.get("min", low)), min(high, told.get("max", high)))
        for drug, dose_mg in _doses(trial):
            found.doses_mg[drug] = max(dose_mg, found.doses_mg.get(drug, 0))
    return found


def _doses(node: Any) -> Iterator[tuple[str, float]]:
    """Every drug with a dose, wherever it stands in a trial."""
    if isinstance(node, list):
        for one in node:
            yield from _doses(one)
    elif isinstance(node, Mapping):
        if isinstance(node.get("drug"), str) and isinstance(node.get("dose_mg"), int | float):
            yield node["drug"], float(node["dose_mg"])
        for one in node.values():
            yield from _doses(one)


def beyond(raw: Mapping[str, Any], registry: Registry, text: Text) -> list[str]:
    """What of a valid scenario no trial comes near, each with how far the trials go."""
    seen, told = envelope(), []
    for name, (label, unit, value) in _person(raw, registry, text).items():
        low, high = seen.ranges.get(name, (value, value))
        if not low <= value <= high:
            told.append(_said(label, low, high, unit, text))
    for plan in raw.get("drug", ()):
        most = seen.doses_mg.get(plan["drug"], 0)
        if plan["dose_mg"] > most:
            told.append(_said(registry.drugs[plan["drug"]].label[text.language], 0, most, "mg", text))
    return told


def _person(raw: Mapping[str, Any], registry: Registry, text: Text) -> dict[str, tuple[str, str, float]]:
    """Label, unit and value of every number said of the person, and the body mass index that follows."""
    rows = {name: (group, row) for group in GROUPS for name, row in registry.group(group).items()}
    found = {name: (row.label[text.language], row.unit, raw.get(group, {}).get(name)) for name, (group, row) in rows.items()}
    height_cm, weight_kg = found["height_cm"][2], found["weight_kg"][2]
    if height_cm and weight_kg:
        found["bmi_kg_m2"] = (text("domain.bmi"), "kg/m²", weight_kg / (height_cm / 100) ** 2)
    return {name: (label, unit, value) for name, (label, unit, value) in found.items() if isinstance(value, int | float)}


def _said(label: str, low: float, high: float, unit: str, text: Text) -> str:
    """'Age: trials from 17 to 79 years'."""
    return text("domain.one", label=label, low=text.number(low, 0), high=text.number(high, 0), unit=text.unit(unit))
