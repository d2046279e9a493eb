"""What stands around the application when it is served: checks before the port opens, logs, metrics, the proxy in front."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard import create_app, health, logs, metrics
from dashboard.config import settings
from dashboard.limits import PromptBody
from dashboard.security import BYTES_PER_KB
from twin import compiled

log = logging.getLogger(__name__)


def serve(environment: Mapping[str, str]) -> Callable:
    """The application, proven to forecast. Exits with one sentence when it can't be served."""
    try:
        chosen = settings(environment)
        app = create_app(environment)
        engine = proven(chosen["require_engine"])
    except Exception as fault:
        raise SystemExit(f"refusing to start: {type(fault).__name__}: {fault}") from fault
    log.info("forecasts by the engine: %s", engine)
    return around(app, chosen)


def proven(require_engine: bool) -> str:
    """The engine of a first forecast. Raises NotReady when the compiled one is required and can't be used."""
    if require_engine and compiled.state() != "ready":
        raise health.NotReady(f"the compiled engine is required (DASHBOARD_REQUIRE_ENGINE) and {compiled.state()}")
    return health.trial()


def around(app: Callable, chosen: Mapping[str, Any]) -> Callable:
    """Ids, log lines and counts; the caller's address as the proxy tells it, where there is one."""
    observers = [logs.line, metrics.observer()] if chosen["metrics"] else [logs.line]
    prompt = PromptBody(app, chosen["body_seconds"], BYTES_PER_KB * chosen["max_body_kb"])
    observed = logs.Observed(prompt, observers)
    return ProxyFix(observed, x_for=1, x_proto=1) if chosen["behind_proxy"] else observed
