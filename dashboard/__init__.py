"""The page and the API around the twin. Importing this does nothing; `create_app` makes a fresh application."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from werkzeug.middleware.dispatcher import DispatcherMiddleware


def create_app(environment: Mapping[str, str], **overrides: Any) -> "DispatcherMiddleware":
    """The page with the API at /api. Raises UnknownSetting."""
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    from dashboard.api import create_api
    from dashboard.config import settings
    from dashboard.service import Service
    from dashboard.site import create_page
    from twin.registry import registry

    chosen = settings(environment, **overrides)
    service = Service(registry(), chosen["cache_size"])
    return DispatcherMiddleware(create_page(service, chosen).server, {"/api": create_api(service, chosen)})
