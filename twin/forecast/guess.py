"""A first guess at every state, in closed form: the twin linearised about the person's own rest, then relaxed.

    dx/dt = J x + n(t),   J = dF/dx at rest,   n_0 = F(0, u),   n_(i+1) = F(x_i, u) - J x_i
x: ln(y / y_rest) of a state whose rest is positive, else y; F: its rate. Each hour is exact for n held at its middle, by the matrix
exponential. Turns of the relaxation approach the twin itself with hourly steps; what is left is for the network to learn.
"""

import math
from dataclasses import dataclass

import torch

from twin.compose import Model
from twin.module import Tensor

NUDGE = 1e-5  # of the central difference for J, in relative units
FARTHEST = 2.5  # bound on a guess: a factor of twelve, or as much in a state's own unit


@dataclass(frozen=True)
class About:
    """A batch about its rest: constants `(personal, patient)`, rest `(state, patient)`, usual drives `(drive, patient)`."""

    twin: Model
    constants: Tensor
    rest: Tensor
    usual: Tensor

    @property
    def is_log(self) -> Tensor:
        """`(state, 1, 1)`: whether a state is told by its logarithm."""
        rests = [state.rest for organ in self.twin.organs.values() for state in organ.states.values()]
        return torch.tensor([rest != 0 for rest in rests])[:, None, None]

    def states(self, x: Tensor) -> Tensor:
        """y of x, both `(state, patient, time)`."""
        return torch.where(self.is_log, self.rest[:, :, None] * torch.exp(torch.where(self.is_log, x, 0)), x)

    def rates(self, x: Tensor, drives: Tensor) -> Tensor:
        """F `(state, patient, time)` per hour."""
        y = self.states(x)
        found = self.twin.rates(y.unbind(0), self.constants[:, :, None].unbind(0), drives.unbind(0))
        rates = torch.stack([rate.expand(x.shape[1:]) for rate in found])
        return rates / torch.where(self.is_log, y, 1)

    def jacobian(self) -> Tensor:
        """J `(patient, state, state)` by central differences."""
        count, size = self.rest.shape
        nudge = NUDGE * torch.eye(count, dtype=torch.float64)
        x = torch.cat([nudge, -nudge], 1)[:, None].expand(-1, size, -1)
        found = self.rates(x, self.usual[:, :, None].expand(-1, -1, 2 * count))
        return ((found[:, :, :count] - found[:, :, count:]) / (2 * NUDGE)).permute(1, 0, 2)


def relaxed(about: About, halves: Tensor, turns: int) -> tuple[Tensor, list[Tensor]]:
    """Push at the half hours `(state, patient, hour)`, and x at the full hours `(state, patient, hour + 1)` after each turn."""
    still = torch.zeros(len(about.rest), about.rest.shape[1], 1, dtype=torch.float64)
    drives = torch.cat([halves, about.usual[:, :, None]], 2)
    every = about.rates(still.expand(-1, -1, drives.shape[2]), drives)
    at_rest = every[:, :, -1:]
    push = every[:, :, :-1] - at_rest
    J = about.jacobian()
    step = Step.of(J, halves.shape[2])
    guesses = [through(step, push)]
    for _ in range(turns):
        middle = (guesses[-1][:, :, 1:] + guesses[-1][:, :, :-1]) / 2
        bent = about.rates(middle, halves) - at_rest - torch.einsum("pij,jpt->ipt", J, middle)
        guesses.append(through(step, bent))
    return push, guesses


@dataclass(frozen=True)
class Step:
    """What an hour makes of x, what it makes of a push held for that hour, and powers of the first; all `(patient, state, state)`."""

    fade: Tensor
    gain: Tensor
    powers: Tensor

    @staticmethod
    def of(J: Tensor, hours: int) -> "Step":
        """For runs of so many hours, cut into chunks of about their square root."""
        n = J.shape[1]
        zero, one = torch.zeros_like(J), torch.eye(n, dtype=J.dtype).expand_as(J)
        both = torch.linalg.matrix_exp(torch.cat([torch.cat([J, one], 2), torch.cat([zero, zero], 2)], 1))
        fade = both[:, :n, :n].transpose(1, 2)
        powers = [fade]
        for _ in range(math.isqrt(hours - 1)):
            powers.append(torch.matmul(powers[-1], fade))
        return Step(fade, both[:, :n, n:].transpose(1, 2), torch.stack(powers, 1))


def through(step: Step, push: Tensor) -> Tensor:
    """x at every full hour from pushes `(state, patient, hour)` held for an hour each: chunks side by side, then joined."""
    states, size, hours = push.shape
    length = step.powers.shape[1]
    count = -(-hours // length)
    given = torch.matmul(push.permute(1, 2, 0), step.gain)
    rows = torch.nn.functional.pad(given, (0, 0, 0, length * count - hours)).view(size, count, length, states)
    x, own = torch.zeros_like(rows[:, :, 0]), []
    for k in range(length):
        x = torch.matmul(x, step.fade) + rows[:, :, k]
        own.append(x)
    start, starts = torch.zeros_like(x[:, :1]), []
    for c in range(count):
        starts.append(start)
        start = torch.matmul(start, step.powers[:, -1]) + x[:, c : c + 1]
    carried = torch.matmul(torch.cat(starts, 1)[:, None], step.powers)
    found = (torch.stack(own, 2) + carried.transpose(1, 2)).reshape(size, count * length, states)[:, :hours]
    return torch.cat([torch.zeros_like(found[:, :1]), found], 1).permute(2, 0, 1).clamp(-FARTHEST, FARTHEST)
