"""Trials from end to end: pairs, seeds, run-in and wash-out, titration, habits, a stranger's file."""

import csv
import io

import pytest
import torch

from tests.unit.trial_files import parse, raw, run
from twin.registry import registry
from twin.trials import arms, columns, main, population, run_in
from twin.units import factor

STRANGER = """
trial = { id = "mine", duration_days = 2, n = 5 }
population = { sbp_mmHg = { mean = 157, sd = 10, min = 140 } }
arm = [
  { name = "placebo" },
  { name = "benazepril 20", drug = [{ drug = "benazepril", dose_mg = 20 }] },
]
measure = [{ name = "trough", channel = "sbp_mmHg", when = "trough", day = 2 }]
expect = [{ arm = "benazepril 20", measure = "trough", quantity = "vs_comparator", value = -8, low = -30, high = 0 }]
"""


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text())))


def test_a_strangers_ten_lines_work(tmp_path, capsys):
    path, out = tmp_path / "mine.toml", tmp_path / "out.csv"
    path.write_text(STRANGER)
    assert len(STRANGER.strip().splitlines()) <= 10
    assert main([path], csv=out) == 0
    assert "inside" in capsys.readouterr().out
    rows = table(out)
    assert tuple(rows[0]) == columns.COLUMNS
    assert [row["arm"] for row in rows] == ["placebo", "benazepril 20"]
    assert float(rows[1]["vs_comparator"]) < 0


def test_the_same_seed_gives_the_same_table_and_another_one_another(tmp_path):
    tables = []
    for seed in (1, 1, 2):
        path, out = tmp_path / "mine.toml", tmp_path / "out.csv"
        path.write_text(STRANGER.replace("n = 5", f"n = 5, seed = {seed}"))
        main([path], csv=out)
        tables.append(out.read_text())
    assert tables[0] == tables[1] != tables[2]


def test_arms_are_the_same_patients_with_the_same_errors():
    same = {"drug": [{"drug": "benazepril", "dose_mg": 20, "adherence": 0.5}]}
    arms = [{"name": "a", **same}, {"name": "b", **same}]
    measure = [{"name": "m", "channel": "sbp_mmHg", "when": "trough", "day": 2, "device": "office"}]
    readings = run(population={}, arm=arms, measure=measure).readings
    assert torch.equal(readings["a", "m"].value, readings["b", "m"].value)
    numbers = readings["b", "m"].numbers()
    assert numbers["vs_comparator"] == numbers["vs_comparator_se"] == 0
    assert numbers["change_sd"] > 5


def test_a_resting_arm_reads_its_baseline_in_every_window():
    whens = ("trough", "peak", "mean_24h", "day", "night")
    measure = [{"name": when, "channel": "sbp_mmHg", "when": when, "day": 2} for when in whens]
    readings = run(measure=measure).readings
    for when in whens:
        assert readings["placebo", when].numbers()["change"] == pytest.approx(0, abs=1e-3)
        assert readings["drug", when].numbers()["vs_comparator"] < -1


def test_a_failed_patient_is_counted_and_left_out():
    ones = torch.ones(3, dtype=torch.float64)
    reading = columns.Reading(
        150 * ones, torch.tensor([140.0, 142, 9e9]), torch.tensor([True, True, False]), 150 * ones, 150 * ones, ones > 0
    )
    numbers = reading.numbers()
    assert (numbers["n"], numbers["failed"], numbers["change"], numbers["vs_comparator"]) == (2, 1, -9, -9)


def test_ratios_are_geometric_means():
    base, value, ok = torch.tensor([1.0, 1]), torch.tensor([2.0, 8]), torch.tensor([True, True])
    numbers = columns.Reading(base, value, ok, base, 2 * base, ok).numbers()
    assert numbers["ratio_to_baseline"] == pytest.approx(4)
    assert numbers["ratio_vs_comparator"] == pytest.approx(2)


