"""The fit, and what it says of itself, on problems whose answer is known."""

import numpy as np
import pytest

from twin.calibrate import identify
from twin.calibrate.fit import Problem, fit, jacobian


def toy(residuals, low=0.1, high=10, weight=0.0, size=2, prior=1.0) -> Problem:
    logs = [np.full(size, value) for value in np.log([low, high, prior])]
    return Problem(lambda points: [residuals(np.exp(point)) for point in points], *logs, np.full(size, weight))


def curve(x):
    """An exponential with two constants, seen at five times; the truth is 2 and 0.5."""
    times = np.arange(5)
    return 10 * (x[0] * np.exp(-x[1] * times) - 2 * np.exp(-0.5 * times))


def test_a_known_answer_is_found():
    found = np.exp(fit(toy(curve), np.log([5.0, 2.0]), 20))
    assert found == pytest.approx([2, 0.5], rel=1e-2)


def test_an_answer_beyond_a_bound_stops_at_it_and_the_other_parameter_is_still_best():
    task = toy(curve, high=1.5)
    found = fit(task, np.log([1.0, 1.0]), 20)
    assert task.at_bound(found).tolist() == [1, 0]
    best = min(np.linspace(0.1, 1, 901), key=lambda k: np.sum(curve([1.5, k]) ** 2))
    assert np.exp(found[1]) == pytest.approx(best, rel=2e-2)


def test_a_prior_decides_what_no_row_sees():
    found = fit(toy(lambda x: np.array([x[0] - 2]), weight=0.1, prior=3), np.log([1.0, 1.0]), 20)
    assert np.exp(found[1]) == pytest.approx(3, rel=1e-2)


def test_slopes_at_the_upper_bound_look_down():
    asked = []
    task = toy(lambda x: asked.append(x.copy()) or np.array([x.sum()]))
    jacobian(task, task.high)
    assert np.max(asked) <= 10 * (1 + 1e-12)


def test_two_exactly_confounded_parameters_are_found():
    """Only a*b is seen; c on its own."""
    _, slopes = jacobian(toy(lambda x: np.array([x[0] * x[1], 3 * x[0] * x[1], 5 * x[2]]), size=3), np.zeros(3))
    information = slopes.T @ slopes
    assert np.isinf(identify.errors(information)).tolist() == [True, True, False]
    assert identify.errors(information)[2] == pytest.approx(1 / slopes[2, 2])
    assert np.isfinite(identify.errors(information + np.diag([0.1, 0.1, 0.1]))).all()
    ((i, j, r),) = identify.correlations(information)
    assert {i, j} == {0, 1}
    assert r == pytest.approx(-1, abs=1e-6)
    first = identify.sloppiest(slopes)[0]
    assert set(first.factors) == {0, 1}
    assert sorted(first.factors.values()) == pytest.approx([0.5, 2], rel=1e-6)
    assert first.moves == pytest.approx(0, abs=1e-9)
    assert identify.condition(information) == np.inf
    assert identify.strongest(slopes, 0) == [1, 0]
