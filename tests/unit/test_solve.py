"""The stepper on problems whose solution is known: order three, and pure decay exact."""

import math
from itertools import pairwise

import pytest
import torch

from twin.solve import System, coefficients, phi, solve

END_H = 6.0


def run(rates, decay, start, count, drive=None):
    """Final states after `count` equal steps; `drive` is a function of time."""
    sizes = [END_H / count] * count
    y = torch.tensor(start, dtype=torch.float64)[:, None]
    nodes = torch.tensor([(drive or (lambda t: 0.0))(END_H * k / (2 * count)) for k in range(2 * count + 1)], dtype=torch.float64)
    weights = coefficients(tuple(decay), tuple(sizes))
    return solve(System(rates, decay, held=[]), y, torch.zeros(0, 1), nodes[:, None, None], weights)[-1, :, 0].tolist()


def decay_with_drive(y, _, drives):
    """y' = -2 y + cos t."""
    return [-2 * y[0] + drives[0]]


def oscillator(y, _, __):
    return [y[1], -y[0]]


def windkessel(y, _, drives):
    """A two-element windkessel: P' = (Q(t) - P/R)/C, here with a flow that follows a sine."""
    return [(drives[0] - y[0] / 1.5) / 1.2]


def driven_decay(t):
    return (2 * math.cos(t) + math.sin(t)) / 5 + 0.6 * math.exp(-2 * t)


def windkessel_pressure(t):
    k, w = 1 / 1.8, 2.0
    return (k * math.sin(w * t) - w * math.cos(w * t)) / (1.2 * (k * k + w * w)) + (1 + w / (1.2 * (k * k + w * w))) * math.exp(
        -k * t
    )


# rates, the decay the stepper knows (never all of it: a pure drive would be met with order four), start, drive, end
PROBLEMS = {
    "decay with a drive": (decay_with_drive, [1.3], [1.0], math.cos, [driven_decay(END_H)]),
    "oscillator": (oscillator, [0.5, 0.0], [1.0, 0.0], None, [math.cos(END_H), -math.sin(END_H)]),
    "windkessel": (windkessel, [0.2], [1.0], lambda t: math.sin(2 * t), [windkessel_pressure(END_H)]),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_order_is_three(name):
    rates, decay, start, drive, exact = PROBLEMS[name]
    errors = [
        max(abs(a - b) for a, b in zip(run(rates, decay, start, count, drive), exact, strict=True)) for count in (64, 128, 256)
    ]
    assert errors[-1] > 1e-12, "below rounding: nothing is measured"
    orders = [math.log2(coarse / fine) for coarse, fine in pairwise(errors)]
    assert all(abs(order - 3) < 0.3 for order in orders), orders


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
