"""Glucose and insulin: rest, meals, a new fasting level, and the glucose law of the RAS, which does nothing unless asked."""

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp

from twin.meals import glucose_per_carbohydrate, profile
from twin.registry import registry
from twin.simulate import Status, simulate

GRAM = 1000  # mg


def run(patient=None, life=None, habit=(), days=2):
    scenario = {"horizon_days": days, "patient": patient or {}, "life": life or {}, "habit": list(habit)}
    found = simulate(registry().parse(scenario))
    assert found.status == [Status.OK]
    return {name: values[0].numpy() for name, values in found.channels.items()}


@pytest.mark.parametrize("fasting", [4.0, 5.0, 9.0, 15.0, 25.0])
def test_the_fasting_person_stays_at_the_measured_glucose(fasting):
    found = run({"glucose_mmol_L": fasting}, habit=[{"key": "sodium_mmol_day", "change": 20}])
    assert np.abs(found["glucose_mmol_L"] - fasting).max() < 1e-9
    assert (found["insulin_pmol_L"] > 0).all()


def test_a_new_fasting_level_is_reached_and_kept():
    found = run({"glucose_mmol_L": 6.0}, habit=[{"key": "glucose_mmol_L", "value": 12}], days=3)
    assert found["glucose_mmol_L"][-1] == pytest.approx(12, abs=1e-6)


def test_meals_raise_glucose_for_hours_and_more_so_in_diabetes():
    well, ill = (run({"glucose_mmol_L": fasting}, {"carbohydrate_g_day": 225}) for fasting in (5.0, 9.0))
    two_hours_after_lunch = 24 + 15
    assert well["glucose_mmol_L"][24 + 7] < 5.6
    assert well["glucose_mmol_L"][two_hours_after_lunch] < 11.1 < ill["glucose_mmol_L"][two_hours_after_lunch]
    assert well["insulin_pmol_L"].max() > 1.5 * well["insulin_pmol_L"][0]


def test_the_day_with_meals_agrees_with_another_solver():
    inputs = registry().parse({"horizon_days": 2, "life": {"carbohydrate_g_day": 225}})
    own = simulate(inputs).channels["glucose_mmol_L"][0].numpy()
    rows, weight = registry().symbols("glucose"), float(inputs.patient["weight"])
    mean = 225 * GRAM / 24 * glucose_per_carbohydrate(registry())

    def secretion(glucose):
        return glucose**2 / (rows["alpha"] + glucose**2)

    def use(glucose):
        return (rows["E_G"] + (rows["R_0"] / 5.0 - rows["E_G"]) * secretion(glucose) / secretion(5.0)) * glucose

    def rate(t, y):
        meal = float(profile(torch.tensor([t % 24], dtype=torch.float64), registry()))
        return [use(5.0) - use(y[0]) + rows["S_G"] * (5.0 - y[0]) + mean * meal / (rows["v_G"] * weight)]

    other = solve_ivp(rate, (0, 48), [5.0], method="LSODA", rtol=1e-9, atol=1e-9, max_step=0.05, t_eval=np.arange(49))
    assert np.abs(own - other.y[0]).max() < 0.1


def test_glucose_reaches_the_renin_angiotensin_system_only_when_asked():
    high = [{"key": "glucose_mmol_L", "value": 20}]
    off, on = run(habit=high), run({"glucose_on_ras": 0.5}, habit=high)
    assert np.abs(off["at1r_bound_ratio"] - 1).max() < 1e-9
    assert on["at1r_bound_ratio"][-1] > 1.02
