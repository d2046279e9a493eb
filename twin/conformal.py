"""From errors on people never learned from to a band with a promise: split conformal prediction by patient.  [vovk2005, angelopoulos2022]

A band is  prediction - k low  to  prediction + k high  with predicted half-widths `low`, `high` > 0. The score of an error e is
    e / high where e >= 0,  -e / low where e < 0:  the k that just reaches it.
`whole`: k such that a new patient's whole curve lies inside with the chance asked for. `pointwise`: k such that the expected share of a
new patient's curve inside is the level (risk control). Both hold on average over people drawn like those calibrated on, and only them.
"""

import math

import torch

from twin.module import Tensor


def score(error: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """How many half-widths an error lies away, at least zero."""
    return torch.where(error >= 0, error / high, -error / low)


def whole(scores: Tensor, level: float) -> float:
    """k of the whole-curve band from scores `(patient, time)`; infinite where there are too few patients for the level."""
    worst = scores.amax(1).sort().values
    rank = math.ceil((len(worst) + 1) * level)
    return float(worst[rank - 1]) if rank <= len(worst) else math.inf


def pointwise(scores: Tensor, level: float) -> float:
    """k of the pointwise band from scores `(patient, time)`: the share outside is at most (a (n + 1) - 1) / n, a = 1 - level."""
    patients = len(scores)
    outside = ((1 - level) * (patients + 1) - 1) / patients
    pooled = scores.flatten().sort().values
    inside = len(pooled) - math.floor(outside * len(pooled) + 1e-9)
    return float(pooled[inside - 1]) if outside >= 0 else math.inf


def coverage(scores: Tensor, k: float) -> tuple[float, float]:
    """Share of points, and share of whole curves, inside."""
    inside = scores <= k
    return float(inside.float().mean()), float(inside.all(1).float().mean())
