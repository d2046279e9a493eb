"""SciPy agrees on 100 random scenarios with drugs, at every saved hour; and the error falls with the third power of the step."""

import math
import random
from itertools import pairwise

import pytest
import torch

from tests.verification import people, reference
from twin.simulate import simulate

SCENARIOS, DAYS = 100, 6
PRESSURES = ("sbp_mmHg", "dbp_mmHg", "map_mmHg")
RAS = ("prc_pg_mL", "pra_ng_mL_h", "angiotensinogen_nmol_L", "ang_i_pg_mL", "ang_ii_pg_mL", "ang_1_7_pg_mL")
RATIOS = ("at1r_bound_ratio", "at2r_bound_ratio", "ace2_ratio", "ace_activity_ratio", "aldosterone_pg_mL")


def treated(rng: random.Random, days: int, intakes: tuple = people.INTAKES) -> dict:
    while True:
        one = people.scenario(rng, days, intakes=intakes)
        if one["drug"]:
            return one


@pytest.fixture(scope="module")
def cases():
    rng = random.Random(11)
    scenarios = [treated(rng, DAYS) for _ in range(SCENARIOS)]
    inputs = people.batch(scenarios)
    return scenarios, inputs, reference.channels(scenarios, inputs)


def apart(run, truth) -> tuple[float, float]:
    """Largest difference of a pressure in mmHg, and of a hormone relative to its value."""
    pressure = max(float((run.channels[name] - truth[name]).abs().max()) for name in PRESSURES)
    hormone = max(float(((run.channels[name] - truth[name]).abs() / truth[name]).max()) for name in (*RAS, *RATIOS))
    return pressure, hormone


def test_scipy_agrees(cases):
    pressure, hormone = apart(simulate(cases[1]), cases[2])
    print(f"{SCENARIOS} scenarios: at most {pressure:.4f} mmHg and {hormone:.3%} of a hormone from SciPy")
    assert pressure < 0.1
    assert hormone < 0.005


def test_scipy_agrees_closely_with_steps_cut_in_four(cases):
    pressure, hormone = apart(simulate(cases[1], refine=4), cases[2])
    print(f"steps cut in four: at most {pressure:.5f} mmHg and {hormone:.4%}")
    assert pressure < 0.005
    assert hormone < 0.0005


def test_every_other_channel_agrees(cases):
    run = simulate(cases[1])
    for name, values in cases[2].items():
        assert torch.allclose(run.channels[name], values, rtol=0.01, atol=0.1), name


def test_two_scipy_methods_agree(cases):
    scenarios, inputs, truth = cases
    few = [0, 1]
    stiff = reference.channels([scenarios[i] for i in few], inputs.pick(torch.tensor(few)), "LSODA", 1e-9)
    for name in PRESSURES:
        assert (stiff[name] - truth[name][few]).abs().max() < 1e-4


def test_the_order_of_the_whole_twin_is_three():
    """Root mean square over all hours; the drives have kinks at the intakes, which lie on boundaries of steps."""
    rng = random.Random(12)
    scenarios = [treated(rng, 3, people.MORNING) for _ in range(12)]
    inputs = people.batch(scenarios)
    truth, errors = reference.channels(scenarios, inputs), []
    for refine in (1, 2, 4, 8):
        run = simulate(inputs, engine="eager", refine=refine)
        errors.append(float((run.channels["map_mmHg"] - truth["map_mmHg"]).square().mean().sqrt()))
    orders = [math.log2(a / b) for a, b in pairwise(errors)]
    print("errors", [f"{e:.1e}" for e in errors], "orders", [f"{o:.2f}" for o in orders])
    assert abs(orders[-1] - 3) < 0.3
