"""The whole forecaster as one module: scales, the network for the curve, and the head for what the sliders do not say.

    z = guess + network,        band in z:  from z - low  to  z + high
Half-widths come from the hidden state, the curve, the person, and which hidden traits are known; they are learned as the 5 % and 95 %
quantiles of what the person as they are does beyond the person as told.
"""

import torch
from torch import nn
from torch.nn import functional

from twin.forecast.network import CLOCK, Shape
from twin.module import Tensor

LEAST = 1e-3  # half-width in units of a channel's usual error: a band never closes
USUAL = 0.98  # people beyond this share do not widen a scale
MOST = 8.0  # a signal is bent to stay within so many times its usual size
ROUNDING = 1e-9  # a signal no larger is what rounding left of zero
FADE_H = (24.0, 120.0)  # how the time since midnight of day 0 is told


class Scales(nn.Module):
    """Units of everything, measured once on the people learned from."""

    log: Tensor
    mean: Tensor
    sd: Tensor
    signal: Tensor
    z: Tensor
    left: Tensor
    beyond: Tensor

    def __init__(self, features: int, signals: int, channels: int) -> None:
        super().__init__()
        for name, size in (
            ("log", features),
            ("mean", features),
            ("sd", features),
            ("signal", signals),
            ("z", channels),
            ("left", channels),
            ("beyond", channels),
        ):
            self.register_buffer(name, torch.ones(size))

    def measure(self, person: Tensor, signals: Tensor, z: Tensor, z_real: Tensor) -> None:
        """Set every scale from tensors as in `dataset`."""
        channels = z.shape[2]
        self.log.copy_((person.min(0).values > 0).float())
        told = self._told(person)
        self.mean.copy_(told.mean(0))
        self.sd.copy_(told.std(0).clamp(min=1e-6))
        for name, values in (("signal", signals), ("z", z), ("left", z - signals[:, :, :channels]), ("beyond", z_real - z)):
            each = values.pow(2).mean(1)
            size = each.clamp(max=each.quantile(USUAL, 0)).mean(0).sqrt()
            getattr(self, name).copy_(torch.where(size > ROUNDING, size, 1))

    def _told(self, person: Tensor) -> Tensor:
        return torch.where(self.log > 0, person.clamp(min=1e-9).log(), person)

    def person(self, person: Tensor) -> Tensor:
        """Features about zero, of size one."""
        return (self._told(person) - self.mean) / self.sd


class Band(nn.Module):
    """Half-widths of a band in units of `Scales.beyond`."""

    def __init__(self, width: int, features: int, traits: int, channels: int, units: int) -> None:
        super().__init__()
        self.hidden, self.curve = nn.Linear(width, units), nn.Linear(channels, units, bias=False)
        self.when = nn.Linear(CLOCK + len(FADE_H), units, bias=False)
        self.person = nn.Sequential(nn.Linear(features + traits, units), nn.SiLU(), nn.Linear(units, 2 * units))
        self.deep, self.out = nn.Linear(units, units), nn.Linear(units, 2 * channels)

    def forward(self, h: Tensor, z: Tensor, person: Tensor, known: Tensor, when: Tensor) -> tuple[Tensor, Tensor]:
        """Low and high half-width `(patient, step, channel)`."""
        bias, gain = self.person(torch.cat([person, known], 1))[:, None].chunk(2, 2)
        units = functional.silu((self.hidden(h) + self.curve(z) + self.when(when)) * (1 + gain) + bias)
        low, high = (functional.softplus(self.out(functional.silu(self.deep(units)))) + LEAST).chunk(2, 2)
        return low, high


class Emulator(nn.Module):
    """Scales, network and band head; everything that is saved."""

    def __init__(
        self, network: Shape, width: int, features: int, signals: int, channels: int, traits: int, band_units: int
    ) -> None:
        super().__init__()
        self.scales = Scales(features, signals, channels)
        self.network = network
        self.band = Band(width, features, traits, channels, band_units)

    def curve(self, person: Tensor, signals: Tensor, clock: Tensor, truth: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """z `(patient, step, channel)` and the hidden state; `truth` only while learning."""
        scales = self.scales
        told, seen = scales.person(person), bent(signals / scales.signal)
        if truth is None:
            left, h = self.network(told, seen, clock)
        else:
            left, h = self.network.learned_from(told, seen, clock, truth / scales.z)
        if not self.network.adds_to_guess:
            return left * scales.z, h
        return bent(signals[:, :, : len(scales.z)] / scales.z) * scales.z + left * scales.left, h

    def around(self, z: Tensor, h: Tensor, person: Tensor, known: Tensor, when: Tensor) -> tuple[Tensor, Tensor]:
        """Half-widths in z below and above the curve; no gradient reaches the curve."""
        scales = self.scales
        low, high = self.band(h.detach(), z.detach() / scales.z, scales.person(person), known.float(), when)
        return low * scales.beyond, high * scales.beyond


def bent(values: Tensor) -> Tensor:
    """Nearly the same where small, never beyond MOST, exactly zero at zero."""
    return MOST * torch.tanh(values / MOST)


def when_of(hours: Tensor, clock: Tensor) -> Tensor:
    """What the band head is told of time `(step, feature)`: the clock, and how long ago day 0 began."""
    since = hours.clamp(min=0)[..., None] / torch.tensor(FADE_H, dtype=hours.dtype)
    return torch.cat([clock, -torch.expm1(-since).float()], -1)
