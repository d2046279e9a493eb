"""Scenarios beside one baseline: the numbers of the table of differences."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from dashboard.figures.limit import Guideline
from dashboard.guidelines import guidelines
from dashboard.i18n import Text
from dashboard.kpis import PRESSURES, Kpi, kpis
from dashboard.series import HOURS, Array
from twin.registry import Registry

CHANNELS = ("pra_ng_mL_h", "ang_ii_pg_mL", "aldosterone_pg_mL", "gfr_mL_min")


def limit() -> Guideline:
    """The guideline whose limit for 24-hour means the days are counted by: the first."""
    return next(iter(guidelines().values()))


def share_below(run: Mapping[str, Array]) -> float:
    """Per cent of the run's days whose 24-hour means are both below the limit."""
    days = (len(run[PRESSURES[0]]) - 1) // HOURS
    below = [run[name][: days * HOURS].reshape(days, HOURS).mean(1) < high for name, high in limit().mean_24h.items()]
    return 100 * float(np.logical_and.reduce(below).mean())


def differences(
    run: Mapping[str, Array], baseline: Mapping[str, Array], day: int, dose_h: float | None, registry: Registry, text: Text
) -> list[Kpi]:
    """One column of the table; the rows are the same for every scenario."""
    rows = [registry.channels[name] for name in CHANNELS]
    mean, trough, least, *hormones = kpis(run, baseline, day, dose_h, rows, text)
    high = limit()
    words = text("compare.in_target", **{name: text.number(value, 0) for name, value in high.mean_24h.items()})
    return [
        replace(mean, label=text("compare.mean", day=day)),
        replace(trough, label=text("compare.trough")),
        Kpi(words, text("compare.of_days"), 0, (share_below(run),), (share_below(baseline),)),
        replace(least, label=text("compare.lowest")),
        *hormones,
    ]
