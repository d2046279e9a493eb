"""The whole box of people, drugs and habits: finite and plausible, or a status that says which patient and why."""

import random
from collections import Counter
from typing import Any

import torch

from benchmarks.reliability import people
from benchmarks.reliability.figure import Figure, Measured, count
from twin.inputs import Inputs
from twin.registry import registry
from twin.simulate import Run, Status, simulate

NUMBER, SEED = 4, 4
PATIENTS, DAYS, CORNER_DAYS = 10_000, 7, 28
NAMES = {False: "slider ranges", True: "limits of a file"}
MOST_WITHOUT = {"random": {False: 0.0, True: 0.05}, "corners": {False: 0.0, True: 0.35}}
MOST_WITH_EVERY_DRUG = {False: 0.15, True: 0.4}  # ten drugs at their largest doses: many a corner has no pressure left
COMMONEST = 3
STOPS = "sodium_excretion_mmol_day"  # where pressure falls at once, a kidney stops, and rounding makes that zero


def treatments() -> dict[str, list[dict[str, Any]]]:
    largest = [{"drug": name, "dose_mg": drug.max_dose_mg} for name, drug in registry().drugs.items()]
    return {"untreated": [], "every drug at its largest dose": largest}


def most_without(kind: str, hard: bool, treatment: str = "") -> float:
    """What share may be without a result."""
    return MOST_WITH_EVERY_DRUG[hard] if treatments().get(treatment) else MOST_WITHOUT[kind][hard]


def random_people(hard: bool, size: int = PATIENTS) -> Inputs:
    rng = random.Random(SEED)
    return people.batch([people.scenario(rng, DAYS, hard) for _ in range(size)])


def corners(hard: bool, treatment: str, share: float = 1) -> Inputs:
    rng = random.Random(SEED)
    every = people.corners(rng, hard)
    return people.batch(rng.sample(every, count(len(every), share)), horizon_days=CORNER_DAYS, drug=treatments()[treatment])


def broken(run: Run) -> list[int]:
    """Patients called OK of whom some number is not finite, not positive or not plausible; others without a reason."""
    rows = registry().channels
    fine = torch.ones(len(run.status), dtype=torch.bool)
    may_be_zero = {drug.channel for drug in registry().drugs.values()} | {STOPS}
    for name, values in run.channels.items():
        low = values >= 0 if name in may_be_zero else values > 0
        fine &= (torch.isfinite(values) & low & (values >= rows[name].low) & (values <= rows[name].high)).all(1)
    ok = [status is Status.OK for status in run.status]
    return [i for i in range(len(ok)) if (ok[i] and not fine[i]) or not (ok[i] or run.why[i])]


def without(run: Run) -> float:
    """Share of patients without a result."""
    return sum(status is not Status.OK for status in run.status) / len(run.status)


def reasons(run: Run) -> list[str]:
    """The commonest ones."""
    found = Counter(why for status, why in zip(run.status, run.why, strict=True) if status is not Status.OK)
    return [f"{number}: {why}" for why, number in found.most_common(COMMONEST)]


def figure(share: float = 1) -> Figure:
    values, remarks, wrong, runs = [], [], 0, 0
    for hard, name in NAMES.items():
        named = {f"random people, {name}": ("random", "", simulate(random_people(hard, count(PATIENTS, share))))}
        for treatment in treatments():
            named[f"corners, {name}, {treatment}"] = ("corners", treatment, simulate(corners(hard, treatment, share)))
        for what, (kind, treatment, run) in named.items():
            most = 100 * most_without(kind, hard, treatment)
            values.append(Measured(f"{what}: without a result", 100 * without(run), "%", at_most=most))
            remarks += [f"{what}: {reason}" for reason in reasons(run)]
            wrong, runs = wrong + len(broken(run)), runs + len(run.status)
    values.insert(0, Measured(f"of {runs:,} runs, shown though not finite or not plausible", wrong, "", at_most=0))
    promise = f"{count(PATIENTS, share):,} random patients and every corner of the box: finite and plausible, or refused with the reason"
    return Figure(NUMBER, promise, SEED, values, remarks)
