"""The forecaster behind the page and the API: quick curves with bands, and which control matters. Knows neither Dash nor Flask."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import orjson

from dashboard.memory import Latest
from dashboard.series import Array
from twin import scenario
from twin.forecast import weights
from twin.forecast.forecaster import NAME, Curves, Forecaster
from twin.forecast.sensitivity import Slope, slopes
from twin.forecast.settings import settings
from twin.registry import Registry

OFF = 0.0  # the level of no band


@dataclass(frozen=True)
class Foreseen:
    """One patient's curves with a band of a level. Nothing but the score where it lies outside what the forecaster learned."""

    t_h: Array
    channels: Mapping[str, Array]
    lower: Mapping[str, Array]
    upper: Mapping[str, Array]
    level: float
    is_inside: bool


def levels() -> list[float]:
    """Levels a reader may choose."""
    return list(settings()["bands"]["levels"])


def usual_level() -> float:
    return float(settings()["bands"]["default"])


class Foresight:
    """Checked when made, loaded when first asked: the server forks in between. Remembers its latest answers."""

    def __init__(self, registry: Registry, cache_size: int) -> None:
        weights.check()
        self.registry = registry
        self._kept = Latest(cache_size)
        self._turn = Lock()
        self._one: Forecaster | None = None

    def foresee(self, raw: Any, language: str, level: float) -> Foreseen:
        """One scenario. Raises InputError with every fault."""
        inputs = self.registry.parse(raw, language)
        key = orjson.dumps([raw, level], option=orjson.OPT_SORT_KEYS)
        with self._turn:
            found = self._kept.get(key)
            return found or self._kept.keep(key, seen(self._forecaster().forecast(inputs, level or None), level))

    def slopes(self, raw: Any, language: str, day: int | None) -> tuple[int, list[Slope] | None]:
        """The day looked at and its slopes, None where the scenario lies outside. Raises InputError."""
        told = scenario.read(self.registry, raw, language)
        at = told.horizon_days - 1 if day is None else max(0, min(day, told.horizon_days - 1))
        with self._turn:
            found = slopes(self._forecaster(), told, at)
        return at, found

    def _forecaster(self) -> Forecaster:
        self._one = self._one or Forecaster.load()
        return self._one


def seen(found: Curves, level: float) -> Foreseen:
    """The first patient of an answer."""
    if not found.is_inside(0):
        return Foreseen(np.zeros(0), {}, {}, {}, level, False)
    channels, lower, upper = (
        {name: values[0].detach().numpy() for name, values in table.items()}
        for table in (found.channels, found.lower, found.upper)
    )
    return Foreseen(found.t_h.numpy(), channels, lower, upper, level, True)


def most_different(one: Mapping[str, Array], other: Mapping[str, Array], names: tuple[str, ...]) -> float:
    """Largest distance of two runs at any hour of these channels."""
    return max(float(np.abs(np.asarray(one[name]) - np.asarray(other[name])).max()) for name in names)


__all__ = ["NAME", "OFF", "Foreseen", "Foresight", "levels", "most_different", "seen", "usual_level"]
