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
        self._turn = Lock()

    def of(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The result under a key, made when it is not there. Raises ServiceUnavailable where others take too long."""
        if not self._turn.acquire(timeout=PATIENCE_S):
            raise ServiceUnavailable(f"no turn within {PATIENCE_S} s", retry_after=PATIENCE_S)
        try:
            if key not in self._kept:
                self._kept[key] = make()
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]
        finally:
            self._turn.release()
