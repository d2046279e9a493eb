"""A patient alone, in a batch, today and tomorrow: the same numbers."""

import random

import pytest
import torch

from tests.verification import people
from twin.simulate import simulate

DAYS = 4


@pytest.fixture(scope="module")
def crowd():
    rng = random.Random(6)
    return people.batch([people.scenario(rng, DAYS, intakes=people.MORNING) for _ in range(300)])


@pytest.mark.parametrize("engine", ["auto", "eager"])
def test_alone_equals_in_a_batch(crowd, engine):
    together = simulate(crowd, engine=engine)
    for i in (0, 130, 299):
        alone = simulate(crowd.pick(torch.tensor([i])), engine=engine)
        for name, values in alone.channels.items():
            assert torch.allclose(values[0], together.channels[name][i], rtol=1e-12, atol=1e-12), name


@pytest.mark.parametrize("engine", ["auto", "eager"])
def test_two_runs_are_bit_identical(crowd, engine):
    first, second = (simulate(crowd, engine=engine) for _ in range(2))
    for name, values in first.channels.items():
        assert torch.equal(values, second.channels[name]), name


def test_the_order_of_a_batch_does_not_matter(crowd):
    backwards = torch.arange(crowd.size - 1, -1, -1)
    straight, turned = simulate(crowd), simulate(crowd.pick(backwards))
    for name, values in straight.channels.items():
        assert torch.allclose(values, turned.channels[name][backwards], rtol=1e-12, atol=1e-12), name


def test_a_longer_run_begins_like_a_shorter_one():
    rng = random.Random(7)
    plan = people.scenario(rng, 5, intakes=people.MORNING)
    short, long = simulate(people.batch([plan])), simulate(people.batch([plan], horizon_days=12))
    for name, values in short.channels.items():
        assert torch.allclose(values, long.channels[name][:, : values.shape[1]], rtol=1e-12, atol=1e-12), name
