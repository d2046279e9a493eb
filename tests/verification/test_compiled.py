"""The compiled engine gives the eager numbers."""

import random

import pytest

from benchmarks.reliability import people
from twin.simulate import simulate

TWICE = {"drug": "losartan", "dose_mg": 25, "every_h": 12, "first_dose_h": 8}
PLANS = {
    "no drug": [],
    "once a day": [{"drug": "benazepril", "dose_mg": 20, "first_dose_h": 21.5}],
    "twice a day": [TWICE],
    "three drugs": [TWICE, {"drug": "benazepril", "dose_mg": 10}, {"drug": "cilazapril", "dose_mg": 2.5}],
}


@pytest.mark.parametrize("days", [1, 28, 56])
def test_compiled_equals_eager(engine, days):
    rng = random.Random(days)
    habit = [{"key": "sodium_mmol_day", "factor": 0.5, "from_day": days // 2}]
    rows = [
        {"horizon_days": days, "patient": people.person(rng), "drug": plan, "habit": habit}
        for plan in PLANS.values()
        for _ in range(5)
    ]
    inputs = people.batch(rows)
    quick, slow = simulate(inputs, engine="compiled"), simulate(inputs, engine="eager")
    assert quick.engine != slow.engine
    worst = max(
        float(((values - slow.channels[name]).abs() / slow.channels[name].abs().clamp(min=1)).max())
        for name, values in quick.channels.items()
    )
    print(f"{days} days, {inputs.size} patients: compiled and eager differ by {worst:.1e}")
    assert worst < 1e-9
