"""What enters and leaves is in the body: sodium, water and the blood volume they set, over 30 days."""

import random

import pytest
import torch

from tests.verification import people
from tests.verification.runner import states
from twin.compose import compose, discover
from twin.module import Module, State
from twin.registry import registry

DAYS, PATIENTS, CLOSED = 30, 1000, 1e-9
LEDGER = Module(
    states={"sodium_in": State("mmol", 0), "sodium_out": State("mmol", 0), "water_in": State("L", 0), "water_out": State("L", 0)},
    rate_reads={"sodium_intake": "mmol/h", "sodium_excretion": "mmol/h", "water_intake": "L/h", "urine_flow": "L/h"},
    rates=lambda s, _: {
        "sodium_in": s.sodium_intake,
        "sodium_out": s.sodium_excretion,
        "water_in": s.water_intake,
        "water_out": s.urine_flow,
    },
)


@pytest.fixture(scope="module")
def run():
    rng = random.Random(21)
    rows = [people.scenario(rng, DAYS, intakes=people.MORNING) for _ in range(PATIENTS)]
    inputs = people.batch([row | {"drug": row["drug"] or [{"drug": "losartan", "dose_mg": 25}]} for row in rows])
    with torch.no_grad():
        return states(inputs, compose(discover() | {"ledger": LEDGER}, registry())), inputs


def gap(change, entered, left):
    """What is missing, relative to what went through."""
    return float(((change - (entered - left)).abs() / (entered + left).clamp(min=1)).max())


def moved(result, name):
    return result.of(name) - result.of(name)[0]


def test_sodium_is_conserved(run):
    found = gap(moved(run[0], "body_sodium_mmol"), run[0].of("sodium_in"), run[0].of("sodium_out"))
    print(f"sodium: {found:.1e} of what went through is missing")
    assert found < CLOSED


def test_water_is_conserved(run):
    found = gap(moved(run[0], "extracellular_fluid_L"), run[0].of("water_in"), run[0].of("water_out"))
    print(f"water: {found:.1e} of what went through is missing")
    assert found < CLOSED


def test_all_the_sodium_of_the_scenario_is_eaten(run):
    result, inputs = run
    eaten = 24 * inputs.daily["sodium_intake"].sum(0)
    assert ((result.of("sodium_in")[-1] - eaten).abs() / eaten).max() < CLOSED


def test_blood_volume_follows_the_water(run):
    result, _ = run
    share = result.model.rows["body_fluid"]["beta_v"]
    water = (result.of("water_in") - result.of("water_out"))[-1]
    blood = result.channels["blood_volume_L"][:, -1] - result.channels["blood_volume_L"][:, 0]
    assert (blood - share * water).abs().max() < CLOSED


def test_the_excretion_a_reader_sees_is_what_left(run):
    """The hourly channel, summed by the trapezium rule, against the ledger: an independent count, coarse where a drug starts."""
    result, _ = run
    shown = torch.trapezoid(result.channels["sodium_excretion_mmol_day"], dx=1 / 24)
    left = result.of("sodium_out")[-1]
    assert ((shown - left).abs() / left).max() < 2e-2
