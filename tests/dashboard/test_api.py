import json
import math

import numpy as np
import pytest
from werkzeug.test import Client

from dashboard import create_app
from dashboard.picture import CHARTS
from twin import __version__
from twin.registry import registry

SHORT = {"horizon_days": 1, "drug": [{"drug": "benazepril", "dose_mg": 10}]}


def post(client, body, path="/api/v1/simulate", **more):
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(path, data=data, content_type="application/json", **more)


def names(answer):
    assert answer.status_code == 422
    return {error["name"] for error in answer.json["errors"]}


def test_simulate(client):
    found = post(client, SHORT).json
    assert found["status"] == "ok"
    assert found["model"]["version"] == __version__
    assert found["model"]["engine"].startswith("mechanistic")
    assert found["t_h"] == list(range(25))
    assert set(registry().channels) >= set(found["channels"]) >= {"sbp_mmHg", "ang_ii_pg_mL", "benazeprilat_ng_mL"}
    for name, channel in found["channels"].items():
        assert channel["unit"] == registry().channels[name].unit
        assert len(channel["values"]) == 25
        assert all(math.isfinite(value) for value in channel["values"])


def test_an_empty_scenario_is_the_default_person(client):
    assert post(client, {"horizon_days": 1}).status_code == 200


def test_every_fault_at_once_by_name(client):
    body = {
        "engine": "oracle",
        "patient": {"age_years": 999, "shoe": 43},
        "drug": [{"drug": "aspirin", "dose_mg": 1}],
        "colour": 1,
    }
    assert names(post(client, body)) == {"engine", "patient.age_years", "patient.shoe", "drug[0].drug", "colour"}


def test_faults_in_italian(client):
    answer = post(client, {"patient": {"weight_kg": "x"}}, headers={"Accept-Language": "it"})
    assert "non è un numero" in answer.json["errors"][0]["message"]
    assert answer.json["errors"][0]["allowed"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b"null",
        b'{"patient": NaN}',
        b"\xff\xfe",
        b'{"engine": ["mechanistic"]}',
        b'{"horizon_days": 1e999}',
        b'{"patient": {"age_years": 1' + b"0" * 400 + b"}}",
    ],
)
def test_a_body_that_is_no_scenario(client, body):
    assert names(post(client, body))


def test_too_large(client):
    assert post(client, b'{"x": "' + b"y" * 300_000 + b'"}').status_code == 413
    assert "errors" in post(client, b" " * 300_000).json


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nothing", 404),
        ("get", "/api/", 404),
        ("get", "/api/v1/simulate", 405),
        ("post", "/api/v1/parameters", 405),
    ],
)
def test_what_is_not_there_is_json_too(client, method, path, status):
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert answer.json["errors"][0]["name"] == "request"
    assert status != 405 or answer.headers["Allow"]


def test_parameters_say_everything(client):
    found = client.get("/api/v1/parameters").json
    assert set(found["drugs"]) == set(registry().drugs)
    assert set(found["channels"]) == set(registry().channels)
    age = found["parameters"]["patient.age_years"]
    assert {"unit", "default", "range", "hard_range", "label", "source"} <= age.keys()
    assert {"en", "it"} <= age["label"].keys()


def test_openapi_has_the_bounds_of_the_registry(client):
    document = client.get("/api/v1/openapi.json").json
    schemas = document["components"]["schemas"]
    age = schemas["Patient"]["properties"]["age_years"]
    row = registry().parameters["patient.age_years"]
    assert (age["minimum"], age["maximum"], age["default"]) == (row.hard_low, row.hard_high, row.default)
    assert schemas["Scenario"]["additionalProperties"] is False
    assert set(document["paths"]) == {"/v1/simulate", "/v1/heartbeat", "/v1/sensitivity", "/v1/parameters"}
    for reference in json.dumps(document).split('"$ref": "')[1:]:
        assert reference.split('"')[0].removeprefix("#/components/schemas/") in schemas


def test_openapi_and_parameters_tell_of_habits_and_illness(client):
    schemas = client.get("/api/v1/openapi.json").json["components"]["schemas"]
    assert set(schemas["Habit"]["properties"]["key"]["enum"]) == set(registry().habits)
    ill = schemas["Condition"]["properties"]
    assert ill["what"]["const"] == "sars_cov_2"
    assert (ill["severity"]["minimum"], ill["severity"]["maximum"], ill["severity"]["default"]) == (0, 2, 1)
    assert schemas["Drug"]["properties"]["adherence"]["default"] == 1
    rows = client.get("/api/v1/parameters").json["parameters"]
    assert rows["patient.weight_kg"]["drive"] == "weight_change"
    assert (rows["patient.glucose_on_ras"]["status"], rows["patient.glucose_on_ras"]["advanced"]) == ("hypothesis", True)


def test_a_scenario_with_everything_is_answered(client):
    raw = SHORT | {
        "life": {"alcohol_drinks_day": 3, "diet": "usual"},
        "habit": [{"key": "diet", "value": "dash"}, {"key": "weight_kg", "change": -5}],
        "condition": [{"what": "sars_cov_2"}],
    }
    assert post(client, raw).json["status"] == "ok"


def test_no_origin_is_let_in_unless_set(client):
    origin = {"Origin": "https://a.example"}
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/parameters", headers=origin).headers
    open_client = Client(create_app({"DASHBOARD_CORS_ORIGINS": "https://a.example"}))
    assert open_client.get("/api/v1/parameters", headers=origin).headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert (
        "Access-Control-Allow-Origin"
        not in open_client.get("/api/v1/parameters", headers={"Origin": "https://b.example"}).headers
    )


def test_a_frame_of_a_drag_is_numbers_then_curves(client, values):
    answer = post(client, {"values": values, "language": "en"}, "/api/v1/live")
    assert answer.status_code == 200
    frame = np.frombuffer(answer.data, "<f4")
    hourly, clock = 3 * 24 + 1, 25
    curves, edges = 4 * hourly + 4 * clock + 3 * 2 * hourly, 2 * (2 * hourly + 2 * clock + 3 * hourly)
    assert len(frame) == 2 * (2 + 2 + 1 + 3) + curves + edges
    assert np.isfinite(frame).all()
    assert len(CHARTS) == 5


def test_a_drag_out_of_range_is_said(client, values):
    answer = post(client, {"values": values | {"patient.age_years": "7"}, "language": "it"}, "/api/v1/live")
    assert answer.status_code == 422
    assert answer.json["faults"]["patient.age_years"].startswith("7 ")
    assert "da 18 a 100" in answer.json["faults"]["patient.age_years"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[1]",
        b'{"values": {"horizon_days": []}}',
        b'{"values": {"horizon_days": 1}, "view": {"panels": [[]]}, "baseline": {"patient.sex": 4}}',
    ],
)
def test_a_frame_for_anything(client, body):
    assert post(client, body, "/api/v1/live").status_code in (200, 422)
