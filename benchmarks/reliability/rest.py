"""The untreated patient rests exactly where the measured pressures put them, stays there, and comes back."""

import random
from dataclasses import replace

import torch

from benchmarks.reliability import people
from benchmarks.reliability.figure import Figure, Measured, count
from benchmarks.reliability.states import States, states
from twin import steady
from twin.compose import model
from twin.inputs import Inputs
from twin.simulate import Run, simulate

NUMBER, SEED = 5, 20
PATIENTS, AT_REST = 1000, steady.AT_REST
WATCHED, DRIFT_DAYS, MOST_DRIFT_MMHG = 100, 56, 0.1
STARTS, RETURN_DAYS, PUSH, RETURNED = 100, 365, 0.2, 1e-6
OFFICE_HOUR = 10
PRESSURES = ("sbp_mmHg", "dbp_mmHg", "map_mmHg")
NEARLY_USUAL = 1 + 1e-12  # where nothing at all happens no step is taken, and nothing would be tested


def untreated(size: int, days: int) -> Inputs:
    return people.untreated(random.Random(SEED), size, days)


def residual(inputs: Inputs) -> float:
    """Largest relative rate at rest, per hour."""
    twin = model()
    return float(steady.residual(twin, twin.constants(inputs.patient), inputs.patient["Na_in"]).max())


def long_run(size: int = WATCHED, days: int = DRIFT_DAYS) -> Run:
    """An untreated run whose steps are taken."""
    inputs = untreated(size, days)
    inputs.daily["sodium_intake"].mul_(NEARLY_USUAL)
    return simulate(inputs)


def drift(run: Run, channel: str) -> float:
    """Largest change from one day to the next at one hour, in mmHg."""
    daily = run.channels[channel][:, OFFICE_HOUR::24]
    return float((daily[:, 1:] - daily[:, :-1]).abs().max())


def perturbed(starts: int = STARTS, days: int = RETURN_DAYS) -> tuple[States, float]:
    """One person from many random starts, and how far the ends lie from rest, relative to it."""
    inputs, rng, twin = untreated(1, 1), torch.Generator().manual_seed(SEED), model()
    usual = {drive: amounts.expand(days, -1) for drive, amounts in inputs.daily.items()}
    inputs = inputs.join([replace(inputs, horizon_days=days, daily=usual)] * starts)
    rest = twin.rest(twin.constants(inputs.patient))
    size = PUSH * rest.abs().clamp(min=0.5, max=50)
    run = states(inputs, start=rest + size * (2 * torch.rand(rest.shape, generator=rng, dtype=torch.float64) - 1))
    return run, float(((run.values[-1] - rest).abs() / rest.abs().clamp(min=1)).max())


def figure(share: float = 1) -> Figure:
    people_at_rest = untreated(count(PATIENTS, share), 1)
    run = long_run(count(WATCHED, share), count(DRIFT_DAYS, share))
    drifts = max(drift(run, name) for name in PRESSURES)
    starts, days = count(STARTS, share), count(RETURN_DAYS, max(share, 0.5))
    _, apart = perturbed(starts, days)
    size = len(run.status)
    values = [
        Measured(
            f"largest relative rate at rest, {people_at_rest.size:,} people", residual(people_at_rest), "1/h", at_most=AT_REST
        ),
        Measured(f"drift without treatment, {size} people, {DRIFT_DAYS} days", drifts, "mmHg per day", at_most=MOST_DRIFT_MMHG),
        Measured(f"relative distance from rest {days} days after {starts} random starts", apart, "", at_most=RETURNED),
    ]
    return Figure(NUMBER, "untreated people rest, stay at rest and return to it", SEED, values)
