"""Every drug of data/drugs: its block, its doses, and that it lowers pressure, as every published effect of these drugs does."""

import random

import torch

from benchmarks.reliability import people
from benchmarks.reliability.figure import Figure, Measured, count
from benchmarks.reliability.people import Raw
from twin import drugs
from twin.drugs import Drug
from twin.module import Tensor
from twin.registry import registry
from twin.simulate import Run, Status, simulate

NUMBER, SEED = 6, 9
PATIENTS, DAYS = 1000, 14
EGFR = torch.tensor([15.0, 31.0, 60.0, 90.0, 100.0, 150.0], dtype=torch.float64)
HOURS = torch.arange(0, 24, 0.25, dtype=torch.float64)
FIRST_H, PLAN_DAYS = 8.0, 10


def level(drug: Drug, dose_mg: float, effect: bool = False) -> Tensor:
    """Concentration `(quarter of an hour, patient)` of a daily dose, for every kidney of EGFR."""
    doses = {FIRST_H: torch.full((PLAN_DAYS, len(EGFR)), dose_mg, dtype=torch.float64)}
    return drugs.concentration(drug, EGFR, doses, HOURS, effect).flatten(0, 1)


def blocks(drug: Drug) -> Tensor:
    """Share blocked `(dose, quarter of an hour, patient)`, from no dose to the largest."""
    doses = sorted({0.0, *map(float, drug.usual_doses_mg), float(drug.max_dose_mg)})
    return torch.stack([drugs.blocked(drug, level(drug, dose, effect=True)) for dose in doses])


def within_and_rising(drug: Drug) -> bool:
    """Whether every block lies in [0, 1], is zero without a dose and never falls with the dose."""
    found = blocks(drug)
    return bool(((found >= 0) & (found <= 1)).all() and (found[1:] >= found[:-1]).all() and not found[0].any())


def zero_is_none(drug: Drug) -> bool:
    """Whether a run with dose zero is bit by bit the one without the drug."""
    plan = {"horizon_days": 2, "drug": [{"drug": drug.name, "dose_mg": 0}]}
    with_zero, without = (simulate(registry().parse(raw), engine="eager").channels for raw in (plan, {"horizon_days": 2}))
    return set(with_zero) == set(without) and all(torch.equal(with_zero[name], without[name]) for name in without)


def hypertensives(size: int = PATIENTS) -> list[Raw]:
    return people.hypertensive(random.Random(SEED), size)


def last_day(run: Run) -> dict[str, Tensor]:
    """Mean of the last day of every channel `(patient,)`."""
    return {name: values[:, -25:].mean(1) for name, values in run.channels.items()}


def usual(drug: Drug) -> Raw:
    """The largest of the usual doses, once a day."""
    return {"drug": drug.name, "dose_mg": max(drug.usual_doses_mg)}


def not_lowered(rows: list[Raw], at_rest: Tensor, plan: Raw, days: int = DAYS) -> tuple[int, float]:
    """Patients without a fall of systolic pressure, or without a result, on the last day; and the mean fall in mmHg."""
    run = simulate(people.batch(rows, horizon_days=days, drug=[plan]))
    fall = at_rest - last_day(run)["sbp_mmHg"]
    fine = torch.tensor([status is Status.OK for status in run.status])
    return int((~(fall > 0) | ~fine).sum()), float(fall[fine].mean())


def figure(share: float = 1) -> Figure:
    every, rows = list(registry().drugs.values()), hypertensives(count(PATIENTS, share))
    odd = [drug.name for drug in every if not within_and_rising(drug)]
    unequal = [drug.name for drug in every if not zero_is_none(drug)]
    values = [
        Measured(f"of {len(every)} drugs, block outside [0, 1] or falling with the dose", len(odd), "", at_most=0),
        Measured(f"of {len(every)} drugs, dose zero unlike no drug", len(unequal), "", at_most=0),
    ]
    at_rest = last_day(simulate(people.batch(rows, horizon_days=1)))["sbp_mmHg"]
    falls = {drug.name: not_lowered(rows, at_rest, usual(drug)) for drug in every}
    for name, (wrong, _) in falls.items():
        values.append(Measured(f"{name}: of {len(rows):,} people, systolic pressure not lower", wrong, "", at_most=0))
    remarks = [f"{name}: mean fall {fall:.1f} mmHg on day {DAYS}" for name, (_, fall) in falls.items()]
    return Figure(
        NUMBER, "every drug blocks between nothing and all, more with the dose, and lowers pressure", SEED, values, remarks
    )
