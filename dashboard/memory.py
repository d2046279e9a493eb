"""The latest results by key, for all threads of a worker."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any


class Latest:
    """Keeps so many results, those longest unasked go first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._shelf = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, default: Any = None) -> Any:
        """The result under a key, which thereby counts as asked for."""
        with self._shelf:
            if key not in self._kept:
                return default
            self._kept.move_to_end(key)
            return self._kept[key]

    def keep(self, key: Hashable, made: Any) -> Any:
        """The result, remembered."""
        with self._shelf:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made
