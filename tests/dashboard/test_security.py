import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from dashboard import create_app

UPDATE = "/_dash-update-component"
PATHS = [
    "/",
    "/_dash-layout",
    "/_dash-dependencies",
    "/assets/web/10-base.css",
    "/evidence",
    "/api/v1/parameters",
    "/api/v1/openapi.json",
    "/api/nothing",
]
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
)


def engine_request(client):
    """A well-formed request of the smallest callback."""
    (row,) = [row for row in client.get("/_dash-dependencies").json if row["output"].startswith("..engine.")]
    outputs = [{"id": "engine", "property": "children"}, {"id": "engine-clock", "property": "disabled"}]
    inputs = [{"id": "engine-clock", "property": "n_intervals", "value": 1}]
    state = [{"id": "language", "property": "data", "value": "en"}]
    return {
        "output": row["output"],
        "outputs": outputs,
        "inputs": inputs,
        "state": state,
        "changedPropIds": ["engine-clock.n_intervals"],
    }


def send(client, body):
    return client.post(UPDATE, data=body if isinstance(body, bytes) else json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("path", PATHS)
def test_headers_on_every_route(client, path):
    with client.get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "*" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"]


def test_nothing_says_which_python_serves(client):
    assert "python_version" not in client.get("/").text


def test_a_well_formed_update_is_answered(client):
    assert send(client, engine_request(client)).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"output": "nothing.children"},
        {"output": None},
        {"inputs": []},
        {"inputs": {}},
        {"inputs": [[]]},
        {"state": [{"id": "other", "property": "data"}]},
        {"outputs": None},
        {"outputs": [{"id": 1, "property": 2}]},
        {"changedPropIds": [3]},
        {"changedPropIds": ["x"]},
        {"changedPropIds": None},
    ],
)
def test_a_malformed_update_is_the_senders_fault(client, change):
    assert send(client, engine_request(client) | change).status_code == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"output": NaN}'])
def test_what_is_no_update_at_all(client, body):
    assert send(client, body).status_code == 400


@settings(max_examples=100)
@given(body=json_values)
def test_no_body_is_our_fault(app, body):
    assert send(Client(app), body).status_code == 400


@settings(max_examples=100)
@given(part=st.sampled_from(["output", "outputs", "inputs", "state", "changedPropIds", "more"]), value=json_values)
def test_no_spoilt_body_is_our_fault(app, part, value):
    client = Client(app)
    assert send(client, engine_request(client) | {part: value}).status_code < 500


@settings(max_examples=100)
@given(value=json_values, language=json_values)
def test_no_value_is_our_fault(app, value, language):
    client = Client(app)
    body = engine_request(client)
    body["inputs"][0]["value"], body["state"][0]["value"] = value, language
    assert send(client, body).status_code < 500


def commit_request(client):
    """What the page sends for a change, with one control."""
    rows = {row["output"]: row for row in client.get("/_dash-dependencies").json}
    (output,) = [output for output in rows if "chart-pressure.figure" in output]
    key = {"type": "value", "key": "horizon_days"}

    def entry(row):
        is_pattern = row["id"].startswith("{")
        one = {
            "id": key if is_pattern else row["id"],
            "property": row["property"],
            "value": key if row["property"] == "id" else None,
        }
        return [one] if is_pattern else one

    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in output.strip(".").split("...")]
    inputs, state = ([entry(row) for row in rows[output][part]] for part in ("inputs", "state"))
    return {"output": output, "outputs": outputs, "inputs": inputs, "state": state, "changedPropIds": []}


@settings(max_examples=100)
@given(part=st.sampled_from(["inputs", "state"]), at=st.integers(0, 20), value=json_values)
def test_no_value_of_a_change_is_our_fault(app, part, at, value):
    client = Client(app)
    body = commit_request(client)
    body["inputs"][0][0]["value"] = "1"
    entries = body[part]
    entry = entries[at % len(entries)]
    (entry[0] if isinstance(entry, list) else entry)["value"] = value
    assert send(client, body).status_code < 500


def test_a_change_with_fewer_names_than_values_is_read_as_far_as_it_goes(app):
    client = Client(app)
    body = commit_request(client)
    body["state"][0] = []
    body["inputs"][0][0]["value"] = "1"
    assert send(client, body).status_code == 200


def test_a_large_body_is_refused(client):
    assert send(client, b"x" * 300_000).status_code == 413


def test_no_developer_tools(client):
    assert client.get("/_reload-hash").status_code in (200, 404)
    assert client.post("/_mcp").status_code != 200


def test_https_can_be_forced():
    client = Client(create_app({"DASHBOARD_FORCE_HTTPS": "true"}))
    assert client.get("/").status_code in (301, 302)
