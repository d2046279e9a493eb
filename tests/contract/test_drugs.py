"""Every drug of data/drugs: examined as found."""

import pytest
import torch

from benchmarks.reliability.medicines import EGFR, level
from tests.contract.found import references
from twin import drugs
from twin.module import TARGETS
from twin.registry import registry
from twin.simulate import simulate

every_drug = pytest.mark.parametrize("drug", registry().drugs.values(), ids=registry().drugs)


@every_drug
def test_target_exists_and_sources_resolve(drug):
    assert drug.target in TARGETS
    assert references()[drug.kinetics.source] == 1
    assert references()[drug.block.source] == 1


@every_drug
def test_words_and_doses(drug):
    assert set(drug.label) == set(drug.class_label) == {"en", "it"}
    assert all(0 < dose <= drug.max_dose_mg for dose in drug.usual_doses_mg)
    assert all((dose / drug.dose_step_mg) % 1 == 0 for dose in (*drug.usual_doses_mg, drug.max_dose_mg))
    assert drug.channel in registry().channels


@every_drug
def test_block_lies_in_0_to_1_and_rises_with_the_dose(drug):
    doses = sorted({0, *drug.usual_doses_mg, drug.max_dose_mg})
    blocks = torch.stack([drugs.blocked(drug, level(drug, dose, effect=True)) for dose in doses])
    assert (blocks >= 0).all()
    assert (blocks < 1).all()
    taken = blocks[:, int(8.25 * 4) :]
    assert (taken[1:] > taken[:-1]).all()
    assert not blocks[0].any()


@every_drug
def test_nothing_is_in_the_blood_before_the_first_intake(drug):
    before = level(drug, drug.max_dose_mg)[: 8 * 4 + 1]
    assert not before[:-1].any()
    assert before[-1].max() < 1e-12  # at the intake itself the exponentials cancel but for rounding


@every_drug
def test_clearance_and_rates_are_positive_for_every_kidney(drug):
    for effect in (False, True):
        rates, _ = drugs.exponentials(drug, EGFR, effect)
        assert (rates > 0).all()


@every_drug
def test_poorer_kidneys_never_clear_faster(drug):
    area = level(drug, drug.max_dose_mg).sum(0)
    assert (area[:-1] >= area[1:] * (1 - 1e-9)).all()


@every_drug
def test_zero_dose_is_no_drug(drug):
    plan = {"horizon_days": 2, "drug": [{"drug": drug.name, "dose_mg": 0}]}
    with_zero, without = (simulate(registry().parse(raw), engine="eager") for raw in (plan, {"horizon_days": 2}))
    assert set(with_zero.channels) == set(without.channels)
    for name, values in without.channels.items():
        assert torch.equal(with_zero.channels[name], values)
