"""What comes from outside at one hour: the drives of the run itself, and each drug's own block."""

import pytest
import torch

from twin import grid
from twin.module import DRIVES
from twin.moment import Moment, blocks_at, drives_at
from twin.registry import registry
from twin.simulate import drive_table, simulate

RAW = {
    "horizon_days": 3,
    "drug": [
        {"drug": "benazepril", "dose_mg": 20, "first_dose_h": 8},
        {"drug": "enalapril", "dose_mg": 10, "first_dose_h": 8},
        {"drug": "losartan", "dose_mg": 50, "first_dose_h": 20},
    ],
    "habit": [{"key": "sodium_mmol_day", "change": -50, "from_day": 1}],
}
INPUTS = registry().parse(RAW)


@pytest.mark.parametrize("moment", [Moment(0, 0), Moment(1, 9), Moment(2, 23)])
def test_drives_are_those_of_the_run_however_fine_its_steps(moment):
    steps = grid.day(INPUTS.short_step_hours[0])
    boundary = moment.day * len(steps.sizes_h) + steps.hourly[moment.hour]
    run = drive_table(INPUTS, steps, registry())[0][2 * boundary]
    found = drives_at(INPUTS, moment, registry())
    assert torch.allclose(torch.stack([found[name] for name in DRIVES]), run)


def test_the_block_in_plasma_is_the_one_the_reader_sees():
    moment = Moment(1, 9)
    read = simulate(INPUTS).channels["ace_activity_ratio"][0, moment.at]
    assert 1 - float(drives_at(INPUTS, moment, registry())["plasma_ace_block"]) == pytest.approx(float(read))


def test_drugs_on_one_target_block_together_what_they_leave_each_other():
    moment = Moment(1, 12)
    blocks, drives = blocks_at(INPUTS, moment, registry()), drives_at(INPUTS, moment, registry())
    assert blocks.keys() == {"benazepril", "enalapril", "losartan"}
    both = 1 - (1 - blocks["benazepril"]) * (1 - blocks["enalapril"])
    assert torch.allclose(drives["block_ace"], both)
    assert torch.allclose(drives["block_at1r"], blocks["losartan"])


def test_nothing_is_blocked_before_the_first_dose():
    assert all(float(share) == 0 for share in blocks_at(INPUTS, Moment(0, 7), registry()).values())


def test_a_moment_counts_the_hours_of_the_run():
    run = simulate(registry().parse({"horizon_days": 2}))
    assert run.t_h[Moment(1, 5).at] == 29
