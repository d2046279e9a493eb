"""The whole box of people, drugs and habits: finite and positive, or a status that says which patient and why."""

import random
from collections import Counter

import pytest
import torch

from tests.verification import people
from twin.registry import registry
from twin.simulate import Status, simulate

PATIENTS, DAYS = 10_000, 7


def broken(run) -> list[int]:
    """Patients called OK of whom some number is not finite or not positive."""
    rows = registry().channels
    fine = torch.ones(len(run.status), dtype=torch.bool)
    for name, values in run.channels.items():
        low = values >= 0 if name in {drug.channel for drug in registry().drugs.values()} else values > 0
        fine &= (torch.isfinite(values) & low & (values >= rows[name].low) & (values <= rows[name].high)).all(1)
    return [i for i, status in enumerate(run.status) if status is Status.OK and not fine[i]]


def publish(title: str, run) -> float:
    """Print the share of patients without a result, and the reasons."""
    reasons = Counter(
        f"{status.value}: {why}" for status, why in zip(run.status, run.why, strict=True) if status is not Status.OK
    )
    share = sum(reasons.values()) / len(run.status)
    print(f"{title}: {share:.2%} of {len(run.status)} without a result", *reasons.items(), sep="\n    ")
    return share


@pytest.mark.parametrize(("hard", "at_most"), [(False, 0.0), (True, 0.05)], ids=["slider", "hard limits"])
def test_10_000_random_patients(hard, at_most):
    rng = random.Random(4)
    run = simulate(people.batch([people.scenario(rng, DAYS, hard) for _ in range(PATIENTS)]))
    assert not broken(run)
    assert all(why for status, why in zip(run.status, run.why, strict=True) if status is not Status.OK)
    assert publish("random patients", run) <= at_most


TREATMENTS = {
    "untreated": [],
    "every drug at its largest dose": [{"drug": name, "dose_mg": drug.max_dose_mg} for name, drug in registry().drugs.items()],
}


@pytest.mark.parametrize(("hard", "at_most"), [(False, 0.0), (True, 0.35)], ids=["slider", "hard limits"])
@pytest.mark.parametrize("treatment", TREATMENTS)
def test_every_corner_of_the_box(treatment, hard, at_most):
    inputs = people.batch(people.corners(hard), horizon_days=28, drug=TREATMENTS[treatment])
    run = simulate(inputs)
    assert not broken(run)
    assert publish(f"corners, {treatment}", run) <= at_most


def test_the_steps_suffice_at_the_corners_too():
    """A step too long for somebody would swing: cutting every step in two changes nobody's pressure."""
    corners = random.Random(5).sample(people.corners(), 300)
    habit = [{"key": "sodium_mmol_day", "value": 120, "from_day": 2}]
    inputs = people.batch(corners, horizon_days=4, drug=[{"drug": "losartan", "dose_mg": 100}], habit=habit)
    coarse, fine = simulate(inputs), simulate(inputs, refine=2)
    worst = (coarse.channels["sbp_mmHg"] - fine.channels["sbp_mmHg"]).abs().max()
    print(f"corners: steps cut in two change pressure by at most {worst:.2f} mmHg")
    assert worst < 0.3


def test_a_broken_patient_does_not_touch_its_neighbours():
    good, bad = people.batch([{}]), people.batch([{}])
    bad.patient["eGFR"][:] = torch.nan
    run, alone = simulate(good.join([good, bad, good])), simulate(good)
    assert run.status == [Status.OK, Status.NO_REST, Status.OK]
    for name, values in run.channels.items():
        assert torch.equal(values[0], values[2])
        assert torch.allclose(values[0], alone.channels[name][0], rtol=1e-12, atol=0)
