"""Observed order of convergence: three problems whose solution is known, and the whole twin against another solver."""

import math
from collections.abc import Callable, Sequence

import torch

from benchmarks.reliability import agreement, people, second_solver
from benchmarks.reliability.figure import Figure, Measured, count
from twin.simulate import simulate
from twin.solve import Rates, System, coefficients, solve

NUMBER, SEED = 1, 12
THEORY, WITHIN = 3, 0.3
END_H = 6.0
COUNTS, REFINES = (64, 128, 256), (4, 8, 16)
PATIENTS, DAYS = 12, 3


def run(rates: Rates, decay: list[float], start: list[float], steps: int, drive: Callable | None = None) -> list[float]:
    """Final states after equal steps; `drive` is a function of time."""
    sizes = [END_H / steps] * steps
    y = torch.tensor(start, dtype=torch.float64)[:, None]
    nodes = torch.tensor([(drive or (lambda t: 0.0))(END_H * k / (2 * steps)) for k in range(2 * steps + 1)], dtype=torch.float64)
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


def driven_decay(t: float) -> float:
    return (2 * math.cos(t) + math.sin(t)) / 5 + 0.6 * math.exp(-2 * t)


def windkessel_pressure(t: float) -> float:
    k, w = 1 / 1.8, 2.0
    swing = 1.2 * (k * k + w * w)
    return (k * math.sin(w * t) - w * math.cos(w * t)) / swing + (1 + w / swing) * math.exp(-k * t)


# rates, the decay the stepper knows (never all of it: a pure drive would be met with order four), start, drive, end
PROBLEMS = {
    "decay with a drive": (decay_with_drive, [1.3], [1.0], math.cos, [driven_decay(END_H)]),
    "oscillator": (oscillator, [0.5, 0.0], [1.0, 0.0], None, [math.cos(END_H), -math.sin(END_H)]),
    "windkessel": (windkessel, [0.2], [1.0], lambda t: math.sin(2 * t), [windkessel_pressure(END_H)]),
}


def observed(errors: Sequence[float]) -> float:
    """Slope of the logarithm of the error over steps each half of the one before."""
    return math.log2(errors[0] / errors[-1]) / (len(errors) - 1)


def errors_of(name: str) -> list[float]:
    """Largest error at the end, for each count of steps."""
    rates, decay, start, drive, exact = PROBLEMS[name]
    ends = [run(rates, decay, start, steps, drive) for steps in COUNTS]
    return [max(abs(a - b) for a, b in zip(end, exact, strict=True)) for end in ends]


def errors_of_the_twin(patients: int = PATIENTS) -> list[float]:
    """Root mean square of mean pressure over all hours; kinks of the drives lie on boundaries of steps."""
    scenarios, inputs = agreement.cases(patients, DAYS, SEED, people.MORNING)
    truth = second_solver.channels(scenarios, inputs)["map_mmHg"]
    runs = [simulate(inputs, refine=refine).channels["map_mmHg"] for refine in REFINES]
    return [float((values - truth).square().mean().sqrt()) for values in runs]


def figure(share: float = 1) -> Figure:
    orders = {name: observed(errors_of(name)) for name in PROBLEMS}
    orders["whole twin"] = observed(errors_of_the_twin(count(PATIENTS, share)))
    values = [Measured(name, order, "", THEORY - WITHIN, THEORY + WITHIN) for name, order in orders.items()]
    return Figure(NUMBER, f"the order of convergence is that of theory, {THEORY}, within {WITHIN}", SEED, values)
