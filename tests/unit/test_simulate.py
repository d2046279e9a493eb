"""Runs: times, channels, statuses, engines and batches."""

import pytest
import torch

from twin import simulate as module
from twin.inputs import Inputs
from twin.registry import registry
from twin.simulate import Status, judge, preview, simulate

ONE_DAY = {"horizon_days": 1}


def parsed(**more):
    return registry().parse(ONE_DAY | more)


def test_times_are_the_full_hours_and_every_channel_follows_them():
    run = simulate(parsed(horizon_days=2), engine="eager")
    assert run.t_h.tolist() == list(range(49))
    assert {tuple(values.shape) for values in run.channels.values()} == {(1, 49)}
    assert all(values.dtype == torch.float64 for values in run.channels.values())


def test_a_drug_adds_its_channel_and_only_its_own():
    plain, treated = simulate(parsed(), "eager"), simulate(parsed(drug=[{"drug": "losartan", "dose_mg": 50}]), "eager")
    assert set(treated.channels) - set(plain.channels) == {"e3174_ng_mL"}
    level = treated.channels["e3174_ng_mL"][0]
    assert level[8] == 0
    assert level[9] > 0


def test_the_office_hour_shows_what_was_measured():
    run = simulate(parsed(patient={"sbp_mmHg": 163, "dbp_mmHg": 91, "heart_rate_bpm": 66, "egfr_mL_min_1_73m2": 47}), "eager")
    for channel, value in (("sbp_mmHg", 163), ("dbp_mmHg", 91), ("heart_rate_bpm", 66)):
        assert float(run.channels[channel][0, 10]) == pytest.approx(value, abs=1e-9)
    assert float(run.channels["sodium_excretion_mmol_day"][0, 3]) == pytest.approx(160)


@pytest.mark.parametrize(
    ("value", "status"),
    [(120.0, Status.OK), (40.0, Status.OK), (39.9, Status.IMPLAUSIBLE), (331.0, Status.IMPLAUSIBLE)]
    + [(odd, Status.NOT_FINITE) for odd in (torch.nan, torch.inf, -torch.inf)],
)
def test_a_status_for_every_patient_and_why(value, status):
    pressures = torch.full((3, 5), 120.0)
    pressures[1, 2] = value
    found, why = judge({"sbp_mmHg": pressures, "dbp_mmHg": torch.full((3, 5), 80.0)}, registry())
    assert found == [Status.OK, status, Status.OK]
    assert bool(why[1]) == (status is not Status.OK)
    assert why[0] == why[2] == ""
    if status is not Status.OK:
        assert "sbp_mmHg" in why[1]
        assert "40 to 330 mmHg" in why[1]


def test_an_unknown_engine_is_refused():
    with pytest.raises(ValueError, match="steam"):
        simulate(parsed(), engine="steam")


@pytest.mark.parametrize("drug", registry().drugs)
def test_the_eager_preview_is_near_the_run(drug, monkeypatch):
    """Too long a step is not coarse but unstable: it swings from hour to hour, further every day."""
    monkeypatch.setattr(module.compiled, "package", lambda required=False: None)
    inputs = parsed(horizon_days=7, drug=[{"drug": drug, "dose_mg": registry().drugs[drug].max_dose_mg}])
    exact, quick = simulate(inputs, "eager"), preview(inputs)
    assert (exact.channels["sbp_mmHg"] - quick.channels["sbp_mmHg"]).abs().max() < 1


def test_patients_of_other_regimens_keep_their_places():
    plans = [[], [{"drug": "losartan", "dose_mg": 50, "first_dose_h": 20}], [{"drug": "benazepril", "dose_mg": 10}], []]
    together = simulate(Inputs.join([parsed(drug=plan) for plan in plans]), "eager")
    for i, plan in enumerate(plans):
        alone = simulate(parsed(drug=plan), "eager")
        assert torch.allclose(together.channels["map_mmHg"][i], alone.channels["map_mmHg"][0], rtol=1e-12, atol=0)


def test_runs_of_other_lengths_can_not_be_joined():
    with pytest.raises(ValueError, match="horizon"):
        Inputs.join([parsed(), parsed(horizon_days=2)])


def test_combined_blocks_of_one_target_never_reach_one():
    drugs = [{"drug": name, "dose_mg": registry().drugs[name].max_dose_mg} for name in ("benazepril", "cilazapril")]
    activity = simulate(parsed(drug=drugs), "eager").channels["ace_activity_ratio"]
    assert (activity > 0).all()
    assert activity.min() < 0.01


def test_where_nothing_happens_rest_is_what_the_steps_would_give():
    inputs = parsed(horizon_days=2)
    stepped = parsed(horizon_days=2, habit=[{"key": "sodium_mmol_day", "factor": 1 + 1e-12}])
    assert inputs.untouched() == [True]
    assert stepped.untouched() == [False]
    still, moved = simulate(inputs, "eager"), simulate(stepped, "eager")
    for name, values in still.channels.items():
        assert torch.allclose(values, moved.channels[name], rtol=1e-9, atol=1e-9), name
