"""Time stepping: exponential Runge-Kutta of third order (ETD3RK), each state's own decay exact. Knows nothing of physiology.

    a     = y + (h/2) phi1(r h/2) f(y, u_0)
    b     = y + h phi1 (2 N_a - N_0 - r y)
    y_new = y + h [phi1 f(y, u_0) + (4 phi3 - 3 phi2) N_0 + (4 phi2 - 8 phi3) N_a + (4 phi3 - phi2) N_b]    [coxmatthews2002]
N_0 = f(y, u_0) + r y,  N_a = f(a, u_1/2) + r a,  N_b = f(b, u_1) + r b;  r: decay of the state;  u: drives at start, middle and end.
phi1(z) = (1 - e^-z)/z,  phi2 = (phi1 - 1)/-z,  phi3 = (phi2 - 1/2)/-z,  of z = r h unless written otherwise.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import torch

from twin.module import Tensor

Rates = Callable[[Sequence[Tensor], Sequence[Tensor], Sequence[Tensor]], list[Tensor]]
PER_LOOP = 2  # steps per turn of the compiled loop, and per saved state
SERIES = 12  # terms of the power series, exact to rounding for z < 1


def phi(order: int, z: float) -> float:
    """phi_order at -z, for z >= 0."""
    if z < 1:
        return sum((-z) ** k / math.factorial(k + order) for k in range(SERIES + order))
    value = math.exp(-z)
    for k in range(order):
        value = (value - 1 / math.factorial(k)) / -z
    return value


@cache
def coefficients(decay: tuple[float, ...], sizes_h: tuple[float, ...]) -> Tensor:
    """The five weights of a step, for each step and state: `(step, 5, state)`."""
    rows = {}
    for h in set(sizes_h):
        p1, p2, p3 = ([h * phi(order, r * h) for r in decay] for order in (1, 2, 3))
        half = [h / 2 * phi(1, r * h / 2) for r in decay]
        first = [4 * c - 3 * b for b, c in zip(p2, p3, strict=True)]
        middle = [4 * b - 8 * c for b, c in zip(p2, p3, strict=True)]
        last = [4 * c - b for b, c in zip(p2, p3, strict=True)]
        rows[h] = torch.tensor([half, p1, first, middle, last], dtype=torch.float64)
    return torch.stack([rows[h] for h in sizes_h])


@dataclass(frozen=True)
class System:
    """What is integrated: rates, the decay of each state, and which drives keep the value at a step's start until its end."""

    rates: Rates
    decay: Sequence[float]
    held: Sequence[int]


def step(system: System, y: Sequence[Tensor], constants: Sequence[Tensor], drives: Tensor, weights: Tensor) -> list[Tensor]:
    """One step of every state `(patient,)`; `drives` `(3, drive, patient)` at start, middle and end, `weights` one row of `coefficients`.

    States stay apart, not stacked: the compiler then keeps them in registers.
    """
    rates, decay = system.rates, system.decay
    half, whole, first, middle, last = (row.unbind(0) for row in weights.unbind(0))
    start, mid, at_end = (row.unbind(0) for row in drives.unbind(0))
    end = [start[i] if i in system.held else at_end[i] for i in range(len(at_end))]
    each = range(len(decay))
    f_0 = rates(y, constants, start)
    n_0 = [f_0[i] + decay[i] * y[i] for i in each]
    a = [y[i] + half[i] * f_0[i] for i in each]
    f_a = rates(a, constants, mid)
    n_a = [f_a[i] + decay[i] * a[i] for i in each]
    b = [y[i] + whole[i] * (2 * n_a[i] - n_0[i] - decay[i] * y[i]) for i in each]
    f_b = rates(b, constants, end)
    n_b = [f_b[i] + decay[i] * b[i] for i in each]
    return [y[i] + whole[i] * f_0[i] + first[i] * n_0[i] + middle[i] * n_a[i] + last[i] * n_b[i] for i in each]


def solve(system: System, rest: Tensor, constants: Tensor, nodes: Tensor, weights: Tensor) -> Tensor:
    """States at the start and after every second step `(1 + step / 2, state, patient)`.

    `nodes`: drives at every boundary and middle of a step, `(2 step + 1, drive, patient)`.
    """
    y, known, saved = list(rest.unbind(0)), constants.unbind(0), [rest]
    for k in range(weights.shape[0]):
        y = step(system, y, known, nodes[2 * k : 2 * k + 3], weights[k])
        if k % PER_LOOP:
            saved.append(torch.stack(y))
    return torch.stack(saved)
