"""The page and the API around the twin. Importing this does nothing; `create_app` makes a fresh application."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from werkzeug.middleware.dispatcher import DispatcherMiddleware


def create_app(environment: Mapping[str, str], **overrides: Any) -> "DispatcherMiddleware":
    """The page with the API at /api. Raises UnknownSetting."""
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    from dashboard import health, metrics
    from dashboard.api import create_api
    from dashboard.config import settings
    from dashboard.foresight import Foresight
    from dashboard.limits import TimedService, rate
    from dashboard.site import create_page
    from twin.registry import registry

    chosen = settings(environment, **overrides)
    foresight = Foresight(registry(), chosen["cache_size"]) if chosen["forecaster"] else None
    service = TimedService(registry(), chosen["cache_size"], chosen["forecast_seconds"], foresight)
    page, api = create_page(service, chosen).server, create_api(service, chosen)
    for app in (page, api):
        rate(app, chosen["rate_per_minute"])
    for routes in (health.blueprint(), *([metrics.blueprint()] if chosen["metrics"] else [])):
        page.register_blueprint(routes)
    return DispatcherMiddleware(page, {"/api": api})
