"""Scenarios beside one baseline: the numbers of the table of differences."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from dashboard.i18n import Text
from dashboard.kpis import PRESSURES, Kpi, kpis
from dashboard.series import HOURS, Array
from twin.registry import DATA, Registry

CHANNELS = ("pra_ng_mL_h", "ang_ii_pg_mL", "aldosterone_pg_mL", "gfr_mL_min")


@dataclass(frozen=True)
class Limit:
    """From which 24-hour mean pressure counts as high, by channel, and who says so."""

    label: str
    mmHg: Mapping[str, float]


@cache
def limit() -> Limit:
    """The first row of data/day_limits.toml."""
    row: dict[str, Any] = next(iter(tomllib.loads((DATA / "day_limits.toml").read_text("utf-8")).values()))
    return Limit(row["label"], {name: row[name] for name in PRESSURES})


def share_below(run: Mapping[str, Array]) -> float:
    """Per cent of the run's days whose 24-hour means are both below the limit."""
    days = (len(run[PRESSURES[0]]) - 1) // HOURS
    below = [run[name][: days * HOURS].reshape(days, HOURS).mean(1) < high for name, high in limit().mmHg.items()]
    return 100 * float(np.logical_and.reduce(below).mean())


def differences(
    run: Mapping[str, Array], baseline: Mapping[str, Array], day: int, dose_h: float | None, registry: Registry, text: Text
) -> list[Kpi]:
    """One column of the table; the rows are the same for every scenario."""
    rows = [registry.channels[name] for name in CHANNELS]
    mean, trough, least, *hormones = kpis(run, baseline, day, dose_h, rows, text)
    high = limit()
    words = text("compare.in_target", **{name: text.number(value, 0) for name, value in high.mmHg.items()})
    return [
        replace(mean, label=text("compare.mean", day=day)),
        replace(trough, label=text("compare.trough")),
        Kpi(words, text("compare.of_days"), 0, (share_below(run),), (share_below(baseline),)),
        replace(least, label=text("compare.lowest")),
        *hormones,
    ]
