"""Time stepping: exponential Runge-Kutta of third order (ETD3RK), each state's own decay exact. Knows nothing of physiology.

    a     = y + (h/2) phi1(r h/2) f(y, u_0)
    b     = y + h phi1 (2 N_a - N_0 - r y)
    y_new = y + h [phi1 f(y, u_0) + (4 phi3 - 3 phi2) N_0 + (4 phi2 - 8 phi3) N_a + (4 phi3 - phi2) N_b]    [coxmatthews2002]
N_0 = f(y, u_0) + r y,  N_a = f(a, u_1/2) + r a,  N_b = f(b, u_1) + r b;  r: decay of the state;  u: drives at start, middle and end.
phi1(z) = (1 - e^-z)/z,  phi2 = (phi1 - 1)/-z,  phi3 = (phi2 - 1/2)/-z,  of z = r h unless written otherwise.
"""

import math
from collections.abc import Callable, Sequence

import torch

from twin.module import Tensor

Rates = Callable[[Sequence[Tensor], Sequence[Tensor], Sequence[Tensor]], list[Tensor]]
PER_LOOP = 2  # steps per turn of the compiled loop, and per saved state
STAGES = 3
SERIES = 12  # terms of the power series, exact to rounding for z < 1


def phi(order: int, z: float) -> float:
    """phi_order at -z, for z >= 0."""
    if z < 1:
        return sum((-z) ** k / math.factorial(k + order) for k in range(SERIES + order))
    value = math.exp(-z)
    for k in range(order):
        value = (value - 1 / math.factorial(k)) / -z
    return value


def coefficients(decay: Sequence[float], sizes_h: Sequence[float], like: Tensor) -> Tensor:
    """The five weights of a step, for each step and state: `(step, 5, state, 1)`."""
    rows = {}
    for h in set(sizes_h):
        p1, p2, p3 = ([h * phi(order, r * h) for r in decay] for order in (1, 2, 3))
        half = [h / 2 * phi(1, r * h / 2) for r in decay]
        first = [4 * c - 3 * b for b, c in zip(p2, p3, strict=True)]
        middle = [4 * b - 8 * c for b, c in zip(p2, p3, strict=True)]
        last = [4 * c - b for b, c in zip(p2, p3, strict=True)]
        rows[h] = [half, p1, first, middle, last]
    return torch.tensor([rows[h] for h in sizes_h], dtype=like.dtype)[..., None]


def step(rates: Rates, decay: Tensor, y: Tensor, constants: Sequence[Tensor], drives: Tensor, weights: Tensor) -> Tensor:
    """One step of `(state, patient)`; `drives` `(3, drive, patient)` at start, middle and end, `weights` one row of `coefficients`."""

    def slope(at: Tensor, stage: int) -> Tensor:
        return torch.stack(rates(at.unbind(0), constants, drives[stage].unbind(0)))

    half, whole, first, middle, last = weights.unbind(0)
    f_0 = slope(y, 0)
    n_0 = f_0 + decay * y
    a = y + half * f_0
    n_a = slope(a, 1) + decay * a
    b = y + whole * (2 * n_a - n_0 - decay * y)
    n_b = slope(b, 2) + decay * b
    return y + whole * f_0 + first * n_0 + middle * n_a + last * n_b


def solve(rates: Rates, decay: Tensor, rest: Tensor, constants: Tensor, drives: Tensor, weights: Tensor) -> Tensor:
    """States at the start and after every second step `(1 + step / 2, state, patient)`; drives `(step, 3, drive, patient)`."""
    y, known, saved = rest, constants.unbind(0), [rest]
    for k in range(weights.shape[0]):
        y = step(rates, decay, y, known, drives[k], weights[k])
        if k % PER_LOOP:
            saved.append(y)
    return torch.stack(saved)
