"""The columns of a trial's table: names fixed by trials.md, numbers from the readings of single patients."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch

from twin.module import Tensor

NUMBERS = (
    "n", "failed", "baseline_mean", "baseline_sd", "mean", "sd", "median", "p05", "p95", "change", "change_sd", "change_se",
    "ratio_to_baseline", "vs_comparator", "vs_comparator_se", "ratio_vs_comparator",
)  # fmt: skip
COLUMNS = ("trial", "arm", "measure", "channel", "unit", "day", *NUMBERS)
BLOCKS = 20  # groups of patients left out one after the other for a standard error


@dataclass(frozen=True)
class Reading:
    """One measure of one arm, patient by patient `(patient,)`; the comparator is read in the arm's window."""

    baseline: Tensor
    value: Tensor
    ok: Tensor
    comparator_baseline: Tensor
    comparator_value: Tensor
    comparator_ok: Tensor

    def numbers(self, keep: Tensor | None = None) -> Mapping[str, float]:
        """Every numeric column, over the patients to `keep`."""
        keep = torch.ones_like(self.ok) if keep is None else keep
        own, both = self.ok & keep, self.ok & self.comparator_ok & keep
        base, value = self.baseline[own], self.value[own]
        change = value - base
        # changes, not values: the two are the same where the windows are, and the body clock cancels where they are not
        versus = (self.value - self.baseline - self.comparator_value + self.comparator_baseline)[both]
        against = self.comparator_value[both] / self.comparator_baseline[both]
        found = (
            float(own.sum()), float((~self.ok & keep).sum()), mean(base), sd(base), mean(value), sd(value), quantile(value, 0.5),
            quantile(value, 0.05), quantile(value, 0.95), mean(change), sd(change), sd(change) / root(change), geometric(value / base),
            mean(versus), sd(versus) / root(versus), geometric(self.value[both] / self.baseline[both] / against),
        )  # fmt: skip
        return dict(zip(NUMBERS, found, strict=True))


def mean(x: Tensor) -> float:
    """Mean; NaN of nothing."""
    return float(x.mean()) if len(x) else math.nan


def sd(x: Tensor) -> float:
    """Standard deviation of a sample; NaN of fewer than two."""
    return float(x.std()) if len(x) > 1 else math.nan


def root(x: Tensor) -> float:
    """Square root of the size."""
    return math.sqrt(len(x)) if len(x) else math.nan


def quantile(x: Tensor, share: float) -> float:
    """Quantile; NaN of nothing."""
    return float(torch.quantile(x, share)) if len(x) else math.nan


def geometric(x: Tensor) -> float:
    """Geometric mean; NaN where not everything is positive."""
    return float(x.log().mean().exp()) if len(x) and bool((x > 0).all()) else math.nan


def blocks(n: int) -> list[Tensor]:
    """Patients to keep `(patient,)` when one of at most BLOCKS groups is left out; empty for fewer than two patients."""
    count = min(BLOCKS, n)
    return [torch.arange(n) % count != left_out for left_out in range(count)] if count > 1 else []


def spread(estimates: list[float]) -> float:
    """Standard error from the estimates with one block left out each (jackknife)."""
    if len(estimates) < 2:
        return math.nan
    middle = sum(estimates) / len(estimates)
    return math.sqrt((len(estimates) - 1) / len(estimates) * sum((x - middle) ** 2 for x in estimates))
