"""Bounds on one request and one caller."""

import socket
import threading
import time

import pytest
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.test import Client, EnvironBuilder

from dashboard import create_app, service
from dashboard.limits import FORECASTS_AT_ONCE, PromptBody, TimedService
from twin.registry import registry

SIMULATE = "/api/v1/simulate"
WRONG = {"horizon_days": "x"}  # refused at once, and counted


@pytest.fixture
def stuck(monkeypatch):
    """A twin that does not come back until the test is over."""
    release = threading.Event()
    monkeypatch.setattr(service, "simulate", lambda inputs, engine: release.wait())
    yield
    release.set()


def test_a_forecast_that_takes_too_long_is_given_up(stuck):
    began = time.monotonic()
    with pytest.raises(ServiceUnavailable) as late:
        TimedService(registry(), 1, seconds=1).forecast({"horizon_days": 1}, "en")
    assert time.monotonic() - began < 3
    assert late.value.retry_after == 1


def test_no_request_waits_longer_behind_others_that_are_stuck(stuck):
    slow, ended = TimedService(registry(), 1, seconds=1), []

    def ask():
        with pytest.raises(ServiceUnavailable):
            slow.forecast({"horizon_days": 1}, "en")
        ended.append(time.monotonic())

    began = time.monotonic()
    callers = [threading.Thread(target=ask) for _ in range(3 * FORECASTS_AT_ONCE)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(ended) == len(callers)
    assert max(ended) - began < 3


def test_too_late_is_a_503_with_retry_after(stuck):
    got = Client(create_app({}, forecast_seconds=1)).post(SIMULATE, json={"horizon_days": 1})
    assert (got.status_code, got.headers["Retry-After"]) == (503, "1")


def test_over_the_rate_is_a_429_with_retry_after_for_that_address_only():
    client = Client(create_app({}, rate_per_minute=2))
    got = [client.post(SIMULATE, json=WRONG) for _ in range(3)]
    assert [one.status_code for one in got] == [422, 422, 429]
    assert 1 <= int(got[-1].headers["Retry-After"]) <= 61
    assert client.get("/api/v1/parameters").status_code == 200
    assert client.post(SIMULATE, json=WRONG, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 422


@pytest.mark.parametrize("path", [SIMULATE, "/_dash-update-component"])
def test_over_the_size_is_a_413(path):
    assert Client(create_app({}, max_body_kb=1)).post(path, data=b"x" * 1025).status_code == 413


@pytest.fixture
def sent():
    """What comes of a body of which so much is sent, on a connection as gunicorn hands it over."""
    ours, theirs = socket.socketpair()

    def send(body, **headers):
        theirs.sendall(body)
        environ = {"gunicorn.socket": ours, "wsgi.input": ours.makefile("rb"), **headers}
        app = PromptBody(lambda environ, start: [environ["wsgi.input"].read()], seconds=1, most_bytes=8)
        told = []
        answer = app(
            EnvironBuilder(environ_overrides=environ, method="POST").get_environ(), lambda status, headers: told.append(status)
        )
        return told, b"".join(answer)

    yield send
    ours.close()
    theirs.close()


def test_a_body_in_time_arrives(sent):
    assert sent(b"123456789", CONTENT_LENGTH="9") == ([], b"123456789")


def test_a_body_that_does_not_come_is_a_408_in_time(sent):
    began = time.monotonic()
    told, _ = sent(b"1", CONTENT_LENGTH="5")
    assert told == ["408 REQUEST TIMEOUT"]
    assert time.monotonic() - began < 3


def test_of_a_body_too_long_no_more_is_read_than_shows_it(sent):
    assert sent(b"x" * 50, CONTENT_LENGTH="50") == ([], b"x" * 9)
