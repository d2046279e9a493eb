"""Runs in which arrows are held: all of them in one batch, patient 0 being the run that gives what a held arrow carries.

Stepping: exponential midpoint on half-hour steps, y_new = y + h phi1 (f(y_mid) + r y_mid - r y).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import torch

from twin import grid, solve
from twin.compose import Model
from twin.inputs import Inputs
from twin.module import DRIVES, READ_OUT, Function, Tensor
from twin.registry import Registry
from twin.simulate import drive_table

SITES = {"circulation": "vessels", "glomerulus": "kidney", "tubule": "kidney", "body_fluid": "fluid"}


@dataclass(frozen=True, order=True)
class Arrow:
    """A signal on its way to the organs of a site."""

    signal: str
    site: str


def arrows(twin: Model) -> list[Arrow]:
    """What reaches the organs of SITES from outside of them, as the composition has it."""
    inside = {name for organ in SITES for name in (*twin.organs[organ].gives, *twin.organs[organ].states)} | set(READ_OUT)
    found = {
        Arrow(signal, site)
        for organ, site in SITES.items()
        for signal in (*twin.organs[organ].reads, *twin.organs[organ].rate_reads)
        if signal not in inside
    }
    return sorted(found)


@dataclass(frozen=True)
class Course:
    """Two runs of one patient each and one horizon, `(2 step + 1, drive, 2)` nodes: what goes in until the end of a day."""

    twin: Model
    constants: Tensor
    nodes: Tensor
    steps: grid.Grid
    day: int

    @staticmethod
    def of(before: Inputs, after: Inputs, day: int, source: Registry, twin: Model) -> "Course":
        """The course of a run before and a run after."""
        both = Inputs.join([before, after])
        steps = grid.coarse_day(tuple(sorted({hour for hours in both.short_step_hours for hour in hours})))
        return Course(twin, twin.constants(both.patient), drive_table(both, steps, source)[0], steps, day)

    def moving(self) -> list[Arrow]:
        """Arrows that may differ between the runs: all but drives that are the same in both."""
        end = 2 * len(self.steps.sizes_h) * (self.day + 1)
        differs = (self.nodes[:end, :, 0] != self.nodes[:end, :, 1]).any(0)
        same = {name for name, is_moved in zip(DRIVES, differs.tolist(), strict=True) if not is_moved}
        return [arrow for arrow in arrows(self.twin) if arrow.signal not in same]


@dataclass(frozen=True)
class Day:
    """Channels in canonical units and what each arrow would carry, `(run, hour)` of a day."""

    channels: Mapping[str, Tensor]
    carried: Mapping[Arrow, Tensor]


@torch.inference_mode()
def day(course: Course, moving: Sequence[Arrow], free: Tensor) -> Day:
    """A day of the run before, then of the run after with only those arrows free that a row of `free` `(run, arrow)` names."""
    who = torch.tensor([0] + [1] * len(free))
    nodes, constants = course.nodes[..., who], course.constants[:, who]
    masks = torch.cat([torch.ones_like(free[:1]), free]).T
    carried: dict[Arrow, Tensor] = {}
    held = holding(course.twin, dict(zip(moving, masks, strict=True)), carried)
    at = torch.tensor(course.steps.hourly)
    y = _states(held, constants, nodes, course)[at].permute(1, 2, 0).unbind(0)
    drives = nodes[::2][course.day * len(course.steps.sizes_h) + at].permute(1, 2, 0).unbind(0)
    known = constants[:, :, None].unbind(0)
    held.rates(y, known, drives)  # what only rates read is carried, too
    hours = torch.arange(len(at), dtype=torch.float64)
    seen = dict.fromkeys(READ_OUT, torch.zeros_like(hours)) | {"clock": hours}  # pressures are read by the clock, not in plasma
    return Day(held.channels(y, known, drives, seen), carried)


def _states(twin: Model, constants: Tensor, nodes: Tensor, course: Course) -> Tensor:
    """States at the start of every step of the day `(step, state, run)`."""
    weights = solve.coefficients(twin.decay, course.steps.sizes_h)
    decay = torch.tensor(twin.decay, dtype=torch.float64)[:, None]
    known, y, count = constants.unbind(0), twin.rest(constants), len(course.steps.sizes_h)
    saved = []

    def rates(at: Tensor, node: int) -> Tensor:
        return torch.stack(twin.rates(at.unbind(0), known, nodes[node].unbind(0)))

    for k in range((course.day + 1) * count):
        if k >= course.day * count:
            saved.append(y)
        half, whole = weights[k % count, :2, :, None].unbind(0)
        middle = y + half * rates(y, 2 * k)
        y = y + whole * (rates(middle, 2 * k + 1) + decay * (middle - y))
    return torch.stack(saved)


def holding(twin: Model, free: Mapping[Arrow, Tensor], carried: dict[Arrow, Tensor]) -> Model:
    """The model in which an arrow is free only in the runs where its mask says so; in others it carries what run 0 has.

    `carried` is filled with what each arrow last would have carried.
    """
    organs = dict(twin.organs)
    for organ, site in SITES.items():
        mine = {arrow: mask for arrow, mask in free.items() if arrow.site == site}
        whole = organs[organ]
        organs[organ] = replace(whole, signals=_held(whole.signals, mine, carried), rates=_held(whole.rates, mine, carried))
    return replace(twin, organs=organs)


def _held(function: Function | None, free: Mapping[Arrow, Tensor], carried: dict[Arrow, Tensor]) -> Function | None:
    return None if function is None else partial(_with_held, function, free, carried)


def _with_held(
    function: Callable[[SimpleNamespace, SimpleNamespace], Any],
    free: Mapping[Arrow, Tensor],
    carried: dict[Arrow, Tensor],
    s: SimpleNamespace,
    p: SimpleNamespace,
) -> Any:
    for arrow, mask in free.items():
        if arrow.signal in vars(s):
            value = carried[arrow] = getattr(s, arrow.signal)
            setattr(s, arrow.signal, torch.where(mask.reshape(-1, *[1] * (value.ndim - 1)), value, value[:1]))
    return function(s, p)
