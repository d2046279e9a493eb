"""Three meals a day: when their glucose appears, against a sum over many days written out."""

import pytest
import torch

from twin import meals
from twin.registry import registry


def test_the_mean_over_a_day_is_one():
    hours = torch.arange(0, 24, 0.005, dtype=torch.float64)
    assert float(meals.profile(hours, registry()).mean()) == pytest.approx(1, abs=1e-5)


def test_it_repeats_every_day_and_is_the_sum_over_all_earlier_days():
    hours = torch.tensor([0.0, 7.9, 8.7, 13.5, 23.0], dtype=torch.float64)
    rate = 60 / 40  # per hour: forty minutes to the greatest appearance
    since = hours[:, None, None] - torch.tensor([8.0, 13.0, 20.0])[:, None] + 24 * torch.arange(0, 5)
    each = torch.where(since > 0, rate**2 * since * torch.exp(-rate * since), 0)
    assert torch.allclose(meals.profile(hours, registry()), 8 * each.sum((1, 2)), rtol=1e-12)


def test_appearance_is_greatest_forty_minutes_after_a_meal():
    hours = torch.arange(8, 13, 1 / 60, dtype=torch.float64)
    assert float(hours[meals.profile(hours, registry()).argmax()]) == pytest.approx(8 + 40 / 60)
