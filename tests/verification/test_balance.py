"""What enters and leaves is in the body: sodium, water and the blood volume they set, over 30 days."""

import pytest
import torch

from benchmarks.reliability import balance


@pytest.fixture(scope="module")
def run():
    return balance.run()


def test_sodium_is_conserved(run):
    found = balance.sodium_gap(run[0])
    print(f"sodium: {found:.1e} of what went through is missing")
    assert found < balance.CLOSED


def test_water_is_conserved(run):
    found = balance.water_gap(run[0])
    print(f"water: {found:.1e} of what went through is missing")
    assert found < balance.CLOSED


def test_all_the_sodium_of_the_scenario_is_eaten(run):
    assert balance.eaten_gap(*run) < balance.CLOSED


def test_blood_volume_follows_the_water(run):
    assert balance.blood_gap(run[0]) < balance.CLOSED


def test_the_excretion_a_reader_sees_is_what_left(run):
    """The hourly channel, summed by the trapezium rule, against the ledger: an independent count, coarse where a drug starts."""
    result, _ = run
    shown = torch.trapezoid(result.channels["sodium_excretion_mmol_day"], dx=1 / 24)
    left = result.of("sodium_out")[-1]
    assert ((shown - left).abs() / left).max() < 2e-2
