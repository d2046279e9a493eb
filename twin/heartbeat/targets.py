"""What a beat must have, and how that moves with the state: extremes and mean of cuff pressure, mean flow through the tissues.

The extremes are those of the parabola through the three moments around them, so that they move smoothly.
"""

import torch

from twin.heartbeat.circuit import SIZE, Flow
from twin.heartbeat.periodic import Wanted
from twin.heartbeat.person import SA
from twin.module import Tensor


def extreme(P: Tensor, sign: int) -> tuple[Tensor, Tensor]:
    """Largest (`sign` 1) or smallest (-1) value over the moments of `(moment, patient)`, and its slope by the value at each moment."""
    top = (sign * P).argmax(0)
    around = torch.stack([(top + step) % len(P) for step in (-1, 0, 1)])
    left, middle, right = values = P.gather(0, around)
    at = ((left - right) / (2 * (left - 2 * middle + right))).nan_to_num().clamp(-0.5, 0.5)
    weights = torch.stack([at * (at - 1) / 2, 1 - at**2, at * (at + 1) / 2])
    return (weights * values).sum(0), torch.zeros_like(P).scatter(0, around, weights)


def mean(P: Tensor) -> tuple[Tensor, Tensor]:
    """As `extreme`, for the mean over the beat."""
    return P.mean(0), torch.full_like(P, 1 / len(P))


def extremes_and_output(SBP: Tensor, DBP: Tensor, CO: Tensor) -> Wanted:
    """Systolic and diastolic cuff pressure in mmHg, output in mL/s."""

    def wanted(now: Flow) -> tuple[Tensor, Tensor, Tensor]:
        P = now.P[..., SA]
        return _gaps(now, [extreme(P, 1), extreme(P, -1)], [SBP, DBP, CO])

    return wanted


def mean_and_output(MAP: Tensor, CO: Tensor) -> Wanted:
    """Mean cuff pressure in mmHg, output in mL/s."""

    def wanted(now: Flow) -> tuple[Tensor, Tensor, Tensor]:
        return _gaps(now, [mean(now.P[..., SA])], [MAP, CO])

    return wanted


def _gaps(now: Flow, of_pressure: list[tuple[Tensor, Tensor]], targets: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Gaps `(patient, j)`, their slopes by the state at each moment `(moment, patient, j, 9)` and by the constants `(patient, j, 3)`."""
    flow, share = mean(now.q[..., SA])
    gaps = torch.stack([value for value, _ in of_pressure] + [flow], -1) - torch.stack(targets, -1)
    slopes = [weight[..., None] * now.pressure_slopes[..., SA, :] for _, weight in of_pressure]
    by_all = torch.stack([*slopes, share[..., None] * now.q_slopes[..., SA, :]], -2)
    return gaps, by_all[..., :SIZE], by_all[..., SIZE:].sum(0)
