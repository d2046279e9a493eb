"""Why pressure moved: what each arrow into the pressure contributes, found by runs in which arrows are held.

The organs of held.SITES make the pressure. An arrow is a signal that organs of one site read from outside of them. A held
arrow carries what it carries at that moment in the run before; all else goes on, feedback included.
    v(S)  mean pressure of a day when the arrows of S are free and all others held;  v(all) = the run itself
    contribution of i = mean of v(S and i) - v(S), S = what stands before i in one order, over its n rotations and their reverses
That is Shapley's value but for interactions of three arrows and more, and it always sums to v(all) - v(none).  [shapley1953]
v(none) is the run before where the person is the same; with another person it is that person's on the old signals.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch

from twin import held
from twin.compose import Model, model
from twin.held import Arrow, Course
from twin.inputs import Inputs
from twin.module import Tensor
from twin.registry import Registry, registry
from twin.units import factor

CHANNELS = ("sbp_mmHg", "dbp_mmHg", "map_mmHg")


class Unexplained(ArithmeticError):
    """A run with held arrows found no finite answer."""


@dataclass(frozen=True)
class Reasons:
    """Mean pressures of a day by channel: before, with every arrow held, after; what each arrow contributes.

    `rises`: whether an arrow carries more in the run after, on the mean of that day.
    """

    before: Mapping[str, float]
    held: Mapping[str, float]
    after: Mapping[str, float]
    parts: Mapping[str, Mapping[Arrow, float]]
    rises: Mapping[Arrow, bool]


def why(before: Inputs, after: Inputs, day: int, source: Registry | None = None, twin: Model | None = None) -> Reasons:
    """Reasons for the change of one patient's mean pressures of a day between two runs of one horizon. Raises Unexplained."""
    source, twin = source or registry(), twin or model()
    course = Course.of(before, after, day, source, twin)
    moving = course.moving()
    found = held.day(course, moving, intervals(len(moving)))
    means = {name: found.channels[name].mean(1) / factor(source.channels[name].unit) for name in CHANNELS}
    if not all(bool(torch.isfinite(values).all()) for values in means.values()):
        raise Unexplained("no finite pressure with arrows held")
    return Reasons(
        before={name: float(values[0]) for name, values in means.items()},
        held={name: float(values[1]) for name, values in means.items()},
        after={name: float(values[-1]) for name, values in means.items()},
        parts={name: dict(zip(moving, contributions(values[1:], len(moving)), strict=True)) for name, values in means.items()},
        rises={arrow: bool((carried[-1] - carried[0]).mean() > 0) for arrow, carried in found.carried.items()},
    )


def intervals(count: int) -> Tensor:
    """Every set that stands first in a rotation or its reverse `(set, arrow)`: none, then runs by length and start, then all."""
    rows = [[(i - start) % count < length for i in range(count)] for length in range(1, count) for start in range(count)]
    return torch.tensor([[False] * count, *rows, [True] * count], dtype=torch.bool)


def contributions(values: Tensor, count: int) -> list[float]:
    """What each arrow adds, from the value of every set of `intervals`."""

    def of(start: int, length: int) -> Tensor:
        at = 0 if length == 0 else len(values) - 1 if length == count else 1 + (length - 1) * count + start % count
        return values[at]

    def added(i: int, length: int) -> Tensor:
        forward = of(i - length + 1, length) - of(i - length + 1, length - 1)
        return forward + of(i, length) - of(i + 1, length - 1)

    return [float(sum(added(i, length) for length in range(1, count + 1))) / (2 * count) for i in range(count)]
