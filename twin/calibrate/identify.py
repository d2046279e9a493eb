"""What the rows say about the parameters, near one point: errors, correlations, directions that move nothing.

`slopes` J `(row, parameter)` in half-intervals of a row per unit of log parameter; information J^T J, with priors + diag(pull^2).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.calibrate.fit import Array

NOTHING = 1e-10  # share of the largest eigenvalue (and of 1) below which the rows say nothing at all
LOADED = 1e-6  # squared share of a parameter in such a direction from which its error is unbounded
HIGH_CORRELATION = 0.9
PART = 0.3  # of the largest part of a direction, below which a parameter is not named
LEAST_DIRECTIONS, MOST_DIRECTIONS = 3, 8
SLOPPY = 1.0  # half-intervals of all rows together, below which a direction is told beyond the least number
STRONGEST_ROWS = 3


@dataclass(frozen=True)
class Direction:
    """Factors of parameters (by index) that belong together, the largest a doubling, and how far all rows then move."""

    factors: dict[int, float]
    moves: float


def _floor(sizes: NDArray[Any]) -> float:
    return NOTHING * max(float(sizes[-1]), 1)


def errors(information: Array) -> Array:
    """Standard errors `(parameter,)` of the logarithms; infinite where nothing is known."""
    sizes, vectors = np.linalg.eigh(information)
    unseen = sizes <= _floor(sizes)
    lost = (vectors[:, unseen] ** 2).sum(1) > LOADED
    variance = (vectors[:, ~unseen] ** 2 / sizes[~unseen]).sum(1)
    return np.where(lost, np.inf, np.sqrt(variance))


def correlations(information: Array) -> list[tuple[int, int, float]]:
    """Pairs that can hardly be told apart, the closest first."""
    sizes, vectors = np.linalg.eigh(information)
    covariance = (vectors / np.maximum(sizes, _floor(sizes))) @ vectors.T
    scale = np.sqrt(np.diag(covariance))
    found = covariance / np.outer(scale, scale)
    pairs = [(i, j, float(found[i, j])) for i in range(len(found)) for j in range(i)]
    return sorted((pair for pair in pairs if abs(pair[2]) > HIGH_CORRELATION), key=lambda pair: -abs(pair[2]))


def unseen(slopes: Array) -> list[int]:
    """Parameters that move no row."""
    return [int(i) for i in np.flatnonzero(~slopes.any(0))]


def sloppiest(slopes: Array) -> list[Direction]:
    """Changes together of parameters that are seen which move the rows least, the least first."""
    seen = np.flatnonzero(slopes.any(0))
    _, vectors = np.linalg.eigh(slopes[:, seen].T @ slopes[:, seen])
    found = []
    for vector in vectors.T[:MOST_DIRECTIONS]:
        powers = vector / vector[np.argmax(np.abs(vector))]
        named = sorted(np.flatnonzero(np.abs(powers) > PART).tolist(), key=lambda i: -abs(powers[i]))
        moves = float(np.linalg.norm(slopes[:, seen] @ powers) * np.log(2))
        found.append(Direction({int(seen[i]): float(2 ** powers[i]) for i in named}, moves))
    return [one for k, one in enumerate(found) if k < LEAST_DIRECTIONS or one.moves < SLOPPY]


def condition(information: Array) -> float:
    """Condition number of the slopes: largest over smallest singular value."""
    sizes = np.linalg.eigvalsh(information)
    return float(np.sqrt(sizes[-1] / sizes[0])) if sizes[0] > _floor(sizes) else np.inf


def strongest(slopes: Array, parameter: int) -> list[int]:
    """The rows that a parameter moves most."""
    size = np.abs(slopes[:, parameter])
    return [int(k) for k in np.argsort(-size, kind="stable")[:STRONGEST_ROWS] if size[k] > 0]
