"""Conformal bands on a toy whose right answer is known in closed form, before any physiology."""

import math

import pytest
import torch

from twin import conformal

LEVELS = (0.5, 0.8, 0.9, 0.95)


def normal_quantile(share: float) -> float:
    return float(torch.special.ndtri(torch.tensor(share, dtype=torch.float64)))


def toy(patients: int, times: int, seed: int) -> torch.Tensor:
    """Errors of a right-tailed toy: standard normal, twice as wide above zero as below."""
    noise = torch.randn(patients, times, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return torch.where(noise > 0, 2 * noise, noise)


@pytest.mark.parametrize("level", LEVELS)
def test_the_pointwise_band_of_the_toy_is_the_normal_quantile(level):
    errors = toy(20_000, 10, 1)
    ones = torch.ones_like(errors)
    k = conformal.pointwise(conformal.score(errors, ones, 2 * ones), level)
    assert k == pytest.approx(normal_quantile((1 + level) / 2), rel=0.02)


@pytest.mark.parametrize("level", LEVELS)
def test_the_whole_curve_band_of_the_toy_is_the_quantile_of_its_maximum(level):
    times = 12
    errors = toy(20_000, times, 2)
    ones = torch.ones_like(errors)
    k = conformal.whole(conformal.score(errors, ones, 2 * ones), level)
    assert k == pytest.approx(normal_quantile((1 + level ** (1 / times)) / 2), rel=0.02)


@pytest.mark.parametrize("patients", [19, 40, 200])
@pytest.mark.parametrize("level", LEVELS)
def test_coverage_of_few_patients_is_never_below_the_promise_on_average(patients, level):
    """With n + 1 exchangeable curves the expected coverage of the last is at least the level, and at most 1 / (n + 1) more."""
    whole, points = [], []
    for seed in range(300):
        scores = toy(patients + 200, 6, seed).abs()
        known, new = scores[:patients], scores[patients:]
        whole.append(conformal.coverage(new, conformal.whole(known, level))[1])
        points.append(conformal.coverage(new, conformal.pointwise(known, level))[0])
    assert level - 0.01 <= sum(whole) / len(whole) <= level + 1 / (patients + 1) + 0.01
    assert level - 0.01 <= sum(points) / len(points) <= level + 2 / (patients + 1) + 0.01


def test_too_few_patients_give_an_endless_band_and_not_a_wrong_one():
    scores = torch.rand(8, 3)
    assert conformal.whole(scores, 0.95) == math.inf
    assert conformal.pointwise(scores, 0.95) == math.inf


def test_a_wider_level_never_gives_a_narrower_band():
    scores = toy(500, 8, 3).abs()
    for k_of in (conformal.whole, conformal.pointwise):
        ks = [k_of(scores, level) for level in LEVELS]
        assert ks == sorted(ks)


def test_an_error_of_either_side_is_measured_by_its_own_side():
    error, low, high = torch.tensor([3.0, -3.0]), torch.tensor([1.0, 1.0]), torch.tensor([2.0, 2.0])
    assert conformal.score(error, low, high).tolist() == [1.5, 3.0]
