"""A patient alone, in a batch, today and tomorrow: the same numbers."""

import random

import pytest
import torch

from benchmarks.reliability import people, repetition
from twin.simulate import simulate


@pytest.fixture(scope="module")
def crowd():
    return repetition.crowd()


@pytest.mark.parametrize("engine", repetition.ENGINES)
def test_alone_equals_in_a_batch(crowd, engine):
    assert repetition.alone_apart(crowd, engine) <= repetition.SAME


@pytest.mark.parametrize("engine", repetition.ENGINES)
def test_two_runs_are_bit_identical(crowd, engine):
    assert repetition.differing(crowd, engine) == 0


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
