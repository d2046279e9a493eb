import base64

import numpy as np
import pytest
from dash import Patch, no_update

from dashboard import answer as answer_module
from dashboard.answer import Asked
from dashboard.callbacks import commit, engine_words, translate
from dashboard.i18n import text_of
from dashboard.picture import CHARTS, PANELS, view_of
from dashboard.service import Forecast
from twin.registry import registry
from twin.simulate import Status

LIGHT = {"theme": "light"}


def asked(values, language="en", baseline=None, **view):
    return Asked.read({"values": values, "baseline": baseline, "view": view, "language": language})


def decoded(packed):
    return np.frombuffer(base64.b64decode(packed["bdata"]), "<f4")


def test_the_first_answer_is_whole_figures_numbers_and_one_sentence(service, values):
    found = commit(service, asked(values), LIGHT, None)
    assert [len(found[name]) for name in ("figures", "sentences", "kpis")] == [len(CHARTS), len(CHARTS), 6]
    assert not any(isinstance(figure, Patch) for figure in found["figures"])
    assert found["message"].startswith("Day 2: mean pressure")
    assert found["good"] == values | {"horizon_days": 3}, "numbers are counted, lists stay as typed"
    assert found["answer"]["faults"] == {}
    line = decoded(found["figures"][0]["data"][0]["y"])
    assert len(line) == 3 * 24 + 1


def test_a_second_answer_beside_the_same_baseline_is_a_patch_without_it(service, values):
    first = commit(service, asked(values), LIGHT, None)
    second = commit(service, asked(values | {"drug.benazepril.dose_mg": "40"}), LIGHT, first["drawn"])
    assert all(isinstance(figure, Patch) for figure in second["figures"])
    changed = {
        operation["location"][1]
        for operation in second["figures"][0].to_plotly_json()["operations"]
        if operation["location"][0] == "data"
    }
    assert changed == {2, 3, 4, 5}


@pytest.mark.parametrize("other", [{"language": "it"}, {"panels": ["prc_pg_mL", *PANELS[1:]]}, {"day": 0}])
def test_another_language_panel_or_day_is_drawn_whole(service, values, other):
    pinned = values | {"drug.benazepril.dose_mg": "40"}  # an untreated baseline is the same on every day
    first = commit(service, asked(values, baseline=pinned), LIGHT, None)
    second = commit(service, asked(values, baseline=pinned, **other), LIGHT, first["drawn"])
    assert not any(isinstance(figure, Patch) for figure in second["figures"])


def test_another_theme_is_drawn_whole(service, values):
    first = commit(service, asked(values), LIGHT, None)
    assert not any(
        isinstance(figure, Patch) for figure in commit(service, asked(values), {"theme": "dark"}, first["drawn"])["figures"]
    )


def test_faults_keep_the_curves_and_say_what_is_allowed(service, values):
    wrong = values | {"patient.sbp_mmHg": "100", "drug.benazepril.dose_mg": "900", "patient.renin_profile": "x"}
    found = commit(service, asked(wrong, "it"), LIGHT, "token")
    assert found["figures"] == [no_update] * len(CHARTS)
    assert found["good"] is no_update
    faults = found["answer"]["faults"]
    assert faults.keys() == {"patient.sbp_mmHg", "drug.benazepril.dose_mg", "patient.renin_profile"}
    assert "Pressione diastolica a riposo" in faults["patient.sbp_mmHg"]
    assert "80 mg" in faults["drug.benazepril.dose_mg"]
    assert "patient." not in found["message"]


def test_an_unbelievable_run_is_said_and_not_drawn(service, values, monkeypatch):
    broken = Forecast(np.arange(25.0), {}, Status.IMPLAUSIBLE, "why", "mechanistic")
    monkeypatch.setattr(answer_module, "compare", lambda *_: answer_module.Compared({}, broken, broken))
    found = commit(service, asked(values), LIGHT, None)
    assert found["answer"]["notice"].startswith(text_of("en")("say.implausible"))
    assert found["kpis"] is no_update


def test_beside_itself_nothing_differs(service, values):
    found = commit(service, asked(values, baseline=values), LIGHT, None)
    assert "as the baseline" in found["message"]


def test_the_pinned_baseline_follows_the_horizon(service, values):
    found = commit(service, asked(values, baseline=values | {"horizon_days": "2"}), LIGHT, None)
    assert found["answer"]["notice"] == ""


def test_the_page_in_another_language_keeps_what_was_typed(service, values):
    page = str(translate(service, "it", values | {"patient.age_years": "61", "patient.weight_kg": "heavy"}))
    assert "Gemello digitale" in page
    assert "value='61'" in page
    assert "value='heavy'" in page


@pytest.mark.parametrize(("state", "is_last"), [(("ready", 0.0), True), (("building", 0.42), False), (("absent", 0.0), False)])
def test_the_engine_is_named(service, monkeypatch, state, is_last):
    monkeypatch.setattr(type(service), "engine_state", lambda _: state)
    words, stops = engine_words(service, text_of("en"))
    assert stops is is_last
    assert ("42 %" in words) is (state[0] == "building")


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"panels": "x"},
        {"panels": [3, None]},
        {"panels": ["nothing"], "day": 99, "span": []},
        {"day": "1"},
        {"day": float("nan")},
    ],
)
def test_any_view_can_be_drawn(view):
    found = view_of(view, registry(), 5)
    assert len(found.panels) == len(PANELS)
    assert 0 <= found.day < 5


@pytest.mark.parametrize(
    "body",
    [None, [], "x", {}, {"values": 3, "baseline": [], "view": "", "language": {}}, {"values": {"drug.losartan.dose_mg": {}}}],
)
def test_any_body_is_answered(service, body):
    found = commit(
        service,
        Asked.read(body if not isinstance(body, dict) else {**body, "values": body.get("values", {"horizon_days": 1})}),
        None,
        7,
    )
    assert found["message"]


def test_a_pinned_baseline_takes_the_horizon_of_what_is_asked(service, values):
    plain = {key: value for key, value in values.items() if key != "horizon_days"}
    assert answer_module.answer(service, asked(plain, baseline={"horizon_days": 7})).compared is not None


@pytest.mark.parametrize("dose", ["", "20"])
def test_a_fault_of_the_pinned_baseline_is_said_of_its_own_drug(service, values, dose):
    found = answer_module.answer(
        service, asked(values | {"drug.benazepril.dose_mg": dose}, baseline={"drug.losartan.dose_mg": 9999})
    )
    assert list(found.faults) == ["drug.losartan.dose_mg"]
