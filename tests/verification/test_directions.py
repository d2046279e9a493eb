"""What drugs and salt do, in 1,000 sampled hypertensive patients; and the loop between pressure and renin, both ways."""

from dataclasses import replace

import pytest
import torch

from benchmarks.reliability import medicines, people
from benchmarks.reliability.medicines import DAYS, last_day
from benchmarks.reliability.states import states
from twin.compose import compose, discover
from twin.registry import registry
from twin.simulate import Status, simulate

ACE = {"drug": "benazepril", "dose_mg": 20}
ARB = {"drug": "losartan", "dose_mg": 100}
ARMS = {"none": [], "ace": [ACE], "arb": [ARB], "both": [ACE, ARB]}
SALT = 60


@pytest.fixture(scope="module")
def hypertensives():
    return medicines.hypertensives()


@pytest.fixture(scope="module")
def arms(hypertensives):
    runs = {name: simulate(people.batch(hypertensives, horizon_days=DAYS, drug=drugs)) for name, drugs in ARMS.items()}
    assert all(status is Status.OK for run in runs.values() for status in run.status)
    return {name: last_day(run) for name, run in runs.items()}


@pytest.mark.parametrize("drug", registry().drugs.values(), ids=registry().drugs)
def test_every_drug_lowers_pressure_in_everybody(hypertensives, arms, drug):
    wrong, fall = medicines.not_lowered(hypertensives, arms["none"]["sbp_mmHg"], medicines.usual(drug))
    print(f"{drug.name}: mean fall {fall:.1f} mmHg, not lower in {wrong}")
    assert wrong == 0


def test_an_ace_inhibitor_lowers_and_an_arb_raises_angiotensin_ii(arms):
    assert (arms["ace"]["ang_ii_pg_mL"] < arms["none"]["ang_ii_pg_mL"]).all()
    assert (arms["arb"]["ang_ii_pg_mL"] > arms["none"]["ang_ii_pg_mL"]).all()


@pytest.mark.parametrize("arm", ["ace", "arb"])
@pytest.mark.parametrize("channel", ["prc_pg_mL", "pra_ng_mL_h", "ang_1_7_pg_mL"])
def test_both_raise_renin_and_angiotensin_1_7(arms, arm, channel):
    assert (arms[arm][channel] > arms["none"][channel]).all()


@pytest.mark.parametrize("arm", ["ace", "arb"])
@pytest.mark.parametrize("channel", ["sbp_mmHg", "dbp_mmHg", "at1r_bound_ratio", "aldosterone_pg_mL"])
def test_both_lower_pressure_at1r_and_aldosterone(arms, arm, channel):
    change = arms[arm][channel] - arms["none"][channel]
    print(f"{arm} {channel}: mean {change.mean():.2f}, weakest {change.max():.2f}, strongest {change.min():.2f}")
    assert (change < 0).all()


@pytest.mark.parametrize("arm", ["ace", "arb"])
def test_together_they_lower_more_than_each(arms, arm):
    gain = arms["both"]["sbp_mmHg"] - arms[arm]["sbp_mmHg"]
    print(f"both against {arm}: mean {gain.mean():.2f}, weakest {gain.max():.2f} mmHg")
    assert (gain < 0).all()


def test_more_salt_raises_pressure_and_lowers_renin(hypertensives):
    less, more = (
        last_day(
            simulate(people.batch(hypertensives, horizon_days=DAYS, habit=[{"key": "sodium_mmol_day", "change": sign * SALT}]))
        )
        for sign in (-1, 1)
    )
    assert (more["sbp_mmHg"] > less["sbp_mmHg"]).all()
    assert (more["prc_pg_mL"] < less["prc_pg_mL"]).all()
    assert (more["ecf_volume_L"] > less["ecf_volume_L"]).all()


def frozen_renin():
    """The twin with renin held at its rest."""
    organs = discover()
    still = replace(organs["renin"], rates=lambda s, _: {"renin": 0 * s.renin, "renin_cells": 0 * s.renin_cells})
    return compose(organs | {"renin": still}, registry())


def test_renin_acts_on_pressure(hypertensives):
    """Under an ARB renin rises and works against the block: with renin frozen, pressure falls further."""
    inputs = people.batch(hypertensives[:50], horizon_days=7, drug=[ARB])
    with torch.no_grad():
        free, frozen = states(inputs), states(inputs, frozen_renin())
    further = (frozen.channels["map_mmHg"] - free.channels["map_mmHg"])[:, -25:].mean(1)
    print(f"renin frozen under an ARB: {further.mean():.2f} mmHg further ({further.max():.2f} to {further.min():.2f})")
    assert (further < -0.2).all()


def test_pressure_acts_on_renin(hypertensives):
    """A litre of extracellular fluid lost: pressure falls first, and renin rises."""
    inputs = people.batch(hypertensives[:50], horizon_days=1, drug=[])
    untouched = states(inputs)
    start = untouched.values[0].clone()
    lost = 1 - 1 / start[untouched.model.states.index("extracellular_fluid_L")]
    for name in ("extracellular_fluid_L", "body_sodium_mmol"):
        start[untouched.model.states.index(name)] *= lost
    bled = states(inputs, start=start)
    assert (bled.channels["map_mmHg"][:, 0] < untouched.channels["map_mmHg"][:, 0]).all()
    assert (bled.channels["prc_pg_mL"][:, 6] > 1.02 * untouched.channels["prc_pg_mL"][:, 6]).all()
