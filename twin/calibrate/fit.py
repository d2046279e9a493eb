"""Levenberg-Marquardt in the logarithms of the parameters, with bounds and weak priors.

Minimises sum r_k(u)^2 + sum (w_i (u_i - prior_i) / ln 2)^2 over low <= u <= high, u = ln(parameter): a doubling costs w.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Residuals = Callable[[Sequence[Array]], Sequence[Array]]  # many points at once, so that they can be shared out

STEP = 0.05  # of a finite difference: well above the noise of a run-in that stops when it is close enough
LONGEST = 0.5  # of one parameter in one iteration
FIRST_DAMPING, DAMPINGS = 0.2, (1 / 10, 1, 10)
LEAST_CURVATURE = 1e-3  # damps a parameter that no row sees
LEAST_GAIN = 0.02  # of the cost, below which it has converged
TOUCHING = 1e-3  # nearer to a bound than this counts as at it: values in data/ are rounded


@dataclass(frozen=True)
class Problem:
    """Residuals of points, and `(parameter,)` bounds and priors as logarithms."""

    residuals: Residuals
    low: Array
    high: Array
    prior: Array
    weight: Array

    @property
    def pull(self) -> Array:
        """Residual of the prior per unit of log parameter."""
        return self.weight / np.log(2)

    def cost(self, u: Array, r: Array) -> float:
        """What is minimised."""
        return float(r @ r + np.sum((self.pull * (u - self.prior)) ** 2))

    def at_bound(self, u: Array) -> NDArray[np.int_]:
        """-1 at the lower bound, 1 at the upper one, 0 inside."""
        return np.where(u >= self.high - TOUCHING, 1, np.where(u <= self.low + TOUCHING, -1, 0))


def jacobian(problem: Problem, u: Array) -> tuple[Array, Array]:
    """Residuals `(row,)` and their slopes `(row, parameter)`; each step goes up, or down from an upper bound."""
    steps = np.where(u + STEP <= problem.high, STEP, -STEP)
    here, *others = problem.residuals([u, *(u + np.diag(steps))])
    return here, np.stack([(there - here) / step for there, step in zip(others, steps, strict=True)], 1)


def proposal(problem: Problem, u: Array, r: Array, slopes: Array, damping: float) -> Array:
    """The next point; parameters that a bound holds back stay."""
    curvature = slopes.T @ slopes + np.diag(problem.pull**2)
    slope = slopes.T @ r + problem.pull**2 * (u - problem.prior)
    bound = problem.at_bound(u)
    free = ~(((bound < 0) & (slope > 0)) | ((bound > 0) & (slope < 0)))
    some = curvature[np.ix_(free, free)]
    step = np.zeros_like(u)
    step[free] = -np.linalg.solve(some + damping * np.diag(np.diag(some) + LEAST_CURVATURE), slope[free])
    return np.clip(u + np.clip(step, -LONGEST, LONGEST), problem.low, problem.high)


def fit(problem: Problem, start: Array, iterations: int, tell: Callable[[str], None] = lambda text: None) -> Array:
    """The best point found; `tell` hears of every iteration."""
    u, damping = np.clip(start, problem.low, problem.high), FIRST_DAMPING
    for count in range(1, iterations + 1):
        r, slopes = jacobian(problem, u)
        before = problem.cost(u, r)
        dampings = [damping * share for share in DAMPINGS]
        points = [proposal(problem, u, r, slopes, amount) for amount in dampings]
        costs = [problem.cost(point, found) for point, found in zip(points, problem.residuals(points), strict=True)]
        best = int(np.argmin(costs))
        tell(f"iteration {count}: cost {before:.3f}, then {costs[best]:.3f}")
        if costs[best] < before:
            u, damping = points[best], dampings[best]
        else:
            damping *= max(DAMPINGS) ** 2
        if abs(before - costs[best]) < LEAST_GAIN:
            break
    return u
