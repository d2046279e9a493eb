"""Which rows and values a calibration sees, what it runs, and what it tells."""

from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest
import torch
from tqdm import tqdm

from tests.unit.trial_files import raw
from twin import compiled
from twin.calibrate import command, rows, study, unknowns
from twin.calibrate.fit import Problem
from twin.calibrate.page import Findings, page
from twin.calibrate.rows import NO_NUMBER, ROLE, Row
from twin.calibrate.study import Study
from twin.calibrate.sweep import Sweep
from twin.compose import compose, discover, model
from twin.registry import DATA, registry
from twin.simulate import Run, Status
from twin.trials import file
from twin.validate import trial_files

TWO = """
["tubule.pressure_natriuresis_gain"]
prior = 12
weight = 0.1
why = "size"
["losartan.c50_ng_mL"]
prior = 12
weight = 0.1
bounds = [8, 40]
why = "doses"
"""


class Here:
    """An executor that runs at once."""

    def submit(self, run, *given):
        future: Future = Future()
        future.set_result(run(*given))
        return future


@pytest.fixture
def two(tmp_path) -> Study:
    path = tmp_path / "calibration.toml"
    path.write_text(TWO)
    return Study(path, tuple(trial_files()), 2)


def expectation(**more):
    return {"arm": "drug", "measure": "trough", "value": -8, "low": -10, "high": -6, "role": ROLE} | more


def test_only_calibrate_rows_with_an_interval_are_seen():
    found = rows.chosen(
        raw(
            expect=[
                expectation(id="a"),
                expectation(id="b", role="VALIDATE"),
                expectation(id="c", role="CONTEXT"),
                expectation(id="d", trivial=True),
                {key: value for key, value in expectation(id="e").items() if key != "low"},
            ]
        )
    )
    assert [row["id"] for row in found["expect"]] == ["a"]


def test_no_validate_row_of_the_repository_is_read():
    roles = {row.wanted.role for group in rows.read(trial_files(), registry(), 2) for row in group.rows}
    assert roles == {ROLE}


def test_every_calibrate_row_of_the_repository_is():
    wanted = [row["id"] for path in trial_files() for row in rows.chosen(file.read(path))["expect"]]
    assert sorted(row.id for group in rows.read(trial_files(), registry(), 2) for row in group.rows) == sorted(wanted)


def test_trials_that_a_row_compares_run_together_and_those_without_rows_do_not_run():
    ratio = "vs('drug','trough') / vs('drug','trough','b')"
    texts = {
        "a": [expectation(quantity="expression", expression=ratio)],
        "b": [],
        "c": [expectation()],
        "d": [expectation(role="VALIDATE")],
    }
    trials = []
    for name, expects in texts.items():
        given = raw(trial={"id": name, "duration_days": 3, "n": 6, "seed": 3}, expect=expects)
        trials.append(file.parse(rows.chosen(given), registry()))
    found = rows.groups(trials)
    assert sorted([trial.id for trial in group.trials] for group in found) == [["a", "b"], ["c"]]
    with pytest.raises(ValueError, match="no trial b"):
        rows.groups(trials[:1])


def residual(simulated, **more) -> float:
    given = file.parse(raw(expect=[expectation(**more)]), registry())
    return Row("t", given.expects[0]).residual(simulated)


def test_residuals_are_in_half_intervals_and_ratios_in_their_logarithm():
    assert residual(-8) == 0
    assert residual(-6) == pytest.approx(1)
    ratio = {"quantity": "ratio_vs_comparator", "value": 3, "low": 1.5, "high": 6}
    assert residual(6, **ratio) == pytest.approx(1)
    assert residual(1.5, **ratio) == pytest.approx(-1)
    assert residual(float("nan")) == residual(-1, **ratio) == NO_NUMBER


def test_free_rows_override_the_registry(two):
    loose = unknowns.loose(two.unknowns, registry())
    assert loose.free == ("tubule.G_pn",)
    inputs = registry().parse({})
    rates = {}
    apart = 0.01 * torch.arange(len(loose.states), dtype=torch.float64)[:, None]
    for factor in (1, 2):
        own = {"tubule.G_pn": torch.full((1,), factor * loose.rows["tubule"]["G_pn"], dtype=torch.float64)}
        constants = loose.constants({**inputs.patient, **own})
        y = list(loose.rest(constants) + apart)
        drives = [torch.zeros(1, dtype=torch.float64)] * len(loose.drives)
        rates[factor] = torch.stack(loose.rates(y, list(constants), drives))
    constants = model().constants(inputs.patient)
    y = list(model().rest(constants) + apart)
    usual = torch.stack(model().rates(y, list(constants), drives))
    assert torch.equal(rates[1], usual)
    assert not torch.equal(rates[2], usual)


