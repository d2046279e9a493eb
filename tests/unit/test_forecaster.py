"""The shipped forecaster: exact rest, the model's own curves nearby, bands, batches, gradients, and what it refuses."""

import pytest
import torch

from twin import scenario
from twin.forecast import sensitivity, weights
from twin.forecast.forecaster import Forecaster
from twin.inputs import Inputs
from twin.registry import registry
from twin.simulate import simulate

TREATED = {"horizon_days": 5, "patient": {"age_years": 62}, "drug": [{"drug": "losartan", "dose_mg": 50}]}
PLAIN = {"horizon_days": 5, "patient": {"sbp_mmHg": 141, "egfr_mL_min_1_73m2": 55}}
PRESSURE = "sbp_mmHg"


@pytest.fixture(scope="module")
def one():
    return Forecaster.load()


def inputs(*raws):
    return Inputs.join([registry().parse(raw) for raw in raws])


def test_it_is_small_and_says_what_it_came_from():
    told = weights.manifest()
    assert told["bytes"] < 2e7
    assert told["data"]["people"]["test"] >= 2000
    assert told["training"]["held_out_loss"] == pytest.approx(told["training"]["held_out_loss"], nan_ok=False)


def test_its_own_figures_are_within_sight_of_what_is_promised():
    """Coverage as promised; errors are what the manifest says, and finite."""
    told = weights.manifest()
    assert told["coverage"]["pointwise"]["0.9"][PRESSURE] == pytest.approx(0.9, abs=0.02)
    assert min(row["share"] for row in told["coverage"]["groups"].values()) >= 0.85
    assert told["error"]["test"][PRESSURE]["median"] < 1


def test_a_person_to_whom_nothing_happens_rests_exactly(one):
    found = one.forecast(inputs(PLAIN, TREATED)).channels
    run = simulate(inputs(PLAIN))
    for name, values in run.channels.items():
        torch.testing.assert_close(found[name][0], values[0], rtol=1e-9, atol=1e-9)
    assert (found[PRESSURE][1] != found[PRESSURE][1, 0]).any()


def test_the_model_is_nearby_and_inside_the_band(one):
    found, run = one.forecast(inputs(TREATED), 0.95), simulate(inputs(TREATED))
    truth = run.channels[PRESSURE][0]
    assert (found.channels[PRESSURE][0] - truth).abs().mean() < 1.5
    inside = (found.lower[PRESSURE][0] <= truth) & (truth <= found.upper[PRESSURE][0])
    assert inside.double().mean() > 0.9


def test_pressure_is_output_times_resistance(one):
    found = one.forecast(inputs(TREATED)).channels
    torch.testing.assert_close(found["cardiac_output_L_min"] * found["tpr_mmHg_min_L"], found["map_mmHg"])


def test_alone_or_in_a_batch_it_says_the_same(one):
    together, alone = one.forecast(inputs(PLAIN, TREATED), 0.9), one.forecast(inputs(TREATED), 0.9)
    for table, own in ((together.channels, alone.channels), (together.upper, alone.upper)):
        torch.testing.assert_close(table[PRESSURE][1], own[PRESSURE][0], rtol=1e-5, atol=1e-4)


def test_what_comes_later_changes_nothing_before(one):
    longer = one.forecast(inputs(TREATED | {"horizon_days": 9})).channels[PRESSURE][:, :121]
    torch.testing.assert_close(longer, one.forecast(inputs(TREATED)).channels[PRESSURE], rtol=1e-5, atol=1e-3)


def test_bands_widen_where_less_is_known(one):
    given = inputs(TREATED)
    all_known, none_known = (one.forecast(given, 0.9, known=torch.full((1, 4), told)) for told in (True, False))
    for name in (PRESSURE, "pra_ng_mL_h", "ang_ii_pg_mL"):
        wide, narrow = ((found.upper[name] - found.lower[name]).mean() for found in (none_known, all_known))
        assert wide > narrow


def test_whole_curve_bands_are_wider_than_pointwise_ones(one):
    given = inputs(TREATED)
    whole, points = (one.forecast(given, 0.9, kind) for kind in ("whole", "pointwise"))
    assert (whole.upper[PRESSURE] >= points.upper[PRESSURE]).all()


def test_a_trait_left_at_its_average_is_not_known(one):
    told = {"patient": {"renin_profile": 2}}
    assert one.known(inputs(TREATED, TREATED | told)).tolist() == [[False] * 4, [True, False, False, False]]


@pytest.mark.parametrize(
    "odd",
    [
        {"horizon_days": 29},
        {"drug": [{"drug": name, "dose_mg": 5} for name in ("losartan", "amlodipine", "bisoprolol", "spironolactone")]},
        {"patient": {"renin_profile": 10}},
        {"life": {"sodium_mmol_day": 1400}},
    ],
)
def test_what_it_never_saw_is_refused(one, odd):
    assert not one.forecast(inputs(TREATED | odd)).is_inside(0)
    assert one.forecast(inputs(TREATED)).is_inside(0)


def test_a_block_that_no_drug_makes_is_refused(one):
    """A target that is blocked wholly from the first moment on."""
    given = registry().parse(TREATED)
    strong = {"losartan": {0.0: 1e6 * torch.ones(5, 1, dtype=torch.float64)}}
    assert not one.forecast(Inputs(5, given.patient, strong, given.daily)).is_inside(0)


def test_slopes_are_finite_and_of_the_right_sign(one):
    found = {slope.name: slope.per_unit for slope in sensitivity.slopes(one, scenario.read(registry(), TREATED, "en"), 4)}
    assert all(value == value for value in found.values())
    assert found["drug.losartan.dose_mg"] < 0
    assert found["habit.sodium_mmol_day.change"] > 0
    assert found["patient.sbp_mmHg"] > 0
