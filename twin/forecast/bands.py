"""Bands that keep their promise: the learned half-widths, stretched until they cover the people held out for it."""

from dataclasses import dataclass

import torch

from twin import conformal
from twin.compose import model
from twin.forecast.dataset import Split
from twin.forecast.emulator import Emulator
from twin.forecast.judge import Answers, answers
from twin.forecast.settings import settings
from twin.forecast.signals import channel_names
from twin.module import Tensor

KINDS = {"pointwise": conformal.pointwise, "whole": conformal.whole}


@dataclass(frozen=True)
class Bands:
    """Stretch `k (group, kind, channel, level)`; group 0: every hidden trait is known, 1: some are not."""

    k: Tensor

    def stretch(self, known: Tensor, level: float, kind: str) -> Tensor:
        """k for each patient and channel `(patient, channel)`. Raises ValueError for a level or kind that was not calibrated."""
        levels = settings()["bands"]["levels"]
        if level not in levels or kind not in KINDS:
            raise ValueError(f"no {kind} band of level {level}; there are {', '.join(map(str, levels))}")
        return self.k[group_of(known), list(KINDS).index(kind), :, levels.index(level)]


def group_of(known: Tensor) -> Tensor:
    """Group of each patient from `known (patient, trait)`."""
    return (~known.bool().all(1)).long()


def scores(found: Answers, split: Split) -> Tensor:
    """How many half-widths the person as they are lies from the curve `(patient, step, channel)`."""
    return conformal.score(split.z_real - found.z, found.low, found.high)


def calibrate(one: Emulator, split: Split) -> Bands:
    """Stretch for each group, from people never learned from."""
    told = scores(answers(one, split), split)
    rows = []
    for group in (0, 1):
        chosen = told[group_of(split.known) == group]
        rows.append(torch.stack([_stretches(chosen, of) for of in KINDS.values()]))
    return Bands(torch.stack(rows))


def _stretches(found: Tensor, of: object) -> Tensor:
    """`(channel, level)`."""
    levels, channels = settings()["bands"]["levels"], range(len(channel_names(model())))
    return torch.tensor([[of(found[:, 1:, c], level) for level in levels] for c in channels])  # type: ignore[operator]
