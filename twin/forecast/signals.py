"""What the network sees of a person and a scenario: never a drug's name, only what reaches the organs, hour by hour.

Signals, all exactly zero for a person to whom nothing happens:
    channel       the first guess at every channel (`guess`), as the logarithm below
    drive         drives less their usual value, and -ln(1 - 0.97 x)/2 of a block x
    state         the guess at every state, what the last turn added to it, and the push that the drives give to its rate at rest
each at the hour; drives and pushes also at the half hour before it and as the mean of the step before it. A channel y is seen as
    z = ln(1 + (y - y_0) / (y_0 (1 + e)))        y_0: the same person untreated at that hour, e: `small` of data/forecaster.toml
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from twin import grid
from twin.compose import Model
from twin.forecast.guess import About, relaxed
from twin.forecast.settings import settings
from twin.inputs import USUAL, Inputs
from twin.module import Tensor
from twin.registry import Registry
from twin.simulate import drive_table, in_plasma
from twin.units import factor

HOUR = grid.Grid(
    (1.0,) * grid.HOURS_PER_DAY, tuple(float(h) for h in range(grid.HOURS_PER_DAY)), tuple(range(grid.HOURS_PER_DAY))
)
STEEP = 0.97


@dataclass(frozen=True)
class Hourly:
    """Signals of `size` people: `now` `(hour, patient, signal)` at the full hours, `between` at the half hours, and the rest.

    `rest`: channels `(patient, hour)` of the untreated person in display units; `plasma`: substances; `person (patient, feature)`.
    """

    now: Tensor
    between: Tensor
    person: Tensor
    rest: dict[str, Tensor]
    plasma: dict[str, Tensor]


def block_drives(twin: Model) -> list[str]:
    """Drives that are shares blocked."""
    return [name for name in twin.drives if name.startswith("block_")]


def of(inputs: Inputs, twin: Model, source: Registry) -> Hourly:
    """The signals of a batch; differentiable."""
    constants = twin.constants(inputs.patient)
    nodes, plasma = drive_table(inputs, HOUR, source)
    levels = {name: values.T for name, values in plasma.items()}
    read_in_plasma, substances = in_plasma(source, levels, inputs.patient["s_drug"], (inputs.size, len(nodes[::2])))
    usual = torch.stack(
        [inputs.patient[USUAL[name]] if name in USUAL else torch.zeros_like(constants[0]) for name in twin.drives]
    )
    about, drives = About(twin, constants, twin.rest(constants), usual), nodes.permute(1, 2, 0)
    hours, halves = drives[:, :, ::2], drives[:, :, 1::2]
    push, guesses = relaxed(about, halves, settings()["signals"]["turns"])
    clock = torch.arange(hours.shape[-1]) % grid.HOURS_PER_DAY
    rest, guessed = _read(about, guesses[-1], hours, clock, read_in_plasma)
    z = torch.stack([logarithm(guessed[name], rest[name]) for name in channel_names(twin)])
    now = torch.cat([z, _as_signals(hours, usual, twin), guesses[-1], guesses[-1] - guesses[-2]])
    between = torch.cat([_as_signals(halves, usual, twin), push])
    person = torch.stack([inputs.patient[symbol] for symbol in source.patient_symbols()], 1)
    shown = {name: values / factor(source.channels[name].unit) for name, values in rest.items()}
    substances = {name: values / factor(source.channels[name].unit) for name, values in substances.items()}
    return Hourly(now.permute(2, 1, 0), between.permute(2, 1, 0), person, shown, substances)


def channel_names(twin: Model) -> list[str]:
    """Channels in the order of the network's outputs."""
    return sorted(twin.channel_names)


def logarithm(values: Tensor, rest: Tensor) -> Tensor:
    """z of a channel; exactly zero at rest. A guess below zero counts as zero."""
    return torch.log1p((values.clamp(min=0) - rest) / (rest * (1 + settings()["signals"]["small"])))


def back(z: Tensor, rest: Tensor) -> Tensor:
    """A channel from its z."""
    return rest + torch.expm1(z) * rest * (1 + settings()["signals"]["small"])


def _read(
    about: About, x: Tensor, drives: Tensor, clock: Tensor, read_in_plasma: dict[str, Tensor]
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Channels `(patient, hour)` in canonical units: untreated, and of the guessed states under the drives."""
    day = torch.arange(grid.HOURS_PER_DAY)
    still = torch.zeros(*x.shape[:2], len(day), dtype=x.dtype)
    y = about.states(torch.cat([x, still], 2))
    every = torch.cat([drives, about.usual[:, :, None].expand(-1, -1, len(day))], 2)
    seen = {name: torch.cat([values, still[0]], 1) for name, values in read_in_plasma.items()}
    seen["clock"] = torch.cat([clock, day]).double()
    found = about.twin.channels(y.unbind(0), about.constants[:, :, None].unbind(0), every.unbind(0), seen)
    full = {name: values.expand(x.shape[1], len(clock) + len(day)) for name, values in found.items()}
    return (
        {name: values[:, len(clock) :][:, clock] for name, values in full.items()},
        {name: values[:, : len(clock)] for name, values in full.items()},
    )


def _as_signals(drives: Tensor, usual: Tensor, twin: Model) -> Tensor:
    """Drives less their usual value, then the steep form of the blocks `(signal, patient, hour)`."""
    at = [twin.drives.index(name) for name in block_drives(twin)]
    return torch.cat([drives - usual[:, :, None], -torch.log1p(-STEEP * drives[at]) / 2])


def at_steps(hourly: Hourly, phase: int, step_h: int) -> Tensor:
    """Signals `(patient, step, signal)` at hours phase, phase + step_h, …; the first lies before midnight unless the phase is zero."""
    first = phase - step_h if phase else 0
    hours = torch.arange(first, hourly.now.shape[0], step_h)
    there = (hours >= 0)[:, None, None]
    now = hourly.now[hours.clamp(min=0)] * there
    means, latest = [], torch.zeros_like(hourly.between[:1]).expand(len(hours), -1, -1)
    for back_h in range(1, step_h + 1):
        at = hours - back_h
        found = hourly.between[at.clamp(min=0)] * (at >= 0)[:, None, None]
        latest = found if back_h == 1 else latest
        means.append(found)
    return torch.cat([now, latest, torch.stack(means).mean(0)], 2).transpose(0, 1)


def signal_names(twin: Model) -> list[tuple[str, str]]:
    """Kind ('channel', 'drive', 'state') and name of each signal of `at_steps`, in order; the guess at every channel comes first."""
    drives = [("drive", name) for name in (*twin.drives, *block_drives(twin))]
    states = [("state", name) for name in twin.states]
    return [("channel", name) for name in channel_names(twin)] + drives + 2 * states + 2 * (drives + states)


def phases(step_h: int) -> Sequence[int]:
    """Shifts that together hit every hour."""
    return range(step_h)
