"""What took long to compute, kept for a while; one computation at a time."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from werkzeug.exceptions import ServiceUnavailable

PATIENCE_S = 20


class Memory:
    """The latest results by key."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._turn, self._shelf = Lock(), Lock()

    def of(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The result under a key, made when it is not there. Raises ServiceUnavailable where others take too long."""
        found = self._recall(key)
        if found:
            return found[0]
        if not self._turn.acquire(timeout=PATIENCE_S):
            raise ServiceUnavailable(f"no turn within {PATIENCE_S} s", retry_after=PATIENCE_S)
        try:
            found = self._recall(key) or [self._keep(key, make())]
            return found[0]
        finally:
            self._turn.release()

    def _recall(self, key: Hashable) -> list[Any]:
        """The result as a list of one, or an empty one."""
        with self._shelf:
            if key not in self._kept:
                return []
            self._kept.move_to_end(key)
            return [self._kept[key]]

    def _keep(self, key: Hashable, made: Any) -> Any:
        with self._shelf:
            self._kept[key] = made
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made
