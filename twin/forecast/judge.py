"""How wrong a forecaster is on people it never learned from, in the words of the issue: mmHg, shares, coverage."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch

from twin.compose import model
from twin.forecast.dataset import Split
from twin.forecast.emulator import Emulator
from twin.forecast.signals import back, channel_names
from twin.forecast.train import Times
from twin.module import Tensor

BATCH = 128


@dataclass(frozen=True)
class Answers:
    """What an emulator says of a split: curve and half-widths in z, `(patient, step, channel)`."""

    z: Tensor
    low: Tensor
    high: Tensor


def answers(one: Emulator, split: Split, known: Tensor | None = None) -> Answers:
    """Run a split; `known` replaces what is known of the hidden traits."""
    told = split.known if known is None else known
    parts: list[tuple[Tensor, ...]] = []
    with torch.no_grad():
        for first in range(0, split.size, BATCH):
            at = slice(first, first + BATCH)
            times = Times.of(split.phase[at], split.z.shape[1])
            z, h = one.curve(split.person[at], split.signals[at], times.clock)
            parts.append((z, *one.around(z, h, split.person[at], told[at], times.when)))
    return Answers(*(torch.cat(column) for column in zip(*parts, strict=True)))


def rest(split: Split) -> Tensor:
    """Channels of the untreated person at every step `(patient, step, channel)`, in display units."""
    clocks = split.rest.shape[1]
    return split.rest[:, (torch.arange(split.z.shape[1]) - 1) % clocks]


def error_in_units(z: Tensor, split: Split, channel: str) -> Tensor:
    """Forecast less truth `(patient, step)` in the unit of a channel."""
    at, level = channel_names(model()).index(channel), rest(split)
    return back(z[:, :, at], level[:, :, at]) - back(split.z[:, :, at], level[:, :, at])


def spread(values: Tensor) -> dict[str, float]:
    """Mean, median and 99th percentile over people."""
    return {"mean": float(values.mean()), "median": float(values.median()), "p99": float(values.quantile(0.99))}


def pressure_error(z: Tensor, split: Split) -> dict[str, float]:
    """Systolic error in mmHg: over each person's mean absolute error, and the worst single hour of anyone."""
    wrong = error_in_units(z, split, "sbp_mmHg").abs()
    return spread(wrong.mean(1)) | {"worst_hour": float(wrong.max())}


def normalised_error(z: Tensor, split: Split) -> Mapping[str, dict[str, float]]:
    """Error over the root mean square of what is to be forecast, channel by channel: median person and worst 1 %."""
    size = split.z.pow(2).mean((0, 1)).sqrt()
    each = ((z - split.z).pow(2).mean(1).sqrt() / size).unbind(1)
    found = zip(channel_names(model()), each, strict=True)
    return {name: {"median": float(one.median()), "p99": float(one.quantile(0.99))} for name, one in found}
