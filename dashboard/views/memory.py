"""What took long to compute, kept for a while; one computation at a time."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from werkzeug.exceptions import ServiceUnavailable

from dashboard.memory import Latest

PATIENCE_S = 20
MISSING = object()


class Memory:
    """The latest results by key."""

    def __init__(self, size: int) -> None:
        self._kept, self._turn = Latest(size), Lock()

    def of(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The result under a key, made when it is not there. Raises ServiceUnavailable where others take too long."""
        found = self._kept.get(key, MISSING)
        if found is not MISSING:
            return found
        if not self._turn.acquire(timeout=PATIENCE_S):
            raise ServiceUnavailable(f"no turn within {PATIENCE_S} s", retry_after=PATIENCE_S)
        try:
            found = self._kept.get(key, MISSING)
            return self._kept.keep(key, make()) if found is MISSING else found
        finally:
            self._turn.release()
