"""What a right scenario means: defaults, clocks of intakes, habits. As trials.md tells it."""

import pytest

from twin.registry import registry
from twin.scenario import InputError
from twin.units import factor

DAYS = 6


def taken(**plan) -> list[tuple[float, float]]:
    """(hours from midnight of day 0, mg) of every intake."""
    inputs = registry().parse({"horizon_days": DAYS, "drug": [{"drug": "losartan", "dose_mg": 50, **plan}]})
    slots = inputs.doses_mg.get("losartan", {})
    found = [(24 * day + hour, float(mg)) for hour, amounts in slots.items() for day, mg in enumerate(amounts[:, 0])]
    return sorted((hour, mg) for hour, mg in found if mg)


def hours(**plan) -> list[float]:
    return [hour for hour, _ in taken(**plan)]


def salt(*changes: dict, usual: float = 160) -> list[float]:
    """Sodium in mmol/day of each day."""
    raw = {
        "horizon_days": DAYS,
        "life": {"sodium_mmol_day": usual},
        "habit": [{"key": "sodium_mmol_day", **change} for change in changes],
    }
    return pytest.approx((registry().parse(raw).daily["sodium_intake"][:, 0] / factor("mmol/day")).tolist())


def test_nothing_given_is_the_default_person_without_drugs():
    inputs = registry().parse({})
    rows = registry().parameters
    assert inputs.horizon_days == rows["horizon_days"].default
    assert inputs.doses_mg == {}
    for row in rows.values():
        if row.group in ("patient", "life") and row.kind == "number":
            assert float(inputs.patient[row.symbol]) == pytest.approx(row.default * factor(row.unit))
    assert float(inputs.patient["female"]) == 0


@pytest.mark.parametrize("empty", [None, {}, {"patient": None, "drug": None, "habit": None}, {"patient": {"age_years": None}}])
def test_none_is_not_given(empty):
    assert registry().parse(empty).size == 1


def test_sex_is_read():
    assert float(registry().parse({"patient": {"sex": "female"}}).patient["female"]) == 1


def test_once_a_day_at_eight():
    assert taken() == [(24 * day + 8, 50) for day in range(DAYS)]


def test_every_twelve_hours():
    assert hours(every_h=12) == [12 * k + 8 for k in range(2 * DAYS - 1)] + [12 * (2 * DAYS - 1) + 8]


def test_every_36_hours_moves_through_the_day():
    assert hours(every_h=36, first_dose_h=20) == [20, 56, 92, 128]


def test_a_late_first_hour():
    assert hours(first_dose_h=23.5) == [24 * day + 23.5 for day in range(DAYS)]


def test_from_day_and_to_day_which_is_exclusive():
    assert hours(from_day=2, to_day=4) == [56, 80]
    assert hours(from_day=2, to_day=2) == []
    assert hours(from_day=DAYS + 3) == []
    assert hours(every_h=12, from_day=1, to_day=2) == [32, 44]


def test_intakes_of_a_missed_day_are_not_taken():
    assert hours(missed_days=[0, 2, 5]) == [32, 80, 104]
    assert hours(every_h=12, missed_days=[1], to_day=3) == [8, 20, 56, 68]


def test_two_plans_of_one_drug_add_up():
    plan = {"drug": "losartan", "dose_mg": 50}
    inputs = registry().parse({"horizon_days": 2, "drug": [plan, {**plan, "dose_mg": 25, "from_day": 1}]})
    assert inputs.doses_mg["losartan"][8.0][:, 0].tolist() == [50, 75]


def test_a_titration_is_two_plans():
    low, high = (
        {"drug": "losartan", "dose_mg": mg, "from_day": start, "to_day": end} for mg, start, end in ((25, 0, 3), (100, 3, 6))
    )
    inputs = registry().parse({"horizon_days": DAYS, "drug": [low, high]})
    assert inputs.doses_mg["losartan"][8.0][:, 0].tolist() == [25, 25, 25, 100, 100, 100]


def test_a_dose_of_zero_is_no_plan():
    assert registry().parse({"drug": [{"drug": "losartan", "dose_mg": 0}]}).doses_mg == {}


def test_habits():
    assert salt() == [160] * 6
    assert salt({"value": 100, "from_day": 2}) == [160, 160, 100, 100, 100, 100]
    assert salt({"change": -60}) == [100] * 6
    assert salt({"factor": 0.5, "from_day": 5}) == [160] * 5 + [80]


def test_a_later_entry_replaces_the_earlier_one_from_its_day_on():
    assert salt({"value": 100, "from_day": 1}, {"change": 40, "from_day": 3}) == [160, 100, 100, 200, 200, 200]


def test_a_change_is_from_the_persons_own_amount():
    assert salt({"change": -50}, usual=200) == [150] * 6
    with pytest.raises(InputError):
        salt({"change": -50}, usual=40)


def test_the_intake_of_rest_is_the_usual_one_whatever_the_habit():
    raw = {"life": {"sodium_mmol_day": 200}, "habit": [{"key": "sodium_mmol_day", "value": 60}]}
    assert float(registry().parse(raw).patient["Na_in"]) == pytest.approx(200 * factor("mmol/day"))


def test_a_trial_may_go_beyond_the_slider_to_the_hard_limit():
    row = registry().parameters["life.sodium_mmol_day"]
    assert row.hard_high > row.high
    registry().parse({"life": {"sodium_mmol_day": row.hard_high}})


def test_a_change_holds_until_a_later_days_whatever_their_order():
    early, late = {"value": 200, "from_day": 1}, {"value": 50, "from_day": 3}
    assert salt(early, late) == [160, 200, 200, 50, 50, 50]
    assert salt(late, early) == [160, 200, 200, 50, 50, 50]
