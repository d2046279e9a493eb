"""Windows of reading, against curves made by hand."""

import pytest
import torch

from tests.unit.trial_files import parse
from twin.trials.measures import Window, average, baseline, on_day, peak, window

HOURS = torch.arange(24 * 6 + 1, dtype=torch.float64)
LINE = HOURS[None]  # its mean over a window is the middle of the window


@pytest.mark.parametrize(
    ("when", "hour", "dose", "middle"),
    [
        ("trough", 0, 8, 7.5),
        ("trough", 0, 8.5, 8),
        ("trough", 0, 0, -0.5),
        ("mean_24h", 0, 8, 12),
        ("day", 0, 8, 15),
        ("night", 0, 8, 3.5),
        ("hour_after_dose", 6, 8, 14),
        ("clock", 6.25, 8, 6.25),
    ],
)
def test_each_window_lies_where_the_interface_says(when, hour, dose, middle):
    where = window(when, hour, dose)
    assert float(on_day(LINE, where, 3)) == pytest.approx(72 + middle)


def test_the_mean_of_a_bent_line_is_its_area():
    bent = torch.where(HOURS < 10, torch.zeros(()), HOURS - 10)[None]
    assert float(average(bent, 9.5, 11.5)) == pytest.approx(1.5**2 / 2 / 2)


def test_the_baseline_is_the_same_window_before_day_0():
    assert float(baseline(LINE, Window(7, 8), 2)) == pytest.approx(24 + 7.5)
    assert float(baseline(LINE, Window(25, 26), 2)) == pytest.approx(25.5)  # would reach into day 0: one day earlier


def test_the_peak_is_the_hour_of_the_largest_effect_and_not_of_the_clock():
    daily = 20 * torch.cos(HOURS * 2 * torch.pi / 24)
    dip = torch.where((HOURS >= 72 + 8 + 5) & (HOURS <= 72 + 8 + 6), -5.0, 0.0)
    curve = (daily + dip)[None].double()
    ok = torch.tensor([True])
    assert peak(curve, ok, 8, 1, 2) == Window(13, 14)
    lost = torch.cat([curve, torch.full_like(curve, torch.nan)])
    assert peak(lost, torch.tensor([True, False]), 8, 1, 2) == Window(13, 14)


def test_the_hour_of_the_dose_is_the_arms_own_then_the_first_arms_then_the_run_ins():
    evening = {"name": "evening", "drug": [{"drug": "losartan", "dose_mg": 50, "first_dose_h": 20, "to_day": 2}]}
    bare = {"name": "bare"}
    morning = {"name": "morning", "drug": [{"drug": "losartan", "dose_mg": 50, "first_dose_h": 7}]}
    trial = parse(arm=[bare, evening, morning], run_in=[{"drug": "benazepril", "dose_mg": 10, "first_dose_h": 12}])
    hours = [[trial.dose_hour(arm, day, 8) for arm in trial.arms] for day in (0, 2)]
    assert hours == [[20, 20, 7], [20, 20, 7]]
    assert (
        parse(arm=[bare], run_in=[{"drug": "benazepril", "dose_mg": 10, "first_dose_h": 12}]).dose_hour(trial.arms[0], 0, 8) == 12
    )
    assert parse(arm=[bare]).dose_hour(trial.arms[0], 0, 8) == 8
