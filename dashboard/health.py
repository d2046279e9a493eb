"""/healthz: the process answers. /readyz: a forecast was computed here and now, or a few seconds ago."""

import logging
import time
from threading import Lock

import torch
from flask import Blueprint, Response

from dashboard.security import json_answer
from twin.registry import registry
from twin.simulate import Status, simulate

KEPT_S = 5
log = logging.getLogger(__name__)


class NotReady(RuntimeError):
    """No forecast that can be believed comes out."""


class Readiness:
    """The result of the latest trial forecast, at most a few seconds old."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until_s = 0.0
        self._found: str | None = None

    def engine(self) -> str | None:
        """The engine that computed the trial forecast, None when there was no good one."""
        with self._lock:
            if time.monotonic() >= self._until_s:
                self._found = self._try()
                self._until_s = time.monotonic() + KEPT_S
            return self._found

    def _try(self) -> str | None:
        try:
            return trial()
        except Exception:
            log.exception("not ready")
            return None


def trial() -> str:
    """Forecast one day of the default patient; the name of the engine. Raises NotReady, or whatever went wrong."""
    run = simulate(registry().parse({"horizon_days": 1}))
    if run.status != [Status.OK] or not all(torch.isfinite(torch.as_tensor(values)).all() for values in run.channels.values()):
        raise NotReady(f"the trial forecast ended with {run.status[0].value}")
    return run.engine


def blueprint() -> Blueprint:
    """Both routes, never redirected to https: the load balancer asks from inside."""
    routes, readiness = Blueprint("health", __name__), Readiness()

    def alive() -> Response:
        return json_answer({"status": "alive"})

    def ready() -> Response:
        engine = readiness.engine()
        return json_answer({"status": "ready", "engine": engine}) if engine else json_answer({"status": "not ready"}, 503)

    for path, view in (("/healthz", alive), ("/readyz", ready)):
        view.talisman_view_options = {"force_https": False}  # type: ignore[attr-defined]
        routes.add_url_rule(path, view_func=view)
    return routes
