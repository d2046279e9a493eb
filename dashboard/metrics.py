"""Counts and durations for Prometheus, summed over the workers. Off unless the setting `metrics` says so."""

import os
import tempfile

from flask import Blueprint, Response

from dashboard.logs import Observer

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def folder() -> str:
    """Where the workers leave their counts; the library reads the name when it is first imported."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="metrics-")
    return os.environ[FOLDER]


def observer() -> Observer:
    """Counts each request by method, path and status."""
    folder()
    from prometheus_client import CollectorRegistry, Counter, Histogram

    kept = CollectorRegistry()
    names = ["method", "path", "status"]
    count = Counter("dashboard_requests", "Requests answered", names, registry=kept)
    took = Histogram("dashboard_request_seconds", "Time to answer", ["path"], registry=kept)

    def observe(method: str, path: str, status: int, seconds: float) -> None:
        path = "/assets" if path.startswith("/assets/") else path
        count.labels(method, path, str(status)).inc()
        took.labels(path).observe(seconds)

    return observe


def blueprint() -> Blueprint:
    """GET /metrics."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    def metrics() -> Response:
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        gathered = CollectorRegistry()
        MultiProcessCollector(gathered, path=folder())
        return Response(generate_latest(gathered), content_type=CONTENT_TYPE_LATEST)

    return routes