def test_stated_pressures_are_those_on_the_run_in(monkeypatch):
    monkeypatch.setattr(run_in, "RUN_IN_DAYS", 6)
    measure = [{"name": "office", "channel": "sbp_mmHg", "when": "clock", "hour": 10, "day": 1}]
    sections = {"run_in": [{"drug": "benazepril", "dose_mg": 20}], "arm": [{"name": "on"}], "measure": measure}
    result = run(**sections)
    assert result.readings["on", "office"].numbers()["baseline_mean"] == pytest.approx(155, abs=0.1)
    assert result.miss_mmHg <= run_in.CLOSE_ENOUGH_mmHg
    untreated = run(**sections, population={"sbp_mmHg": 155, "dbp_mmHg": 98, "untreated": True})
    assert untreated.readings["on", "office"].numbers()["baseline_mean"] < 150


def test_a_run_in_that_is_not_continued_washes_out(monkeypatch):
    monkeypatch.setattr(run_in, "RUN_IN_DAYS", 6)
    people = {"sbp_mmHg": 155, "dbp_mmHg": 98, "untreated": True}
    arms = [{"name": "on"}, {"name": "off", "continue_run_in": False}]
    channels = ("benazeprilat_ng_mL", "sbp_mmHg")
    measure = [{"name": name, "channel": name, "when": "clock", "hour": 12, "day": 2} for name in channels]
    readings = run(population=people, run_in=[{"drug": "benazepril", "dose_mg": 20}], arm=arms, measure=measure).readings
    on, off = (readings[name, channels[0]].numbers() for name in ("on", "off"))
    assert on["baseline_mean"] == off["baseline_mean"] > 50
    assert on["mean"] == pytest.approx(on["baseline_mean"], rel=0.05)
    assert 0 < off["mean"] < 0.05 * on["mean"]
    assert readings["off", "sbp_mmHg"].numbers()["vs_comparator"] > 1


def test_resistant_people_are_high_on_their_drugs(monkeypatch):
    monkeypatch.setattr(run_in, "RUN_IN_DAYS", 4)
    people = {"sbp_mmHg": {"mean": 145, "sd": 10}, "dbp_mmHg": 88, "untreated": True, "resistant": True}
    measure = [{"name": "m", "channel": "sbp_mmHg", "when": "clock", "hour": 10, "day": 0}]
    reading = run(
        population=people, run_in=[{"drug": "losartan", "dose_mg": 50}], arm=[{"name": "on"}], measure=measure
    ).readings["on", "m"]
    assert float(reading.baseline.min()) >= run_in.RESISTANT_mmHg


def test_titration_adds_a_drug_for_those_above_and_only_from_its_day():
    step = {"on_day": 1, "measure": "trough", "above": 150, "drug": [{"drug": "losartan", "dose_mg": 100}]}
    arms = [{"name": "fixed"}, {"name": "stepped", "titrate": [step]}]
    level = {"name": "level", "channel": "e3174_ng_mL", "when": "clock", "hour": 14, "day": 1}
    measure = [{"name": "trough", "channel": "sbp_mmHg", "when": "trough", "day": 2}, level]
    readings = run(population={"sbp_mmHg": {"mean": 152, "sd": 8}, "dbp_mmHg": 95}, arm=arms, measure=measure).readings
    above = readings["fixed", "trough"].value > 150
    assert above.any()
    assert torch.equal(readings["stepped", "level"].value > 0, above)
    assert float(readings["stepped", "level"].baseline.max()) == 0


def test_titration_may_replace_the_same_drug():
    step = {"on_day": 1, "measure": "trough", "above": 0, "replaces": True, "drug": [{"drug": "benazepril", "dose_mg": 40}]}
    doses = [("low", 20, []), ("high", 40, []), ("stepped", 20, [step])]
    arms = [{"name": name, "drug": [{"drug": "benazepril", "dose_mg": dose}], "titrate": steps} for name, dose, steps in doses]
    measure = [{"name": "trough", "channel": "sbp_mmHg", "when": "trough", "day": 1}] + [
        {"name": f"day {day}", "channel": "benazeprilat_ng_mL", "when": "clock", "hour": 10, "day": day} for day in (0, 1)
    ]
    readings = run(arm=arms, measure=measure).readings
    level = {(arm, day): readings[arm, f"day {day}"].numbers()["mean"] for arm in ("low", "high", "stepped") for day in (0, 1)}
    assert level["stepped", 0] == level["low", 0]
    assert level["low", 1] < level["stepped", 1] <= level["high", 1]


