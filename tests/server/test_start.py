"""What is checked before the port opens, and what /healthz and /readyz say."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
import torch
from werkzeug.test import Client

from dashboard import create_app, health
from dashboard.server import serve
from tests.house.tree import ROOT
from twin import compiled
from twin.simulate import Status

ASK = """
from werkzeug.test import Client
from dashboard.server import serve
client = Client(serve({"DASHBOARD_METRICS": "true"}))
client.get("/healthz")
print(client.get("/metrics").text)
"""


def made(status=Status.OK, value=1.0):
    """A finished run."""
    return SimpleNamespace(status=[status], channels={"x": torch.tensor([value])}, engine="some engine")


BAD = [made(status=Status.NOT_FINITE), made(value=float("nan")), RuntimeError("no package")]


@pytest.fixture
def outcome(monkeypatch):
    """Decides what the trial forecast comes to."""

    def decide(run):
        def simulate(inputs):
            if isinstance(run, Exception):
                raise run
            return run

        monkeypatch.setattr(health, "simulate", simulate)

    return decide


def test_healthz_and_readyz_for_real():
    client = Client(create_app({}))
    assert client.get("/healthz").json == {"status": "alive"}
    got = client.get("/readyz").json
    assert got["status"] == "ready"
    assert got["engine"].startswith("mechanistic")


@pytest.mark.parametrize("run", BAD)
def test_readyz_never_lies(outcome, run):
    outcome(run)
    client = Client(create_app({}))
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_readyz_tries_again_after_a_while(outcome, monkeypatch):
    monkeypatch.setattr(health, "KEPT_S", 0)
    client = Client(create_app({}))
    outcome(BAD[0])
    assert client.get("/readyz").status_code == 503
    outcome(made())
    assert client.get("/readyz").json == {"status": "ready", "engine": "some engine"}


def test_health_is_not_redirected_to_https():
    client = Client(create_app({}, force_https=True))
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("run", BAD)
def test_no_start_without_a_forecast(outcome, run):
    outcome(run)
    with pytest.raises(SystemExit, match="refusing to start"):
        serve({})


@pytest.mark.parametrize(("environment", "named"), [
    ({"DASHBOARD_NO_SUCH": "1"}, "DASHBOARD_NO_SUCH"),
    ({"DASHBOARD_MAX_BODY_KB": "0"}, "DASHBOARD_MAX_BODY_KB"),
    ({"DASHBOARD_METRICS": "maybe"}, "DASHBOARD_METRICS"),
])  # fmt: skip
def test_a_wrong_setting_is_named(environment, named):
    with pytest.raises(SystemExit, match=named):
        serve(environment)


@pytest.mark.parametrize("state", ["absent", "building", "refused: built from other equations"])
def test_a_required_engine_must_be_ready(monkeypatch, state):
    monkeypatch.setattr(compiled, "state", lambda: state)
    with pytest.raises(SystemExit, match=f"compiled engine is required.*{state}"):
        serve({"DASHBOARD_REQUIRE_ENGINE": "true"})


def test_behind_a_proxy_its_word_counts(outcome):
    outcome(made())
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.9"}
    served = serve({"DASHBOARD_BEHIND_PROXY": "true", "DASHBOARD_FORCE_HTTPS": "true"})
    assert Client(served).get("/", headers=told).status_code == 200


def test_metrics_only_when_asked_for(outcome, tmp_path):
    outcome(made())
    assert b"dashboard_requests" not in Client(serve({})).get("/metrics").data
    settings = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    shown = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=settings, capture_output=True, text=True, check=True).stdout
    assert 'dashboard_requests_total{method="GET",path="/healthz",status="200"} 1.0' in shown
