"""Log lines: JSON, with an id, without anything a caller sent."""

import json
import logging
import sys

import pytest
from werkzeug.test import Client

from dashboard.logs import ID_HEADER, JsonFormatter, Observed, line, path_of, request_id

CANARY = "167.5"


def formatted(message, *arguments, exc_info=None, **extra):
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, arguments, exc_info)
    record.__dict__ |= extra
    return json.loads(JsonFormatter().format(record))


def test_an_exception_keeps_its_type_and_its_way_but_not_its_words():
    try:
        float(CANARY + "x")
    except ValueError:
        row = formatted("failed on %s", CANARY, exc_info=sys.exc_info())
    assert row["exception"] == "ValueError"
    assert row["passed"]
    assert CANARY not in json.dumps(row)


def test_what_gunicorn_says_of_a_malformed_request_is_cut():
    assert formatted("Invalid request from ip=%s: %s", "192.0.2.1", f"Invalid line: {CANARY}")["message"] == "invalid request"


@pytest.mark.parametrize(("path", "status", "said"), [
    ("/", 200, "/"),
    ("/api/v1/simulate", 200, "/api/v1/simulate"),
    ("/_dash-update-component", 200, "/_dash-update-component"),
    ("/assets/app.css", 200, "/assets/app.css"),
    (f"/patient/{CANARY}", 200, "(other)"),
    (f"/api/v1/{CANARY}", 404, "(other)"),
])  # fmt: skip
def test_only_our_own_paths_are_named(path, status, said):
    assert path_of({"PATH_INFO": path}, status) == said


def test_a_request_is_one_line_without_its_query(caplog):
    with caplog.at_level(logging.INFO):
        Client(Observed(lambda environ, start: (start("200 OK", []), [b""])[1], [line])).get(f"/?sbp={CANARY}")
    (record,) = caplog.records
    assert record.fields["path"] == "/"
    assert CANARY not in str(record.__dict__)


@pytest.mark.parametrize(("given", "is_kept"), [("abcdefgh-1", True), ("short", False), ("<script>xx", False), ("a" * 65, False)])
def test_an_id_is_kept_when_usable_and_made_otherwise(given, is_kept):
    seen = []

    def app(environ, start_response):
        seen.append(request_id.get())
        start_response("200 OK", [])
        return [b""]

    got = Client(Observed(app, [])).get("/", headers={ID_HEADER: given})
    assert (got.headers[ID_HEADER] == given) is is_kept
    assert seen == [got.headers[ID_HEADER]]


def test_a_request_that_breaks_is_counted_as_500():
    seen = []

    def app(environ, start_response):
        raise ValueError(CANARY)

    with pytest.raises(ValueError, match=CANARY):
        Client(Observed(app, [lambda *row: seen.append(row[:3])])).get("/")
    assert seen == [("GET", "(other)", 500)]
