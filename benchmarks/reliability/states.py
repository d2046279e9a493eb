"""States of a run, which `simulate` keeps to itself: with another model or another start."""

from dataclasses import dataclass
from functools import partial

import torch

from twin import compiled, grid, simulate, solve
from twin.compose import Model, model
from twin.inputs import Inputs
from twin.module import Tensor
from twin.registry import registry


@dataclass(frozen=True)
class States:
    """`values` `(time, state, patient)` and `channels` `(patient, time)` at the full hours."""

    model: Model
    values: Tensor
    channels: dict[str, Tensor]

    def of(self, name: str) -> Tensor:
        return self.values[:, self.model.states.index(name)]


def shown(
    twin: Model, values: Tensor, constants: Tensor, drives: Tensor, inputs: Inputs, levels: dict[str, Tensor]
) -> dict[str, Tensor]:
    """Channels `(patient, time)` as a reader sees them, from hourly states and drives; `levels` as in `simulate.read`."""
    return simulate.read(registry(), values, constants, drives, levels, inputs.patient["s_drug"], twin)


def states(inputs: Inputs, twin: Model | None = None, start: Tensor | None = None) -> States:
    """One batch on one grid, short after everybody's hours; a `twin` of one's own runs in eager mode."""
    steps = grid.day(tuple(sorted({hour for hours in inputs.short_step_hours for hour in hours})))
    package = compiled.package() if twin is None else None
    twin = twin or model()
    constants = twin.constants(inputs.patient)
    nodes, plasma = simulate.drive_table(inputs, steps, registry())
    weights = solve.coefficients(twin.decay, steps.sizes_h).repeat(inputs.horizon_days, 1, 1)
    start = twin.rest(constants) if start is None else start
    values = (package.run if package else partial(solve.solve, twin.system))(start, constants, nodes, weights)
    at = torch.tensor(steps.full_hours(inputs.horizon_days))
    hourly = values[at // solve.PER_LOOP]
    levels = {name: level[at].T for name, level in plasma.items()}
    return States(twin, hourly, shown(twin, hourly, constants, nodes[2 * at], inputs, levels))
