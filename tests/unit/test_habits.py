"""Habits and infection: what moves, which way, and that nothing moves in usual life."""

import numpy as np
import pytest

from twin.registry import registry
from twin.simulate import Status, simulate

DAYS, ILL_DAYS = 4, 7


def effect(channel, days=DAYS, **what):
    """Difference to the untouched person at ten o'clock of the last day."""
    runs = []
    for used in (what, {"patient": what.get("patient")}):
        scenario = {"horizon_days": days, "patient": used.get("patient") or {}}
        scenario |= {kind: [used[kind]] for kind in ("habit", "condition") if kind in used}
        found = simulate(registry().parse(scenario))
        assert found.status == [Status.OK]
        runs.append(found.channels[channel][0, 24 * (days - 1) + 10].item())
    return runs[0] - runs[1]


@pytest.mark.parametrize(
    "habit",
    [
        {"key": "weight_kg", "change": -5},
        {"key": "exercise_sessions_week", "value": 3},
        {"key": "alcohol_drinks_day", "factor": 0},
        {"key": "diet", "value": "dash"},
        {"key": "potassium_mmol_day", "change": 40},
        {"key": "sodium_mmol_day", "change": -60},
    ],
    ids=lambda habit: habit["key"],
)
def test_a_healthier_habit_lowers_pressure(habit):
    assert effect("sbp_mmHg", habit=habit) < -0.1


def test_training_lowers_the_heart_rate_and_weight_loss_the_output():
    assert effect("heart_rate_bpm", habit={"key": "exercise_sessions_week", "value": 3}) < -0.1
    assert effect("cardiac_output_L_min", habit={"key": "weight_kg", "change": -8}) < -0.05


def test_infection_lowers_membrane_ace2_and_pressure_follows_only_when_asked():
    ill = {"what": "sars_cov_2", "from_day": 0, "severity": 1}
    assert effect("ace2_ratio", ILL_DAYS, condition=ill) < -0.5
    assert abs(effect("sbp_mmHg", ILL_DAYS, condition=ill)) < 0.1
    assert effect("sbp_mmHg", ILL_DAYS, condition=ill, patient={"tissue_ace2_share": 0.4}) > 0.3


def test_no_severity_is_no_infection():
    ill = {"what": "sars_cov_2", "from_day": 0, "severity": 0}
    assert np.abs(effect("ace2_ratio", condition=ill)) < 1e-12


def test_fewer_nephrons_make_pressure_answer_more_to_salt():
    salt = {"key": "sodium_mmol_day", "change": 60}
    assert effect("sbp_mmHg", habit=salt, patient={"egfr_mL_min_1_73m2": 30}) > effect("sbp_mmHg", habit=salt)
