"""Groups of people among whom coverage is looked at, and how sure one can be of it."""

import math
from collections.abc import Mapping

import torch

from twin.forecast.dataset import Split
from twin.module import Tensor
from twin.registry import Registry
from twin.units import factor

LEAST = 30  # people below which a group says nothing
DIABETES_MMOL_L, CHRONIC_KIDNEY_DISEASE = 7.0, 60.0
AGES = (50, 70)
NORMAL_95 = 1.96


def groups(split: Split, source: Registry) -> Mapping[str, Tensor]:
    """Who belongs to each group `(patient,)`: sex, age, kidney, diabetes, targets blocked, traits known."""

    def told(name: str) -> Tensor:
        row = source.parameters[f"patient.{name}"]
        return split.person[:, source.patient_symbols().index(row.symbol)] / factor(row.unit)

    age, egfr, glucose = told("age_years"), told("egfr_mL_min_1_73m2"), told("glucose_mmol_L")
    female = split.person[:, source.patient_symbols().index("female")] > 0
    taken = [{source.drugs[plan["drug"]].target for plan in one["raw"]["drug"]} for one in split.told]
    found = {"everyone": torch.ones_like(female), "women": female, "men": ~female}
    found |= {f"age below {AGES[0]}": age < AGES[0], f"age {AGES[0]} to {AGES[1]}": (age >= AGES[0]) & (age <= AGES[1])}
    found |= {f"age above {AGES[1]}": age > AGES[1]}
    found |= {"eGFR below 60": egfr < CHRONIC_KIDNEY_DISEASE, "eGFR 60 and more": egfr >= CHRONIC_KIDNEY_DISEASE}
    found |= {"diabetes": glucose >= DIABETES_MMOL_L, "no diabetes": glucose < DIABETES_MMOL_L}
    found |= {f"block of {target}": torch.tensor([target in one for one in taken]) for target in sorted(set().union(*taken))}
    found |= {"no drug": torch.tensor([not one for one in taken])}
    found |= {"all traits known": split.known.all(1), "no trait known": ~split.known.any(1)}
    return {name: who for name, who in found.items() if int(who.sum()) >= LEAST}


def share(inside: Tensor) -> dict[str, float]:
    """Mean share of each person's curve `(patient,)` that lies inside, with its 95 % interval over people."""
    mean, wide = float(inside.mean()), NORMAL_95 * float(inside.std()) / math.sqrt(len(inside))
    return {"people": len(inside), "share": mean, "low": mean - wide, "high": mean + wide}