def test_habits_missed_days_and_adherence():
    habit = [{"key": "sodium_mmol_day", "change": -100, "from_day": 0}, {"key": "sodium_mmol_day", "factor": 1.0, "from_day": 2}]
    missed = [{"drug": "benazepril", "dose_mg": 20, "missed_days": [1]}]
    never = [{"drug": "benazepril", "dose_mg": 20, "adherence": 0.0}]
    arms = [
        {"name": "usual"},
        {"name": "less salt", "habit": habit},
        {"name": "missed", "drug": missed},
        {"name": "never", "drug": never},
    ]
    measure = [
        {"name": f"level {day}", "channel": "benazeprilat_ng_mL", "when": "clock", "hour": 10, "day": day} for day in (0, 1, 2)
    ]
    measure.append({"name": "salt", "channel": "sodium_excretion_mmol_day", "when": "mean_24h", "day": 1})
    readings = run(arm=arms, measure=measure).readings
    levels = [readings["missed", f"level {day}"].numbers()["mean"] for day in (0, 1, 2)]
    assert levels[1] < 0.3 * levels[0] < levels[2]
    assert readings["never", "level 2"].numbers()["mean"] == 0
    assert readings["less salt", "salt"].numbers()["vs_comparator"] < -20


def test_habits_and_an_infection_of_an_arm_reach_the_organs():
    habit = [
        {"key": "weight_kg", "change": -5, "from_day": 1},
        {"key": "alcohol_drinks_day", "factor": 0.5},
        {"key": "diet", "value": "dash", "from_day": 2},
    ]
    arm = [
        {"name": "usual"},
        {"name": "new", "habit": habit, "condition": [{"what": "sars_cov_2", "from_day": 1, "severity": 0.5}]},
    ]
    trial = parse(arm=arm, population={"alcohol_drinks_day": 3})
    people = population.symbols(population.people(trial, registry()), registry())
    usual, new = (arms.inputs(people, arms.schedule(trial, one, run_in.REST_DAYS), one, registry()) for one in trial.arms)
    assert usual.untouched() == [True] * trial.n
    assert new.untouched() == [False] * trial.n
    first = run_in.REST_DAYS
    for name, unit, expected in (
        ("weight_change", "kg", [0, 0, 0, -5, -5, -5, -5]),
        ("alcohol_change", "1/day", [0, 0, -1.5, -1.5, -1.5, -1.5, -1.5]),
        ("diet_change", "1", [0, 0, 0, 0, 1, 1, 1]),
    ):
        assert (new.daily[name] / factor(unit))[:, 0].tolist() == pytest.approx(expected)
    assert (new.daily["viral_load"][: first + 1] == 0).all()
    assert (new.daily["viral_load"][first + 1 :].diff(dim=0) > 0).all()


def test_a_drug_file_of_ones_own(tmp_path):
    from twin.registry import DATA

    folder = tmp_path / "drugs"
    folder.mkdir()
    (folder / "strongril.toml").write_text(
        (DATA / "drugs" / "benazepril.toml").read_text().replace("benazeprilat", "strongrilat")
    )
    path, out = tmp_path / "mine.toml", tmp_path / "out.csv"
    path.write_text(STRANGER.replace('drug = "benazepril"', 'drug = "drugs/strongril.toml"'))
    assert main([path], csv=out, drugs_folder=folder) == 0
    assert float(table(out)[1]["vs_comparator"]) < 0


def test_what_has_no_end_goes_on_to_the_end_of_the_longest_trial():
    trial = parse(trial={"duration_days": 120, "n": 1}, run_in=[{"drug": "losartan", "dose_mg": 50, "first_dose_h": 20}])
    plan = arms.schedule(trial, trial.arms[1], run_in.RUN_IN_DAYS)
    assert bool((plan.doses["losartan"][20.0] == 50).all())
    assert plan.doses["benazepril"][8.0].flatten().tolist() == [0] * run_in.RUN_IN_DAYS + [20] * (120 + arms.AFTER_DAYS)


def test_raw_is_a_trial():
    assert set(raw()) == {"trial", "population", "arm", "measure"}
