"""Has the forecaster seen anything like this? A score above 1 says no, and what is furthest from what was seen.

The score is the larger of two shares: how far a number lies beyond the box of the people learned from, and the distance to the nearest
of them over the distance that a stated share of held-out people (`false_alarm` of data/forecaster.toml) stays below.
"""

import math
from dataclasses import dataclass

import torch

from twin.compose import Model
from twin.forecast.settings import settings
from twin.forecast.signals import Hourly, block_drives, channel_names
from twin.module import Tensor
from twin.registry import Registry

BEYOND = 2.0  # score of whatever lies outside the box
ROUNDING = 1e-4


@dataclass(frozen=True)
class Domain:
    """`low`, `high`, `mean`, `sd (feature,)`; `seen (person, feature)` some of those learned from; `reach`: the usual distance."""

    low: Tensor
    high: Tensor
    mean: Tensor
    sd: Tensor
    seen: Tensor
    reach: Tensor

    @staticmethod
    def learn(train: Tensor, held_out: Tensor) -> "Domain":
        """From summaries of the people learned from and of others."""
        told = settings()["domain"]
        mean, sd = train.mean(0), train.std(0).clamp(min=1e-6)
        kept = ((train - mean) / sd)[: told["people_kept"]].contiguous()
        low, high = train.amin(0), train.amax(0)
        room = told["margin"] * (high - low) + ROUNDING
        first = Domain(low - room, high + room, mean, sd, kept, torch.ones(1))
        far = torch.where(first.is_beyond(held_out), torch.inf, first.distance(held_out))
        reach = far.sort().values[math.ceil((1 - told["false_alarm"]) * len(far)) - 1]
        return Domain(first.low, first.high, mean, sd, kept, reach[None])

    def is_beyond(self, summary: Tensor) -> Tensor:
        """Whether a person lies outside the box `(patient,)`."""
        return ((summary < self.low) | (summary > self.high) | ~summary.isfinite()).any(1)

    def distance(self, summary: Tensor) -> Tensor:
        """To the nearest person seen `(patient,)`."""
        return torch.cdist((summary - self.mean) / self.sd, self.seen).amin(1)

    def score(self, summary: Tensor) -> Tensor:
        """`(patient,)`; above 1 is outside."""
        return torch.where(self.is_beyond(summary), BEYOND, self.distance(summary.nan_to_num()) / self.reach)

    def farthest(self, summary: Tensor) -> int:
        """Index of the feature of one person that is furthest from what was seen."""
        beyond = torch.maximum(self.low - summary, summary - self.high) / self.sd
        return int(beyond.nan_to_num(torch.inf).argmax())


def names(twin: Model, source: Registry) -> list[str]:
    """What each feature of a summary is about."""
    blocks = block_drives(twin)
    return [*source.patient_symbols(), *twin.drives, *twin.drives, *blocks, *blocks, "blocks_together"]


def summary(hourly: Hourly, twin: Model) -> Tensor:
    """`(patient, feature)`: the person; each drive's size and peak; each block's steepest hour and first value; how many at once."""
    start = len(channel_names(twin))
    drives = hourly.now[:, :, start : start + len(twin.drives)]
    at = [twin.drives.index(name) for name in block_drives(twin)]
    blocks = drives[:, :, at]
    steepest = (blocks[1:] - blocks[:-1]).abs().amax(0) if len(blocks) > 1 else torch.zeros_like(blocks[0])
    together = (blocks.amax(0) > settings()["domain"]["least_block"]).double().sum(1, keepdim=True)
    parts = [hourly.person, drives.pow(2).mean(0).sqrt(), drives.abs().amax(0), steepest, blocks[0], together]
    return torch.cat(parts, 1).float()
