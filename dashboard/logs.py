"""One JSON line per event and per request, with a request id and without anything a caller sent. Standard library only."""

import json
import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

ID_HEADER = "X-Request-ID"
USABLE_ID = re.compile(r"[\w-]{8,64}")
METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
KNOWN_PATH = re.compile(
    r"/|/evidence|/take/(csv|json|pdf)|/(api/v1|assets|_dash-[\w-]+|_reload-hash)(/[\w./-]*)?|/(healthz|readyz|metrics)"
)
HEALTH_PATHS = {"/healthz", "/readyz", "/metrics"}
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
log = logging.getLogger("dashboard.request")

Environ = dict[str, Any]
Observer = Callable[[str, str, int, float], None]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "dashboard.logs.JsonFormatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["out"]},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}, "flask-limiter": {"level": "ERROR"}},
}


class JsonFormatter(logging.Formatter):
    """Of an exception only its type and where it passed: its message and its arguments may hold a patient's values."""

    def format(self, record: logging.LogRecord) -> str:
        row: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        row["message"] = str(record.msg) if record.exc_info else record.getMessage()
        if row["message"].startswith("Invalid request from"):  # gunicorn goes on with what was sent
            row["message"] = "invalid request"
        if record.exc_info and record.exc_info[0]:
            row["exception"] = record.exc_info[0].__name__
            row["passed"] = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(record.exc_info[2])]
        row |= {"request_id": request_id.get()} if request_id.get() else {}
        return json.dumps(row | getattr(record, "fields", {}))


def path_of(environ: Environ, status: int) -> str:
    """The path where it is one of ours: an unknown one may say anything."""
    path = environ.get("PATH_INFO", "")
    return path if status < 400 and KNOWN_PATH.fullmatch(path) else "(other)"


def line(method: str, path: str, status: int, seconds: float) -> None:
    if path not in HEALTH_PATHS or status >= 400:
        log.info("request", extra={"fields": {"method": method, "path": path, "status": status, "ms": round(1000 * seconds)}})


class Observed:
    """A WSGI application whose requests carry an id and are told to the observers when they end."""

    def __init__(self, app: Callable, observers: Iterable[Observer]) -> None:
        self.app, self.observers = app, tuple(observers)

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        identity = given if USABLE_ID.fullmatch(given) else uuid.uuid4().hex
        request_id.set(identity)
        asked = dict(environ)  # the dispatcher below moves parts of the path
        began, seen = time.perf_counter(), [500]

        def respond(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seen[0] = int(status[:3])
            return start_response(status, [*headers, (ID_HEADER, identity)], *rest)

        try:
            return self.app(environ, respond)
        finally:
            method = asked["REQUEST_METHOD"] if asked["REQUEST_METHOD"] in METHODS else "(other)"
            for observe in self.observers:
                observe(method, path_of(asked, seen[0]), seen[0], time.perf_counter() - began)