def test_a_drug_takes_the_value_and_the_registry_keeps_its_own(two):
    before = registry().drugs["losartan"].block.c50_ng_mL
    changed = unknowns.with_drugs(two.unknowns, (20.0, 33.0), registry())
    assert changed.drugs["losartan"].block.c50_ng_mL == 33
    assert registry().drugs["losartan"].block.c50_ng_mL == before


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("losartan.c50", "nothing.c50", "nothing"),
        ("prior = 12\nweight = 0.1\nbounds", "prior = 99\nweight = 0.1\nbounds", "prior"),
        ("12\nweight = 0.1\nbounds = [8, 40]", "35\nweight = 0.1\nbounds = [30, 40]", "outside"),
        ('why = "size"', "", "why"),
        ("losartan.c50_ng_mL", "patient.age_years", "patient"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_name(tmp_path, old, new, fault):
    path = tmp_path / "calibration.toml"
    path.write_text(TWO.replace(old, new))
    with pytest.raises(ValueError, match=fault):
        unknowns.read(registry(), path)


def test_the_file_of_the_repository_fits():
    found = unknowns.read(registry())
    assert len({one.key for one in found}) == len(found)
    habits = {row.name for row in registry().group("life").values()} | {"weight_kg"}
    assert {one.habit for one in found} - {""} <= habits
    assert not set(unknowns.elsewhere(found, registry())) & {one.key for one in found}


def sweep(two, run) -> Sweep:
    return Sweep(two, Here(), tqdm(disable=True), run)


def test_a_drug_nobody_takes_is_not_run_again(two):
    ran = []
    toy_sweep = sweep(two, lambda one, k, values: ran.append(k) or [values[0]] * len(one.groups[k].rows))
    here = command.today(two)
    toy_sweep([here])
    assert sorted(ran) == list(range(len(two.groups)))
    ran.clear()
    toy_sweep([here + np.array([0, 0.1])])
    assert {k for k, group in enumerate(two.groups) if "losartan" in group.drugs} == set(ran)
    ran.clear()
    toy_sweep([here + np.array([0.1, 0])])
    assert len(ran) == len(two.groups)


def test_a_fit_and_a_check_change_nothing_on_disk(two):
    """Of what goes in; the command alone writes the page."""
    before = {path: path.read_bytes() for path in sorted([*DATA.rglob("*.toml"), *DATA.rglob("*.csv"), two.file])}
    toy_sweep = sweep(two, lambda one, k, values: [-values[0] + values[1] / 9] * len(one.groups[k].rows))
    assert "`tubule.pressure_natriuresis_gain`" in command.check(toy_sweep)
    assert "tubule.pressure_natriuresis_gain" in command.fit(toy_sweep, 2)
    assert {path: path.read_bytes() for path in before} == before


def test_the_page_says_what_is_confounded_and_what_is_at_its_bound(two):
    first, second = two.unknowns
    chosen = [replace(first, value=first.high), second]
    slopes = np.ones((len(two.rows), 2))
    task = Problem(lambda points: [], np.log([one.low for one in chosen]), np.log([one.high for one in chosen]),
                   np.zeros(2), np.ones(2))  # fmt: skip
    text = page(Findings(chosen, two.rows, [row.wanted.value for row in two.rows], slopes, task, 2, []))
    assert "upper" in text
    assert "`losartan.c50_ng_mL` and `tubule.pressure_natriuresis_gain`: -1.00" in text
    assert "not known" in text
    assert "Condition number of the slopes: infinite" in text


def test_without_its_engine_the_command_says_what_to_do(two, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TWIN_ENGINE_DIR", str(tmp_path / "engine"))
    assert command.main("fit", file=two.file) == command.NO_ENGINE
    assert "absent; build it with `python -m twin calibrate build`" in capsys.readouterr().err


def test_the_engine_of_a_fit_does_not_depend_on_the_values_of_free_rows_but_on_all_others(two):
    own = two.twin
    assert compiled.folder(own) != compiled.folder()

    def other(organ: str, symbol: str) -> str:
        changed = {**own.rows, organ: {**own.rows[organ], symbol: 1.5 * own.rows[organ][symbol]}}
        return compiled.fingerprint(replace(own, rows=changed))["equations"]

    usual = compiled.fingerprint(own)["equations"]
    assert other("tubule", "G_pn") == usual
    assert other("tubule", "m_pn") != usual
    assert compiled.fingerprint(compose(discover(), registry()))["equations"] != usual


def test_a_group_runs_with_the_values_asked_for(two, monkeypatch):
    seen = []

    def run(inputs, engine, source, twin):
        """Everybody's pressure is the free row's value."""
        seen.append((engine, source.drugs["losartan"].block.c50_ng_mL, twin.free))
        level = inputs.patient["tubule.G_pn"][:, None].expand(inputs.size, 24 * inputs.horizon_days + 1)
        return Run(level[0], {"sbp_mmHg": level}, [Status.OK] * inputs.size, [""] * inputs.size, engine)

    monkeypatch.setattr(study, "simulate", run)
    trial = file.parse(raw(expect=[expectation(quantity="mean")]), registry())
    groups, (found, _, twin) = rows.groups([trial]), study._read(two)
    monkeypatch.setattr(study, "_read", lambda one: (found, groups, twin))
    assert study.simulated(two, 0, (7.0, 21.0)) == [pytest.approx(7)]
    assert seen[0] == ("compiled", 21.0, ("tubule.G_pn",))
