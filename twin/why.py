"""Why pressure moved: what each arrow into the pressure contributes, found by runs in which arrows are held.

The organs of SITES make the pressure. An arrow is a signal that organs of one site read from outside of them. A held arrow
carries what it carries at that moment in the run before; all else goes on, feedback included.
    v(S)  mean pressure of a day when the arrows of S are free and all others held;  v(all) = the run itself
    contribution of i = mean of v(S and i) - v(S), S = what stands before i in one order, over its n rotations and their reverses
That is Shapley's value but for interactions of three arrows and more, and it always sums to v(all) - v(none).  [shapley1953]
v(none) is the run before where the person is the same; with another person it is that person's on the old signals.
Stepping: exponential midpoint, half-hour steps, all S in one batch.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import torch

from twin import grid, solve
from twin.compose import Model, model
from twin.inputs import Inputs
from twin.module import CLOCK, Function, Tensor
from twin.registry import Registry, registry
from twin.simulate import drive_table
from twin.units import factor

SITES = {"circulation": "vessels", "glomerulus": "kidney", "tubule": "kidney", "body_fluid": "fluid"}
CHANNELS = ("sbp_mmHg", "dbp_mmHg", "map_mmHg")


class Unexplained(ArithmeticError):
    """A run with held arrows found no finite answer."""


@dataclass(frozen=True, order=True)
class Arrow:
    """A signal on its way to the organs of a site."""

    signal: str
    site: str


@dataclass(frozen=True)
class Reasons:
    """Mean pressures of a day by channel: before, with every arrow held, after; and what each arrow contributes."""

    before: Mapping[str, float]
    held: Mapping[str, float]
    after: Mapping[str, float]
    parts: Mapping[str, Mapping[Arrow, float]]


def arrows(twin: Model) -> list[Arrow]:
    """What reaches the organs of SITES from outside of them, as the composition has it."""
    inside = {name for organ in SITES for name in (*twin.organs[organ].gives, *twin.organs[organ].states)} | set(CLOCK)
    found = {
        Arrow(signal, site)
        for organ, site in SITES.items()
        for signal in (*twin.organs[organ].reads, *twin.organs[organ].rate_reads)
        if signal not in inside
    }
    return sorted(found)


def why(before: Inputs, after: Inputs, day: int, source: Registry | None = None, twin: Model | None = None) -> Reasons:
    """Reasons for the change of one patient's mean pressures of a day between two runs of one horizon. Raises Unexplained."""
    twin = twin or model()
    known = arrows(twin)
    free = intervals(len(known))
    means = day_means(before, after, day, free, source or registry(), twin)
    if not all(bool(torch.isfinite(values).all()) for values in means.values()):
        raise Unexplained("no finite pressure with arrows held")
    return Reasons(
        before={name: float(values[0]) for name, values in means.items()},
        held={name: float(values[1]) for name, values in means.items()},
        after={name: float(values[-1]) for name, values in means.items()},
        parts={name: dict(zip(known, contributions(values[1:]), strict=True)) for name, values in means.items()},
    )


def intervals(count: int) -> Tensor:
    """Every set that stands first in a rotation or its reverse `(set, arrow)`: none, then runs by length and start, then all."""
    rows = [[(i - start) % count < length for i in range(count)] for length in range(1, count) for start in range(count)]
    return torch.tensor([[False] * count, *rows, [True] * count])


def contributions(values: Tensor) -> list[float]:
    """What each arrow adds, from the value of every set of `intervals`."""
    count = round((1 + (4 * len(values) - 7) ** 0.5) / 2)

    def of(start: int, length: int) -> Tensor:
        at = 0 if length == 0 else len(values) - 1 if length == count else 1 + (length - 1) * count + start % count
        return values[at]

    def added(i: int, length: int) -> Tensor:
        forward = of(i - length + 1, length) - of(i - length + 1, length - 1)
        return forward + of(i, length) - of(i + 1, length - 1)

    return [float(sum(added(i, length) for length in range(1, count + 1))) / (2 * count) for i in range(count)]


@torch.inference_mode()
def day_means(before: Inputs, after: Inputs, day: int, free: Tensor, source: Registry, twin: Model) -> dict[str, Tensor]:
    """Mean pressures of a day by channel: of the run before, then of the run after with only the arrows of a row of `free`."""
    both = Inputs.join([before, after])
    who = torch.tensor([0] + [1] * len(free))
    steps = grid.coarse_day(tuple(sorted({hour for hours in both.short_step_hours for hour in hours})))
    nodes = drive_table(both, steps, source)[0][..., who]
    constants = twin.constants(both.patient)[:, who]
    held = holding(twin, dict(zip(arrows(twin), torch.cat([free[-1:], free]).T, strict=True)))
    states = _states(held, constants, nodes, steps, day)
    at = torch.tensor([*steps.hourly])
    drives = nodes[::2][day * len(steps.sizes_h) + at].permute(1, 2, 0)
    y, clock = states[at].permute(1, 2, 0), torch.arange(len(at), dtype=torch.float64)
    read = held.channels(y.unbind(0), constants[:, :, None].unbind(0), drives.unbind(0), clock)
    return {name: read[name].mean(1) / factor(source.channels[name].unit) for name in CHANNELS}


def _states(twin: Model, constants: Tensor, nodes: Tensor, steps: grid.Grid, day: int) -> Tensor:
    """States at the start of every step of a day `(step, state, patient)`."""
    weights = solve.coefficients(twin.decay, steps.sizes_h)
    decay = torch.tensor(twin.decay, dtype=torch.float64)[:, None]
    known, y, count = constants.unbind(0), twin.rest(constants), len(steps.sizes_h)
    saved = []

    def rates(at: Tensor, node: int) -> Tensor:
        return torch.stack(twin.rates(at.unbind(0), known, nodes[node].unbind(0)))

    for k in range((day + 1) * count):
        if k >= day * count:
            saved.append(y)
        half, whole = weights[k % count, :2, :, None].unbind(0)
        middle = y + half * rates(y, 2 * k)
        y = y + whole * (rates(middle, 2 * k + 1) + decay * (middle - y))
    return torch.stack(saved)


def holding(twin: Model, free: Mapping[Arrow, Tensor]) -> Model:
    """The model in which an arrow is free only for the patients where its mask says so; others see what patient 0 has."""
    organs = dict(twin.organs)
    for organ, site in SITES.items():
        mine = {arrow.signal: mask for arrow, mask in free.items() if arrow.site == site}
        whole = organs[organ]
        organs[organ] = replace(whole, signals=_held(whole.signals, mine), rates=_held(whole.rates, mine))
    return replace(twin, organs=organs)


def _held(function: Function | None, free: Mapping[str, Tensor]) -> Callable[[SimpleNamespace, SimpleNamespace], Any] | None:
    if function is None:
        return None

    def with_held(s: SimpleNamespace, p: SimpleNamespace) -> Any:
        for signal in free.keys() & vars(s).keys():
            value = getattr(s, signal)
            mask = free[signal].reshape(-1, *[1] * (value.ndim - 1))
            setattr(s, signal, torch.where(mask, value, value[:1]))
        return function(s, p)

    return with_held
