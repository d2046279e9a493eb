"""Bounds on what one caller and one request may cost the others."""

import math
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from io import BytesIO
from threading import Timer
from typing import Any, NoReturn

from flask import Flask, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import RequestTimeout, ServiceUnavailable, TooManyRequests

from dashboard.foresight import Foreseen, Foresight
from dashboard.service import Forecast, Service
from twin.registry import Registry

FORECASTS_AT_ONCE = 4


class TimedService(Service):
    """A service whose caller waits a limited time, in the queue and for the computation together."""

    def __init__(self, registry: Registry, cache_size: int, seconds: int, foresight: Foresight | None = None) -> None:
        super().__init__(registry, cache_size, foresight)
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(FORECASTS_AT_ONCE, "forecast")  # starts its threads when first used: after the fork

    def forecasts(
        self, raws: Sequence[Any], language: str, engine: str = "mechanistic", is_preview: bool = False
    ) -> list[Forecast]:
        """As `Service.forecasts`. Raises ServiceUnavailable when the time is over."""
        return self._in_time(super().forecasts, raws, language, engine, is_preview)

    def foresee(self, raw: Any, language: str, level: float) -> Foreseen | None:
        """As `Service.foresee`. Raises ServiceUnavailable when the time is over."""
        return self._in_time(super().foresee, raw, language, level)

    def _in_time(self, work_of: Callable, *given: Any) -> Any:
        work = self._pool.submit(copy_context().run, work_of, *given)
        try:
            return work.result(self._seconds)
        except TimeoutError as late:
            work.cancel()
            raise ServiceUnavailable(f"no forecast within {self._seconds} s", retry_after=self._seconds) from late


def rate(app: Flask, per_minute: int) -> None:
    """At most so many POSTs a minute from one address to one worker; more are answered 429 with Retry-After."""
    Limiter(
        get_remote_address,
        app=app,
        application_limits=[f"{per_minute} per minute"],
        application_limits_exempt_when=lambda: request.method != "POST",
        storage_uri="memory://",
        on_breach=refuse,
    )


def refuse(limit: RequestLimit) -> NoReturn:
    raise TooManyRequests("too many requests from this address", retry_after=max(1, math.ceil(limit.reset_at - time.time())))


class PromptBody:
    """A WSGI application whose callers send their body in time: one that dawdles loses its connection, not others their thread."""

    def __init__(self, app: Callable, seconds: int, most_bytes: int) -> None:
        self.app, self.seconds, self.most_bytes = app, seconds, most_bytes

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        link = environ.get("gunicorn.socket")
        has_body = environ.get("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ
        if link is not None and has_body:
            body = self._read(environ["wsgi.input"], link)
            if len(body) < min(int(environ.get("CONTENT_LENGTH") or 0), self.most_bytes):
                return RequestTimeout()(environ, start_response)
            environ["wsgi.input"] = BytesIO(body)
            if environ.pop("HTTP_TRANSFER_ENCODING", None):  # chunks: with a length, Flask can compare it with what is allowed
                environ["CONTENT_LENGTH"] = str(len(body))
        return self.app(environ, start_response)

    def _read(self, body: Any, link: socket.socket) -> bytes:
        """One byte more than allowed at most, so that too much is still seen as such."""

        def hang_up() -> None:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RD)

        late = Timer(self.seconds, hang_up)
        late.daemon = True
        late.start()
        try:
            return body.read(self.most_bytes + 1)
        finally:
            late.cancel()
