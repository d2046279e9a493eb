"""The stepper on problems whose solution is known: order three, and pure decay exact."""

import math
from itertools import pairwise

import pytest
import torch

from benchmarks.reliability.order import END_H, PROBLEMS, THEORY, WITHIN, errors_of, observed, run
from twin.solve import System, coefficients, phi, solve


@pytest.mark.parametrize("name", PROBLEMS)
def test_order_is_three(name):
    errors = errors_of(name)
    assert errors[-1] > 1e-12, "below rounding: nothing is measured"
    assert all(abs(observed(pair) - THEORY) < WITHIN for pair in pairwise(errors))


@pytest.mark.parametrize("rate", [0.01, 1.0, 50.0])
def test_pure_decay_is_exact_whatever_the_step(rate):
    (found,) = run(lambda y, _, __: [-rate * y[0]], [rate], [2.0], 4)
    assert found == pytest.approx(2 * math.exp(-rate * END_H), rel=1e-12, abs=1e-14)


def test_a_stiff_state_does_not_blow_up():
    (found,) = run(lambda y, _, drives: [-200 * (y[0] - drives[0])], [200.0], [5.0], 12, lambda _: 1.0)
    assert found == pytest.approx(1.0)


def test_states_are_saved_after_every_second_step():
    y = torch.ones(1, 1, dtype=torch.float64)
    weights = coefficients((1.0,), (0.25,) * 8)
    saved = solve(System(lambda y, _, __: [-y[0]], [1.0], []), y, torch.zeros(0, 1), torch.zeros(17, 1, 1), weights)
    assert saved[:, 0, 0].tolist() == pytest.approx([math.exp(-0.5 * k) for k in range(5)])


def test_a_held_drive_keeps_its_value_to_the_end_of_the_step():
    """A jump at a boundary, as of the daily salt, is met exactly."""
    y = torch.zeros(1, 1, dtype=torch.float64)
    nodes = torch.tensor([1.0, 1, 1, 1, 3, 3, 3, 3, 3], dtype=torch.float64)[:, None, None]
    weights = coefficients((0.0,), (0.5,) * 4)
    amounts = {
        held: float(
            solve(System(lambda y, _, drives: [drives[0]], [0.0], [0] if held else []), y, torch.zeros(0, 1), nodes, weights)[-1]
        )
        for held in (True, False)
    }
    assert amounts[True] == pytest.approx(1 + 3)
    assert amounts[False] > 4.1


@pytest.mark.parametrize("z", [0.0, 1e-9, 0.3, 0.999999, 1.000001, 7.0, 60.0])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_phi_is_the_integral_it_stands_for(z, order):
    """phi_n(-z) = integral over s in 0..1 of e^(-(1-s) z) s^(n-1) / (n-1)!"""
    s = torch.linspace(0, 1, 200_001, dtype=torch.float64)
    integral = torch.trapezoid(torch.exp(-(1 - s) * z) * s ** (order - 1), s) / math.factorial(order - 1)
    assert phi(order, z) == pytest.approx(float(integral), rel=1e-7)
