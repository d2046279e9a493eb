"""What habits, illness, traits and forgotten doses of a scenario mean. As trials.md tells it."""

import math

import pytest
import torch

from twin.grid import day
from twin.module import DRIVES
from twin.registry import registry
from twin.scenario import InputError
from twin.simulate import drive_table
from twin.units import factor

DAYS = 6


def parsed(**sections):
    return registry().parse({"horizon_days": DAYS} | sections)


def drive(key: str, *changes: dict, **sections) -> list[float]:
    """What the organs see of a habit, day by day, in the unit of its row."""
    row = registry().habits[key]
    inputs = parsed(habit=[{"key": key, **change} for change in changes], **sections)
    if row.drive not in inputs.daily:
        return [0] * DAYS
    return pytest.approx((inputs.daily[row.drive][:, 0] / factor(row.unit)).tolist())


def faults(**sections) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        parsed(**sections)
    return {fault.name: fault.message for fault in caught.value.faults}


def test_a_change_of_weight_by_value_change_and_factor():
    person = {"patient": {"weight_kg": 80}}
    assert drive("weight_kg", {"value": 75, "from_day": 2}, **person) == [0, 0, -5, -5, -5, -5]
    assert drive("weight_kg", {"change": -5, "from_day": 5}, **person) == [0] * 5 + [-5]
    assert drive("weight_kg", {"factor": 0.9}, **person) == [-8] * 6
    assert drive("weight_kg", {"change": -5}, {"change": 0, "from_day": 3}, **person) == [-5, -5, -5, 0, 0, 0]


@pytest.mark.parametrize(
    "key", [row.name for row in registry().habits.values() if row.drive.endswith("_change") and not row.choices]
)
def test_usual_habits_are_rest_whatever_they_are(key):
    row = registry().habits[key]
    inputs = parsed(**{row.group: {key: row.high}})
    assert set(inputs.daily) == {"sodium_intake"}
    assert inputs.untouched() == [True]
    assert drive(key, {"value": row.low}, **{row.group: {key: row.high}}) == [row.low - row.high] * DAYS


def test_a_diet_is_told_by_its_name_only():
    assert drive("diet", {"value": "dash", "from_day": 4}) == [0, 0, 0, 0, 1, 1]
    assert drive("diet", {"value": "usual"}, life={"diet": "dash"}) == [-1] * 6
    assert drive("diet", {"value": "dash"}, life={"diet": "dash"}) == [0] * 6
    assert set(faults(habit=[{"key": "diet", "change": 1}])) == {"habit[0]"}
    assert set(faults(habit=[{"key": "diet", "value": "soup"}])) == {"habit[0].value"}


def test_a_change_that_leads_too_far_tells_where():
    said = faults(patient={"weight_kg": 40}, habit=[{"key": "weight_kg", "change": -30}, {"key": "weight_kg", "factor": 9}])
    assert "gives 10, outside 35 to 200 kg" in said["habit[0].change"]
    assert "gives 360" in said["habit[1].factor"]


def test_carbohydrate_comes_with_meals_and_reaches_plasma_as_glucose():
    inputs = parsed(life={"carbohydrate_g_day": 200})
    glucose = 0.8 * 200_000 / 180.156 / 24  # mmol/h, of which 80 % are absorbed
    assert inputs.daily["carbohydrate_intake"][:, 0].tolist() == pytest.approx([glucose] * DAYS)
    assert inputs.untouched() == [False]
    steps = day(())
    nodes = drive_table(inputs, steps, registry())[0][:, list(DRIVES).index("carbohydrate_intake"), 0]
    starts = nodes[:-1:2].view(DAYS, -1)
    assert torch.equal(starts[0], starts[3])
    assert float(starts.mean()) == pytest.approx(glucose, rel=0.05)
    assert float(starts[0][[int(hour * 2) for hour in (7.5, 8.5)]].diff()) > glucose


def test_an_infection_rises_and_falls_as_a_bell_from_its_first_day():
    load = parsed(condition=[{"what": "sars_cov_2", "from_day": 1, "severity": 2}]).daily["viral_load"][:, 0].tolist()
    assert load == pytest.approx([0] + [2 * math.exp(-(((since - 5.5) / 1.8) ** 2) / 2) for since in range(5)])


def test_severity_is_one_unless_told_and_none_is_no_infection():
    first, second = ({"what": "sars_cov_2", **more} for more in ({}, {"severity": 1}))
    assert torch.equal(parsed(condition=[first]).daily["viral_load"], parsed(condition=[second]).daily["viral_load"])
    assert parsed(condition=[{"what": "sars_cov_2", "severity": 0}]).untouched() == [True]
    wrong = [{"what": "malaria"}, {"what": "sars_cov_2", "severity": 3}, {"what": "sars_cov_2", "from_day": 0.5}, {}]
    assert set(faults(condition=wrong)) == {
        "condition[0].what",
        "condition[1].severity",
        "condition[2].from_day",
        "condition[3].what",
    }


def test_forgotten_doses_are_always_the_same_ones():
    plan = {"drug": "losartan", "dose_mg": 50, "adherence": 0.7}

    def doses(*plans):
        return registry().parse({"horizon_days": 100, "drug": [*plans]}).doses_mg["losartan"][8.0][:, 0]

    taken = doses(plan)
    assert set(taken.tolist()) == {0, 50}
    assert 0.55 < float((taken > 0).double().mean()) < 0.85
    assert torch.equal(taken, doses({"drug": "benazepril", "dose_mg": 10}, plan))
    assert parsed(drug=[plan | {"adherence": 0}]).doses_mg == {}
    assert set(faults(drug=[plan | {"adherence": 1.1}])) == {"drug[0].adherence"}


def test_a_plan_that_stops_before_it_starts_is_a_fault():
    said = faults(drug=[{"drug": "losartan", "dose_mg": 50, "from_day": 3, "to_day": 2}])
    assert said == {"drug[0].to_day": "drug[0].to_day: 2 must be at least drug[0].from_day"}


def test_a_drug_acts_more_in_those_who_respond_more():
    steps, plan = day((8.0,)), [{"drug": "losartan", "dose_mg": 50}]
    column = list(DRIVES).index("block_at1r")
    half, full = (
        drive_table(parsed(drug=plan, patient={"drug_response": s}), steps, registry())[0][:, column, 0] for s in (0.5, 1)
    )
    assert (half <= full).all()
    assert (half[100:] < full[100:]).all()
