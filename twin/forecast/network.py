"""The network: layers of leaky integrators under a person's own gains. Nothing happens, nothing comes out, exactly.

    m = X u + W h,   s_k = a s_(k-1) + (1 - a) m_k (1 + g),   a = exp(-step/tau),   h += O (s 2 sigmoid(V s + K c + b))
    z = (R h + D u) (1 + r)
u: signals, c: clock; g, b, r: from the person (FiLM [perez2018]). No term without u or h: zero in, zero out. Time constants are real time.
Masks of the organs' arrows on X, W, V, O, R and D make it a graph network.
"""

import math

import torch
from torch import nn
from torch.nn import functional

from twin.forecast.graph import Masks
from twin.grid import HOURS_PER_DAY
from twin.module import Tensor

FASTEST_H, SLOWEST_H = 0.5, 720.0
CLOCK = 2


class Shape(nn.Module):
    """What `emulator` asks of a network: `width` hidden units, and whether its answer is added to the guess."""

    width: int
    adds_to_guess = True

    def learned_from(self, person: Tensor, signals: Tensor, clock: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
        """The answer while learning; `truth` is for those that learn one step from the true one before."""
        found: tuple[Tensor, Tensor] = self(person, signals, clock)
        return found


class Scan(nn.Module):
    """Leaky integrators of learned time constants; two batched products instead of a loop."""

    lag: Tensor

    def __init__(self, width: int, spread: Tensor, step_h: float, steps: int) -> None:
        super().__init__()
        self.ln_tau = nn.Parameter(math.log(FASTEST_H) + spread * math.log(SLOWEST_H / FASTEST_H))
        self.step_h, self.chunk = step_h, math.isqrt(steps - 1) + 1
        lag = torch.arange(self.chunk)[:, None] - torch.arange(self.chunk)
        self.register_buffer("lag", lag, persistent=False)

    def kernel(self) -> tuple[Tensor, Tensor, Tensor]:
        """Inside a chunk `(unit, step, step)`, from chunk to chunk `(unit, chunk, chunk)`, and how a chunk's start fades `(unit, step)`."""
        decay = -self.step_h * torch.exp(-self.ln_tau)[:, None, None]
        fades = torch.exp(decay * self.lag.clamp(min=0)) * (self.lag >= 0)
        over = torch.exp(decay * self.chunk * (self.lag - 1).clamp(min=0)) * (self.lag >= 1)
        start = torch.exp(decay[:, :, 0] * (self.lag[:, 0] + 1))
        return fades * -torch.expm1(decay), over, start

    def forward(self, m: Tensor) -> Tensor:
        """`(patient, step, unit)` to the same."""
        size, steps, width = m.shape
        count = -(-steps // self.chunk)
        inside, over, start = self.kernel()
        rows = functional.pad(m, (0, 0, 0, count * self.chunk - steps)).view(size, count, self.chunk, width)
        rows = rows.permute(3, 2, 0, 1).reshape(width, self.chunk, size * count)
        own = torch.bmm(inside, rows).view(width, self.chunk, size, count)
        carried = torch.matmul(own[:, -1], over[:, :count, :count].transpose(1, 2))
        total = own + start[:, :, None, None] * carried[:, None]
        return total.permute(2, 3, 1, 0).reshape(size, count * self.chunk, width)[:, :steps]


class Network(Shape):
    """Curves `z (patient, step, channel)` and the last hidden state `(patient, step, unit)`."""

    mask_own: Tensor
    mask_hidden: Tensor
    mask_given: Tensor
    mask_out: Tensor
    mask_at_once: Tensor

    def __init__(self, features: int, masks: Masks, layers: int, step_h: float, steps: int, person_units: int = 64) -> None:
        super().__init__()
        width, channels = len(masks.given), len(masks.out)
        self.layers, self.width = layers, width
        for name, mask in vars(masks).items():
            self.register_buffer(f"mask_{name}", mask, persistent=False)
        self.given = nn.ParameterList([_weights(masks.given, 1.0) for _ in range(layers)])
        self.between = nn.ParameterList([_weights(masks.hidden, 0.5) for _ in range(layers)])
        self.gate = nn.ParameterList([_weights(masks.own, 0.5) for _ in range(layers)])
        self.back = nn.ParameterList([_weights(masks.own, 0.5) for _ in range(layers)])
        self.clock = nn.ParameterList([nn.Parameter(torch.zeros(width, CLOCK)) for _ in range(layers)])
        spread = _places(masks.own)
        self.scans = nn.ModuleList([Scan(width, spread, step_h, steps) for _ in range(layers)])
        last = nn.Linear(person_units, 2 * layers * width + channels)
        nn.init.normal_(last.weight, std=0.02)
        nn.init.zeros_(last.bias)
        self.person = nn.Sequential(
            nn.Linear(features, person_units),
            nn.SiLU(),
            nn.Linear(person_units, person_units),
            nn.SiLU(),
            last,
        )
        self.out, self.once = _weights(masks.out, 0.5), _weights(masks.at_once, 0.1)

    def forward(self, person: Tensor, signals: Tensor, clock: Tensor) -> tuple[Tensor, Tensor]:
        """`person (patient, feature)` and `signals (patient, step, signal)` scaled, `clock (patient or 1, step, 2)`."""
        gains = self.person(person)[:, None]
        h = torch.zeros((), dtype=signals.dtype)
        for layer in range(self.layers):
            m = functional.linear(signals, self.given[layer] * self.mask_given)
            if layer:
                m = m + functional.linear(h, self.between[layer] * self.mask_hidden)
            gain, bias = (gains[:, :, (2 * layer + k) * self.width : (2 * layer + k + 1) * self.width] for k in (0, 1))
            s = self.scans[layer](m * (1 + gain))
            open_ = functional.linear(s, self.gate[layer] * self.mask_own) + functional.linear(clock, self.clock[layer]) + bias
            h = h + functional.linear(2 * s * torch.sigmoid(open_), self.back[layer] * self.mask_own)
        straight = functional.linear(signals, self.once * self.mask_at_once)
        z = (functional.linear(h, self.out * self.mask_out) + straight) * (1 + gains[:, :, 2 * self.layers * self.width :])
        return z, h


def clock_of(hours: Tensor) -> Tensor:
    """Cosine and sine of the hour of the day `(step, 2)`."""
    angle = 2 * math.pi * hours / HOURS_PER_DAY
    return torch.stack([torch.cos(angle), torch.sin(angle)], -1).float()


def _weights(mask: Tensor, size: float) -> nn.Parameter:
    fan = mask.sum(1, keepdim=True).clamp(min=1)
    return nn.Parameter(torch.randn(mask.shape) * size * fan.rsqrt() * mask)


def _places(own: Tensor) -> Tensor:
    """Where each unit stands among those of its organ, 0 to 1: every organ has fast and slow ones."""
    return (torch.tril(own).sum(1) - 1) / (own.sum(1) - 1).clamp(min=1)
