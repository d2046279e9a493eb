"""A trial file that does not fit is refused before anything runs, with all of its faults by name."""

import json

import pytest

from tests.unit.trial_files import parse, raw
from twin.daily import Condition, Habit
from twin.registry import registry
from twin.scenario import InputError
from twin.trials import file, main


def faults(**sections):
    with pytest.raises(InputError) as caught:
        parse(**sections)
    return {fault.name: fault for fault in caught.value.faults}


PEOPLE = {
    "sbp_mmHg": {"mean": 150, "sd": 1, "min": 180},
    "shoe_size": 42,
    "diabetes_fraction": 1.3,
    "diet": "soup",
    "renin_class": "odd",
}
DRUGS = [{"drug": "aspirin", "dose_mg": 100}, {"drug": "losartan", "dose_mg": 9999}]
ARMS = [
    {"name": "a", "drug": DRUGS, "condition": [{"what": "malaria"}]},
    {"name": "a", "habit": [{"key": "smoking", "change": -5}, {"key": "diet", "change": 1}], "infusion": [{"what": "saline"}]},
]
WRONG = {
    *("colour", "trial.lenght", "trial.n", "trial.duration_days", "arm.name", "expect[0].expression"),
    *(f"population.{name}" for name in PEOPLE),
    *(
        "arm[0].drug[0].drug",
        "arm[0].drug[1].dose_mg",
        "arm[0].condition[0].what",
        "arm[1].habit[0].key",
        "arm[1].habit[1]",
        "arm[1].infusion[0]",
    ),
    *(f"measure[0].{name}" for name in ("channel", "when", "device")),
}


def test_every_fault_is_told_at_once_by_name():
    found = faults(
        trial={"n": 0, "duration_days": 121, "lenght": 3},
        population=PEOPLE,
        arm=ARMS,
        measure=[{"name": "m", "channel": "iq", "when": "noon", "device": "palm"}],
        expect=[{"arm": "b", "measure": "m", "quantity": "expression", "expression": "open('a','b')"}],
        colour="blue",
    )
    assert set(found) == WRONG


@pytest.mark.parametrize(
    ("sections", "name", "named"),
    [
        ({"arm": [{"name": "a", "infusion": [{"what": "saline"}]}]}, "arm[0].infusion[0]", "saline"),
        ({"arm": [{"name": "a", "condition": [{"what": "malaria"}]}]}, "arm[0].condition[0].what", "malaria"),
        ({"arm": [{"name": "a", "habit": [{"key": "smoking", "value": 9}]}]}, "arm[0].habit[0].key", "smoking"),
        ({"run_in": [{"drug": "moxonidine", "dose_mg": 5}]}, "run_in[0].drug", "moxonidine"),
    ],
)
def test_what_the_twin_does_not_have_is_named_with_what_it_has(sections, name, named):
    fault = faults(**sections)[name]
    assert named in fault.message
    assert fault.allowed


@pytest.mark.parametrize(
    "junk",
    [None, 3, "text", [], [1], {"arm": 3}, {"arm": [3], "measure": [None], "expect": [1]}, {"population": {"sbp_mmHg": True}}],
)
def test_junk_is_a_fault_and_never_a_crash(junk):
    with pytest.raises(InputError):
        file.parse(junk, registry())


def test_habits_diabetes_and_infection_are_read():
    habit = [{"key": "weight_kg", "change": -5, "from_day": 1}, {"key": "diet", "value": "usual"}]
    arm = [{"name": "a", "habit": habit, "condition": [{"what": "sars_cov_2", "from_day": 1}]}]
    trial = parse(population={"diabetes_fraction": 0.2, "alcohol_drinks_day": 2, "diet": "dash"}, arm=arm)
    assert trial.population == {"diabetes_fraction": 0.2, "alcohol_drinks_day": 2, "diet": "dash"}
    assert trial.arms[0].habits == (Habit("weight_kg", "change", -5, 1), Habit("diet", "change", -1, 0))
    assert trial.arms[0].conditions == (Condition("sars_cov_2", 1, 1),)


def test_a_share_with_diabetes_and_a_glucose_for_all_do_not_go_together():
    assert set(faults(population={"diabetes_fraction": 0.2, "glucose_mmol_L": 6})) == {"population.diabetes_fraction"}


def test_expect_may_carry_further_keys():
    wanted = {"arm": "drug", "measure": "trough", "value": -8, "low": -10, "high": -6, "colour": "blue"}
    assert parse(expect=[wanted]).expects[0].more == {"colour": "blue"}


def test_italian_is_spoken_too():
    with pytest.raises(InputError, match="non è ancora nel gemello"):
        file.parse(raw(arm=[{"name": "a", "infusion": [{"what": "saline"}]}]), registry(), "it")


def test_faults_of_all_files_come_together_and_nothing_runs(tmp_path, capsys):
    first, second = tmp_path / "a.json", tmp_path / "b.toml"
    first.write_text(json.dumps(raw(population={"shoe_size": 42})))
    second.write_text("this is no TOML")
    assert main([first, second]) == 2
    told = capsys.readouterr().err
    assert "a.json: population.shoe_size" in told
    assert "b.toml" in told


def test_two_trials_of_one_name_and_a_third_trial_that_is_not_there(tmp_path, capsys):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps(raw()))
    assert main([tmp_path / "a.json", tmp_path / "b.json"]) == 2
    (tmp_path / "c.json").write_text(json.dumps(raw(expect=[{"quantity": "expression", "expression": "vs('x','y','gone')"}])))
    assert main([tmp_path / "c.json"]) == 2
    assert "gone x y" in capsys.readouterr().err


def test_an_engine_that_is_not_there_is_refused(tmp_path, capsys):
    (tmp_path / "a.json").write_text(json.dumps(raw()))
    assert main([tmp_path / "a.json"], engine="forecaster") == 2
    assert "forecaster" in capsys.readouterr().err
