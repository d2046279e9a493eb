"""The forecaster on the page and in the API: bands, the check against the model, refusal, sensitivities, and the one switch."""

import itertools

import numpy as np
import pytest
from werkzeug.test import Client

from dashboard import band, create_app, matters
from dashboard import service as module
from dashboard.answer import Asked, answer
from dashboard.foresight import Foresight
from dashboard.i18n import text_of
from dashboard.service import Service
from twin.forecast import weights
from twin.registry import registry

PLAN = {"drug": "benazepril", "dose_mg": 20}
TREATED = {"horizon_days": 3, "patient": {"age_years": 60}, "drug": [PLAN]}
LEVELS = (0.5, 0.8, 0.9, 0.95)


@pytest.fixture(scope="module")
def seeing():
    return Service(registry(), 16, Foresight(registry(), 16))


@pytest.fixture(scope="module")
def blind():
    return Client(create_app({}, forecaster=False))


def asked(values, **view):
    return Asked.read({"values": values, "view": view, "language": "en"})


def simulated(client, **more):
    return client.post("/api/v1/simulate", json=TREATED | more)


def test_the_band_lies_around_the_models_own_curve(client):
    found = simulated(client, band=0.9).json["channels"]["sbp_mmHg"]
    lower, values, upper = (np.array(found[name]) for name in ("lower", "values", "upper"))
    assert found["level"] == 0.9
    assert (lower <= values + 0.5).all()
    assert (values <= upper + 0.5).all()


def test_wider_levels_lie_around_narrower_ones(client):
    edges = [simulated(client, band=level).json["channels"]["sbp_mmHg"] for level in LEVELS]
    for inner, outer in itertools.pairwise(edges):
        assert (np.array(outer["lower"]) <= np.array(inner["lower"]) + 1e-9).all()
        assert (np.array(outer["upper"]) >= np.array(inner["upper"]) - 1e-9).all()


def test_a_band_narrows_where_a_trait_is_told(client):
    def width(**told):
        found = simulated(client, band=0.9, patient={"age_years": 60, **told}).json["channels"]["pra_ng_mL_h"]
        return np.mean((np.array(found["upper"]) - np.array(found["lower"])) / np.array(found["values"]))

    assert width(renin_profile=1.01, salt_sensitivity=1.01, drug_response=1.01, arterial_stiffness=1.01) < 0.5 * width()


def test_without_a_band_nothing_is_added(client):
    assert simulated(client).json["channels"]["sbp_mmHg"].keys() == {"unit", "values"}


def test_the_forecaster_answers_by_its_name(client):
    found = simulated(client, engine="forecaster").json
    exact = simulated(client).json["channels"]["sbp_mmHg"]["values"]
    assert found["model"]["engine"] == "forecaster"
    assert np.abs(np.array(found["channels"]["sbp_mmHg"]["values"]) - exact).mean() < 2


@pytest.mark.parametrize("level", [0.42, "wide", True, None])
def test_a_level_that_was_not_calibrated_is_refused(client, level):
    found = simulated(client, band=level)
    assert found.status_code == 422
    assert found.json["errors"][0]["name"] == "band"


def test_outside_what_was_learned_the_model_answers_and_says_so(client):
    found = client.post("/api/v1/simulate", json={"horizon_days": 29, "engine": "forecaster", "band": 0.9}).json
    assert found["model"]["engine"].startswith("mechanistic")
    assert "lower" not in found["channels"]["sbp_mmHg"]
    assert "outside" in found["warnings"][0]


def test_four_blocks_at_once_are_outside(seeing):
    plans = [PLAN | {"drug": name, "dose_mg": 5} for name in ("benazepril", "amlodipine", "bisoprolol", "spironolactone")]
    assert not seeing.foresee(TREATED | {"drug": plans}, "en", 0.9).is_inside
    assert seeing.foresee(TREATED, "en", 0.9).is_inside


def test_a_drag_is_answered_by_the_forecaster_alone(seeing, values, monkeypatch):
    answer(seeing, asked(values))
    monkeypatch.setattr(module, "_run", None)
    dragged = answer(seeing, asked(values | {"drug.benazepril.dose_mg": 12.5}), is_preview=True)
    assert dragged.compared.whatif.engine == "forecaster"
    assert dragged.compared.baseline.engine.startswith("mechanistic")


def test_a_committed_answer_is_the_models_and_checked(seeing, values):
    found = answer(seeing, asked(values, band="0.8")).compared
    assert found.whatif.engine.startswith("mechanistic")
    assert found.foreseen.level == 0.8
    told = band.note(found, text_of("it"))
    assert "80 %" in told
    apart = np.abs(found.channels("whatif")["sbp_mmHg"] - found.foreseen.channels["sbp_mmHg"]).max()
    assert apart < 10
    assert "virtuali" in told


@pytest.mark.parametrize(("view", "level"), [({}, 0.9), ({"band": "0.5"}, 0.5), ({"band": "0"}, 0), ({"band": ["x"]}, 0.9)])
def test_the_level_asked_for(view, level):
    assert band.level_of(view) == level


def test_the_largest_effects_of_what_can_be_changed(seeing, values):
    rows, is_hidden = matters.content(seeing, {"values": values}, None, text_of("en"))
    assert not is_hidden
    assert "sodium" in str(rows)
    assert matters.content(seeing, {}, None, text_of("en")) == ([], True)
    assert matters.content(seeing, {"values": {"patient.age_years": "x"}}, None, text_of("en")) == ([], True)


def test_slopes_are_those_of_the_model(client):
    """More salt, more pressure, as far as the model itself goes."""
    found = client.post("/api/v1/sensitivity", json=TREATED | {"day": 2})
    assert found.json["status"] == "ok"
    slopes = {one["name"]: one["per_unit"] for one in found.json["controls"]}

    def mean(change):
        habit = {"key": "sodium_mmol_day", "change": change}
        return np.mean(simulated(client, habit=[habit]).json["channels"]["sbp_mmHg"]["values"][48:72])

    assert slopes["habit.sodium_mmol_day.change"] == pytest.approx((mean(5) - mean(-5)) / 10, rel=0.4)
    assert {"drug.benazepril.dose_mg", "patient.egfr_mL_min_1_73m2"} <= slopes.keys()


def test_a_day_that_is_none_is_refused(client):
    assert client.post("/api/v1/sensitivity", json=TREATED | {"day": "last"}).status_code == 422


def test_outside_there_are_no_slopes(client):
    found = client.post("/api/v1/sensitivity", json={"horizon_days": 56}).json
    assert (found["status"], found["controls"]) == ("outside", [])


def test_one_switch_returns_everything_to_the_model(blind, values):
    found = blind.post("/api/v1/live", json={"values": values})
    hourly, clock = 3 * 24 + 1, 25
    assert len(np.frombuffer(found.data, "<f4")) == 2 * (2 + 2 + 1 + 3) + 4 * hourly + 4 * clock + 3 * 2 * hourly
    assert simulated(blind, band=0.9).status_code == 422
    assert simulated(blind, engine="forecaster").status_code == 422
    assert blind.post("/api/v1/sensitivity", json=TREATED).status_code == 404
    assert simulated(blind).json["model"]["engine"].startswith("mechanistic")


def test_the_server_refuses_to_start_with_weights_of_another_twin(monkeypatch):
    monkeypatch.setattr(weights, "fingerprint", lambda: "another")
    with pytest.raises(weights.WeightsRefused, match="another version of the organs"):
        create_app({})
    assert create_app({}, forecaster=False)
