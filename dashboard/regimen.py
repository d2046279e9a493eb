"""What is taken and when, as the registry reads it: planned intakes, and which of them are missed."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dashboard.i18n import Text
from dashboard.series import HOURS, Intakes
from twin.inputs import Inputs
from twin.registry import Registry

MISSED = ("missed_days", "adherence")  # what keeps a planned dose from being taken


def intakes(raw: Mapping[str, Any], registry: Registry, text: Text) -> list[Intakes]:
    """One row per drug of a scenario that parses."""
    plans = [{key: value for key, value in plan.items() if key not in MISSED} for plan in raw.get("drug", ())]
    planned, taken = registry.parse({**raw, "drug": plans}), registry.parse(raw)
    doses = {plan["drug"]: plan["dose_mg"] for plan in plans}
    rows = []
    for name, dose_mg in doses.items():
        due, real = _hours(planned, name), _hours(taken, name)
        label = text("chart.intake", drug=registry.drugs[name].label[text.language], dose=amount(dose_mg, text))
        rows.append(Intakes(label, np.array(due, float), np.array([hour not in real for hour in due], bool)))
    return rows


def amount(dose_mg: float, text: Text) -> str:
    """A dose without trailing zeros."""
    decimals = len(f"{dose_mg:g}".partition(".")[2])
    return text.number(dose_mg, decimals)


def _hours(inputs: Inputs, drug: str) -> list[float]:
    slots = inputs.doses_mg.get(drug, {})
    return sorted(
        day * HOURS + hour for hour, amounts in slots.items() for day in np.flatnonzero(np.asarray(amounts[:, 0])).tolist()
    )
