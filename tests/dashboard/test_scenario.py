import pytest

from dashboard.presets import scenario
from dashboard.scenario import control_of, days, number, raw_of, untreated, values_of
from twin.registry import registry

FULL = {
    "horizon_days": 5,
    "patient": {"sex": "female", "age_years": 70},
    "life": {"sodium_mmol_day": 120},
    "drug": [
        {
            "drug": "losartan",
            "dose_mg": 50,
            "every_h": 12,
            "first_dose_h": 7.5,
            "from_day": 1,
            "to_day": 4,
            "missed_days": [2, 3],
            "adherence": 0.8,
        }
    ],
    "habit": [
        {"key": "sodium_mmol_day", "change": -40, "from_day": 2},
        {"key": "diet", "value": "dash", "from_day": 1},
        {"key": "weight_kg", "change": -5, "from_day": 0},
    ],
    "condition": [{"what": "sars_cov_2", "severity": 1.5, "from_day": 3}],
}


def test_a_scenario_survives_the_page():
    raw = raw_of(values_of(FULL, registry()), registry())
    assert raw["drug"] == FULL["drug"]
    assert raw["habit"] == FULL["habit"]
    assert raw["condition"] == FULL["condition"]
    assert raw["horizon_days"] == 5
    assert raw["patient"]["sex"] == "female"
    registry().parse(raw)


def test_the_first_visit_parses_and_treats():
    raw = raw_of(values_of(scenario(), registry()), registry())
    assert registry().parse(raw).doses_mg


def test_no_dose_is_no_drug_and_the_last_stop_day_is_no_stop():
    values = values_of(FULL, registry()) | {"drug.losartan.to_day": registry().parameters["drug.to_day"].high}
    assert "to_day" not in raw_of(values, registry())["drug"][0]
    assert raw_of(values | {"drug.losartan.dose_mg": "0,0"}, registry())["drug"] == []


def test_untreated_keeps_the_person():
    assert untreated(FULL) == {key: FULL[key] for key in ("horizon_days", "patient", "life")}


@pytest.mark.parametrize(
    ("typed", "read"),
    [("27,5", 27.5), (" 7 ", 7), ("−3", -3), ("a", "a"), ("", ""), (None, None), (4, 4), ("1e999", float("inf"))],
)
def test_typed_numbers(typed, read):
    assert number(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", []),
        ("12", [12]),
        ("3, 7-9", [3, 7, 8, 9]),
        ("5 – 6;8", [5, 6, 8]),
        ("x", ["x"]),
        ("9-3", ["9-3"]),
        ("1-9999999", ["1-9999999"]),
    ],
)
def test_typed_days(typed, read):
    assert days(typed) == read


@pytest.mark.parametrize(
    ("fault", "control"),
    [
        ("patient.age_years", "patient.age_years"),
        ("drug[1].every_h", "drug.losartan.every_h"),
        ("drug[0].missed_days[2]", "drug.benazepril.missed_days"),
        ("habit[0].change", "habit.sodium_mmol_day.change"),
        ("habit[0]", "habit.sodium_mmol_day.change"),
        ("habit[1].value", "habit.diet.value"),
        ("condition[0].severity", "condition.sars_cov_2.severity"),
    ],
)
def test_a_fault_finds_its_control(fault, control):
    raw = FULL | {"drug": [{"drug": "benazepril"}, *FULL["drug"]]}
    assert control_of(fault, raw, registry()) == control


@pytest.mark.parametrize(("told", "change"), [({"value": 100}, -20), ({"factor": 0.5}, -60), ({"change": 7}, 7)])
def test_a_habit_told_in_any_way_is_a_change_on_the_page(told, change):
    raw = FULL | {"habit": [{"key": "sodium_mmol_day", **told}]}
    assert values_of(raw, registry())["habit.sodium_mmol_day.change"] == change


def test_a_key_of_a_stranger_is_not_read():
    assert raw_of({"condition.severity": 1, "meal.lunch": 3}, registry())["condition"] == []


def test_spans_without_end_are_not_written_out():
    assert len(days(",".join(["0-365"] * 40_000))) < 1000
