"""Shapes beside the leaky integrators, for the same people: a convolutional one, one without the guess, and the seeds' own design.

The seeds' design is an autoregressive graph attention network: it learns one step from the true state before, and is then run on its own
answers. Its nodes here are the organs, its arrows theirs; it sees the drives, not the closed-form guess.  [velickovic2018, bai2018]
"""

import torch
from torch import nn
from torch.nn import functional

from twin.compose import Model
from twin.forecast.graph import Masks, arrows
from twin.forecast.network import CLOCK, Network, Shape
from twin.forecast.signals import channel_names, signal_names
from twin.module import Tensor

DILATIONS = (1, 2, 4, 8, 16, 32, 64)
KERNEL = 3
HEADS, NODE_UNITS = 4, 16


class Plain(Network):
    """The same leaky integrators, given the drives alone; their answer is not added to the guess."""

    adds_to_guess = False
    seen: Tensor

    def __init__(self, features: int, masks: Masks, layers: int, step_h: float, steps: int, twin: Model) -> None:
        super().__init__(features, masks, layers, step_h, steps)
        self.register_buffer("seen", only_drives(twin), persistent=False)

    def forward(self, person: Tensor, signals: Tensor, clock: Tensor) -> tuple[Tensor, Tensor]:
        """As `network.Network`."""
        return super().forward(person, signals * self.seen, clock)


def only_drives(twin: Model) -> Tensor:
    """`(signal,)`: one for the drives, zero for what the guess says."""
    return torch.tensor([float(kind == "drive") for kind, _ in signal_names(twin)])


class Convolutions(Shape):
    """Gated causal convolutions under the person's gains; zero in, zero out."""

    def __init__(self, features: int, signals: int, channels: int, width: int, person_units: int = 64) -> None:
        super().__init__()
        self.width = width
        self.first = nn.Linear(signals, width, bias=False)
        self.along = nn.ModuleList([nn.Conv1d(width, width, KERNEL, dilation=d, bias=False) for d in DILATIONS])
        self.mix = nn.ModuleList([nn.Conv1d(width, width, 1, bias=False) for _ in DILATIONS])
        gains = 2 * len(DILATIONS) * width + channels
        self.person = nn.Sequential(nn.Linear(features, person_units), nn.SiLU(), nn.Linear(person_units, gains))
        self.clock = nn.Linear(CLOCK, width, bias=False)
        self.out, self.once = nn.Linear(width, channels, bias=False), nn.Linear(signals, channels, bias=False)
        nn.init.normal_(self.once.weight, std=0.01)

    def forward(self, person: Tensor, signals: Tensor, clock: Tensor) -> tuple[Tensor, Tensor]:
        """As `network.Network`."""
        gains, turn = self.person(person)[:, :, None], self.clock(clock).transpose(1, 2)
        h = self.first(signals).transpose(1, 2)
        for layer, dilation in enumerate(DILATIONS):
            gain, bias = (gains[:, (2 * layer + k) * self.width : (2 * layer + k + 1) * self.width] for k in (0, 1))
            s = self.along[layer](functional.pad(h, ((KERNEL - 1) * dilation, 0))) * (1 + gain)
            h = h + self.mix[layer](2 * s * torch.sigmoid(s + bias + turn))
        h = h.transpose(1, 2)
        scale = 1 + gains[:, 2 * len(DILATIONS) * self.width :].transpose(1, 2)
        return (self.out(h) + self.once(signals)) * scale, h


class Attention(Shape):
    """One graph attention step from state to state; nodes are organs, each with the channels it gives."""

    adds_to_guess = False
    owners: Tensor
    reads: Tensor
    arrows: Tensor

    def __init__(self, twin: Model, features: int) -> None:
        super().__init__()
        organs = list(twin.organs.values())
        self.width = len(organs) * NODE_UNITS
        owners = torch.tensor([[float(name in organ.channels) for name in channel_names(twin)] for organ in organs])
        wanted = [{*organ.reads, *organ.rate_reads} for organ in organs]
        reads = torch.tensor([[float(kind == "drive" and name in own) for kind, name in signal_names(twin)] for own in wanted])
        for name, mask in (("owners", owners), ("reads", reads), ("arrows", arrows(twin))):
            self.register_buffer(name, mask, persistent=False)
        channels, signals = owners.shape[1], reads.shape[1]
        self.state = nn.Parameter(torch.randn(len(organs), channels, NODE_UNITS) / 3)
        self.drive = nn.Parameter(torch.randn(len(organs), signals, NODE_UNITS) / 10)
        self.person, self.clock = nn.Linear(features, NODE_UNITS), nn.Linear(CLOCK, NODE_UNITS, bias=False)
        self.asks, self.tells = (nn.Linear(NODE_UNITS, HEADS) for _ in range(2))
        self.value = nn.Linear(NODE_UNITS, NODE_UNITS)
        self.mix = nn.Sequential(nn.Linear(2 * NODE_UNITS, 2 * NODE_UNITS), nn.SiLU(), nn.Linear(2 * NODE_UNITS, NODE_UNITS))
        self.out = nn.Parameter(torch.randn(len(organs), NODE_UNITS, channels) / 30)

    def step(self, state: Tensor, person: Tensor, signals: Tensor, clock: Tensor) -> tuple[Tensor, Tensor]:
        """Next `z (…, channel)` from the state before, and the nodes `(…, organ unit)`."""
        given = torch.einsum("...c,oc,ocu->...ou", state, self.owners, self.state)
        given = given + torch.einsum("...s,os,osu->...ou", signals, self.reads, self.drive)
        nodes = torch.tanh(given + (self.person(person) + self.clock(clock))[..., None, :])
        weights = functional.leaky_relu(self.asks(nodes)[..., :, None, :] + self.tells(nodes)[..., None, :, :], 0.2)
        weights = weights.masked_fill(self.arrows[:, :, None] == 0, -torch.inf).softmax(-2)
        values = self.value(nodes).unflatten(-1, (HEADS, -1))
        heard = torch.einsum("...ijh,...jhu->...ihu", weights, values).flatten(-2)
        nodes = self.mix(torch.cat([nodes, heard], -1))
        return state + torch.einsum("...ou,ouc,oc->...c", nodes, self.out, self.owners), nodes.flatten(-2)

    def learned_from(self, person: Tensor, signals: Tensor, clock: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
        """Every step from the true one before it."""
        before = functional.pad(truth, (0, 0, 1, 0))[:, :-1]
        return self.step(before, person[:, None], signals, clock)

    def forward(self, person: Tensor, signals: Tensor, clock: Tensor) -> tuple[Tensor, Tensor]:
        """As `network.Network`, run on its own answers."""
        z = torch.zeros(len(person), self.owners.shape[1])
        curve, nodes = [], []
        for k in range(signals.shape[1]):
            z, h = self.step(z, person, signals[:, k], clock[:, k])
            curve.append(z)
            nodes.append(h)
        return torch.stack(curve, 1), torch.stack(nodes, 1)
