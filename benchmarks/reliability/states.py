"""States of a run, which `simulate` keeps to itself: with another model or another start."""

from dataclasses import dataclass
from functools import partial

import torch

from twin import compiled, grid, simulate, solve
from twin.compose import Model, model
from twin.inputs import Inputs
from twin.module import Tensor
from twin.registry import registry
from twin.units import factor


@dataclass(frozen=True)
class States:
    """`values` `(time, state, patient)` and `channels` `(patient, time)` at the full hours."""

    model: Model
    values: Tensor
    channels: dict[str, Tensor]

    def of(self, name: str) -> Tensor:
        return self.values[:, self.model.states.index(name)]


def at_full_hours(steps: grid.Grid, days: int) -> Tensor:
    """Which boundaries of steps are full hours."""
    count = len(steps.sizes_h)
    return torch.tensor([day * count + index for day in range(days) for index in steps.hourly] + [days * count])


def shown(twin: Model, values: Tensor, constants: Tensor, drives: Tensor) -> dict[str, Tensor]:
    """Channels `(patient, time)` as a reader sees them, from hourly states and drives `(time, ..., patient)`."""
    clock = torch.arange(len(values), dtype=torch.float64) % grid.HOURS_PER_DAY
    y, known, outside = (t.unbind(0) for t in (values.permute(1, 2, 0), constants[:, :, None], drives.permute(1, 2, 0)))
    channels = twin.channels(y, known, outside, clock)
    return {name: numbers / factor(registry().channels[name].unit) for name, numbers in channels.items()}


def states(inputs: Inputs, twin: Model | None = None, start: Tensor | None = None) -> States:
    """One batch on one grid, short after everybody's hours; a `twin` of one's own runs in eager mode."""
    steps = grid.day(tuple(sorted({hour for hours in inputs.short_step_hours for hour in hours})))
    package = compiled.package() if twin is None else None
    twin = twin or model()
    constants = twin.constants(inputs.patient)
    nodes, _ = simulate.drive_table(inputs, steps, registry())
    weights = solve.coefficients(twin.decay, steps.sizes_h).repeat(inputs.horizon_days, 1, 1)
    start = twin.rest(constants) if start is None else start
    values = (package.run if package else partial(solve.solve, twin.system))(start, constants, nodes, weights)
    at = at_full_hours(steps, inputs.horizon_days)
    hourly = values[at // solve.PER_LOOP]
    return States(twin, hourly, shown(twin, hourly, constants, nodes[::2][at]))
