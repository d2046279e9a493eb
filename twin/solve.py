"""Time stepping: exponential Runge-Kutta of second order (ETD2RK), each state's own decay exact. Knows nothing of physiology.

    a     = y + h phi1(-r h) f(y, u_0)
    y_new = a + h phi2(-r h) ((f(a, u_1) + r a) - (f(y, u_0) + r y))                     [coxmatthews2002, Eq 22]
phi1(z) = (e^z - 1)/z, phi2(z) = (e^z - 1 - z)/z^2; r: decay of the state, u_0 and u_1: drives at both ends of the step.
"""

import math
from collections.abc import Callable, Sequence

import torch

from twin.module import Tensor

Rates = Callable[[Sequence[Tensor], Sequence[Tensor], Sequence[Tensor]], list[Tensor]]
PER_LOOP = 2  # steps per turn of a compiled loop, and per saved state


def coefficients(decay: Sequence[float], sizes_h: Sequence[float], like: Tensor) -> Tensor:
    """h phi1 and h phi2 of every state for each step, `(step, 2 * state)`."""
    rows = {}
    for h in set(sizes_h):
        first = [h * (-math.expm1(-r * h) / (r * h) if r else 1.0) for r in decay]
        second = [h * ((math.expm1(-r * h) + r * h) / (r * h) ** 2 if r else 0.5) for r in decay]
        rows[h] = first + second
    return torch.tensor([rows[h] for h in sizes_h], dtype=like.dtype)


def step(rates: Rates, decay: Sequence[float], y: Sequence[Tensor], constants: Sequence[Tensor], start: Tensor, end: Tensor, e: Tensor) -> list[Tensor]:
    """One step; `start` and `end` are `(drive, patient)`, `e` one row of `coefficients`."""
    count = len(decay)
    slope = rates(y, constants, start.unbind(0))
    middle = [y[i] + e[i] * slope[i] for i in range(count)]
    later = rates(middle, constants, end.unbind(0))
    return [
        middle[i] + e[count + i] * ((later[i] + decay[i] * middle[i]) - (slope[i] + decay[i] * y[i])) for i in range(count)
    ]


def solve(rates: Rates, decay: Sequence[float], rest: Tensor, constants: Tensor, starts: Tensor, ends: Tensor, e: Tensor) -> Tensor:
    """States after every second step `(step / 2, state, patient)`; drives `(step, drive, patient)`."""
    y, known, saved = list(rest.unbind(0)), constants.unbind(0), []
    for k in range(e.shape[0]):
        y = step(rates, decay, y, known, starts[k], ends[k], e[k])
        if k % PER_LOOP:
            saved.append(torch.stack(y))
    return torch.stack(saved)
