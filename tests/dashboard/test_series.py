import numpy as np
import pytest

from dashboard.series import HOURS, before_dose, lowest, mean_of_day, nights, over_days, over_hours


def run(days):
    """Value = day + clock/100."""
    hours = np.arange(days * HOURS + 1)
    return hours // HOURS + hours % HOURS / 100


def test_up_to_a_week_every_hour_is_drawn():
    curve = over_days(run(7))
    assert curve.low is None
    assert len(curve.y) == 7 * HOURS + 1
    assert curve.x[-1] == 7


def test_beyond_a_week_the_day_is_drawn():
    curve = over_days(run(8))
    np.testing.assert_allclose(curve.y, np.arange(8) + 0.115)
    np.testing.assert_allclose(curve.low, np.arange(8))
    np.testing.assert_allclose(curve.high, np.arange(8) + 0.23)
    np.testing.assert_allclose(np.floor(curve.x), np.arange(8))


def test_one_day_runs_from_midnight_to_midnight():
    curve = over_hours(run(9), 3)
    assert (curve.x[0], curve.x[-1], curve.y[0], curve.y[-1]) == (0, 24, 3, 4)


def test_readings():
    values = run(3)
    assert mean_of_day(values, 1) == pytest.approx(1.115)
    assert before_dose(values, 2, 8) == pytest.approx(2.075)
    assert lowest(values[5:]) == (0.05, 0, 0)


def test_nights_stay_inside_the_run():
    assert nights(1) == [(0.0, 0.25), (22 / 24, 1.0)]
