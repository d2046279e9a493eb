"""The organs' own arrows as masks: who may listen to whom. Built from what each organ reads and gives, never typed again."""

from dataclasses import dataclass

import torch

from twin.compose import Model
from twin.forecast.signals import channel_names, signal_names
from twin.module import Tensor


@dataclass(frozen=True)
class Masks:
    """Zeros and ones: `own` and `hidden (unit, unit)`, `given (unit, signal)`, `out (channel, unit)`, `at_once (channel, signal)`.

    `own`: units of one organ.
    """

    own: Tensor
    hidden: Tensor
    given: Tensor
    out: Tensor
    at_once: Tensor


def arrows(twin: Model) -> Tensor:
    """`(organ, organ)`: one where the first reads what the second gives or owns, itself included; in the order of `twin.organs`."""
    found = torch.eye(len(twin.organs))
    for i, reader in enumerate(twin.organs.values()):
        wanted = {*reader.reads, *reader.rate_reads}
        for j, writer in enumerate(twin.organs.values()):
            if wanted & {*writer.gives, *writer.states}:
                found[i, j] = 1
    return found


def masks(twin: Model, width: int) -> Masks:
    """Hidden units dealt evenly to the organs. Raises ValueError when they can't be."""
    organs = list(twin.organs)
    if width % len(organs):
        raise ValueError(f"{width} units can't be dealt to {len(organs)} organs")
    units = torch.arange(width) // (width // len(organs))
    given = torch.zeros(len(organs), len(signal_names(twin)))
    for k, (kind, name) in enumerate(signal_names(twin)):
        for i, organ in enumerate(twin.organs.values()):
            read = {"drive": {*organ.reads, *organ.rate_reads}, "state": organ.states, "channel": organ.channels}[kind]
            given[i, k] = float(name in read)
    channels = [(name, i) for i, organ in enumerate(twin.organs.values()) for name in organ.channels]
    owner = torch.tensor([i for _, i in sorted(channels)])
    reach, own = arrows(twin), (units[:, None] == units).float()
    return Masks(own, reach[units][:, units], given[units], (owner[:, None] == units).float(), given[owner])


def dense(twin: Model, width: int) -> Masks:
    """Everything listens to everything."""
    signals, channels = len(signal_names(twin)), len(channel_names(twin))
    ones = torch.ones
    return Masks(ones(width, width), ones(width, width), ones(width, signals), ones(channels, width), ones(channels, signals))
