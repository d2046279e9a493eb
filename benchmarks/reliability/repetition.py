"""A patient alone, in a batch, today and tomorrow: the same numbers."""

import random

import torch

from benchmarks.reliability import people
from benchmarks.reliability.figure import Figure, Measured, count
from twin.inputs import Inputs
from twin.simulate import simulate

NUMBER, SEED = 7, 6
PATIENTS, DAYS, SAME = 300, 4, 1e-12
ENGINES = ("auto", "eager")
ALONE = 3  # patients run alone


def crowd(size: int = PATIENTS) -> Inputs:
    rng = random.Random(SEED)
    return people.batch([people.scenario(rng, DAYS, intakes=people.MORNING) for _ in range(size)])


def alone_apart(inputs: Inputs, engine: str) -> float:
    """Largest difference of a patient alone from the same one in a batch, relative to values above 1."""
    together, worst = simulate(inputs, engine=engine), 0.0
    for i in torch.linspace(0, inputs.size - 1, ALONE).long():
        alone = simulate(inputs.pick(i[None]), engine=engine)
        for name, values in alone.channels.items():
            apart = (values[0] - together.channels[name][i]).abs() / values[0].abs().clamp(min=1)
            worst = max(worst, float(apart.max()))
    return worst


def differing(inputs: Inputs, engine: str) -> int:
    """Numbers that differ between two runs."""
    first, second = (simulate(inputs, engine=engine).channels for _ in range(2))
    return sum(int((values != second[name]).sum()) for name, values in first.items())


def figure(share: float = 1) -> Figure:
    inputs = crowd(count(PATIENTS, share))
    values = []
    for engine in ENGINES:
        name = simulate(inputs.pick(torch.tensor([0])), engine=engine).engine
        values += [
            Measured(f"{name}: alone and in a batch of {inputs.size} apart by", alone_apart(inputs, engine), "", at_most=SAME),
            Measured(f"{name}: numbers that differ between two runs", differing(inputs, engine), "", at_most=0),
        ]
    return Figure(NUMBER, "a patient alone equals the same patient in a batch; two runs are bit-identical", SEED, values)
