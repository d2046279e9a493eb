"""Inputs -> Run: the one verb of the mechanistic core."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial

import torch

from twin import compiled, drugs, grid, meals, solve, steady
from twin.compose import Model, model
from twin.inputs import Inputs
from twin.module import DRIVES, IN_PLASMA, Tensor
from twin.registry import Registry, registry
from twin.units import factor

Solver = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]
ENGINES = ("auto", "compiled", "eager")
BLOCK_OF_PATIENTS = 56  # four weeks of their drives stay below 32 MiB, which the allocator gives out again without new pages
NO_REST = "no resting state: this kidney function can't excrete the usual sodium intake"


class Status(Enum):
    """Whether a patient's run can be believed; anything but OK is said in words and never drawn."""

    OK = "ok"
    NO_REST = "no_rest"
    NOT_FINITE = "not_finite"
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True)
class Run:
    """Channels `(patient, time)` at hourly `t_h` from midnight of day 0, a status for each patient and what was wrong."""

    t_h: Tensor
    channels: Mapping[str, Tensor]
    status: list[Status]
    why: list[str]
    engine: str


def simulate(
    inputs: Inputs, engine: str = "auto", refine: int = 1, source: Registry | None = None, twin: Model | None = None
) -> Run:
    """Run a batch; differentiable (in eager mode) when an input asks for a gradient.

    `refine` cuts every step; `source` brings further drugs, `twin` another model; `engine` 'compiled' raises RuntimeError where
    no matching package lies.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine {engine!r} is none of {', '.join(ENGINES)}")
    may_compile = engine != "eager" and not inputs.wants_gradient
    package = compiled.package(required=engine == "compiled", twin=twin) if may_compile else None
    return _run(inputs, lambda slots: grid.day(slots, refine), package, source or registry(), twin or model())


def preview(inputs: Inputs) -> Run:
    """What a reader sees while dragging: the same run where it is compiled, hourly steps in eager mode."""
    package = compiled.package()
    return _run(inputs, grid.day if package else grid.coarse_day, package, registry(), model())


def _run(
    inputs: Inputs,
    grid_of: Callable[[tuple[float, ...]], grid.Grid],
    package: compiled.Package | None,
    source: Registry,
    twin: Model,
) -> Run:
    constants = twin.constants(inputs.patient)
    times = torch.arange(grid.HOURS_PER_DAY * inputs.horizon_days + 1, dtype=torch.float64)
    taken = [source.drugs[drug].channel for drug in inputs.doses_mg]
    names = [name for name in source.channels if name in taken or name in twin.channel_names]
    table = {name: torch.zeros(inputs.size, len(times), dtype=torch.float64) for name in names}
    kinds = list(zip(inputs.short_step_hours, inputs.untouched(), strict=True))
    for slots, rests in sorted(set(kinds)):
        group = [i for i, kind in enumerate(kinds) if kind == (slots, rests)]
        for first in range(0, len(group), BLOCK_OF_PATIENTS):
            who = torch.tensor(group[first : first + BLOCK_OF_PATIENTS])
            run = stay if rests else package.run if package else partial(solve.solve, twin.system)
            for name, values in _run_block(inputs.pick(who), constants[:, who], grid_of(slots), run, source, twin).items():
                table[name].index_copy_(0, who, values)
    status, why = judge(table, source)
    for i in steady.restless(twin, constants.detach(), inputs.patient["Na_in"].detach()):
        status[i], why[i] = Status.NO_REST, NO_REST
    return Run(times, table, status, why, f"mechanistic ({'compiled' if package else 'eager'})")


def stay(rest: Tensor, constants: Tensor, nodes: Tensor, weights: Tensor) -> Tensor:
    """As `twin.solve.solve` for people to whom nothing happens: rest is where they are, exactly, so no step is needed."""
    return rest.expand(1 + len(weights) // solve.PER_LOOP, *rest.shape)


def _run_block(
    inputs: Inputs, constants: Tensor, steps: grid.Grid, run: Solver, source: Registry, twin: Model
) -> dict[str, Tensor]:
    nodes, plasma = drive_table(inputs, steps, source)
    weights = solve.coefficients(twin.decay, steps.sizes_h).repeat(inputs.horizon_days, 1, 1)
    states = run(twin.rest(constants), constants, nodes, weights)
    at = torch.tensor(steps.full_hours(inputs.horizon_days))
    levels = {name: values[at].T for name, values in plasma.items()}
    return read(source, states[at // solve.PER_LOOP], constants, nodes[2 * at], levels, inputs.patient["s_drug"], twin)


def drive_table(inputs: Inputs, steps: grid.Grid, source: Registry) -> tuple[Tensor, dict[str, Tensor]]:
    """Drives at every boundary and middle of a step `(2 step + 1, drive, patient)`; plasma mg/L at the boundaries by drug."""
    starts, sizes = (torch.tensor(values, dtype=torch.float64) for values in (steps.starts_h, steps.sizes_h))
    hours = torch.stack([starts, starts + sizes / 2], 1).flatten()
    rows = inputs.horizon_days * len(hours) + 1
    egfr = inputs.patient["eGFR"] / factor("mL/min/1.73 m²")
    names = list(DRIVES)
    table = torch.zeros(rows, len(names), inputs.size, dtype=torch.float64)
    for drive, amounts in inputs.daily.items():
        table[:, names.index(drive)] = _one_day_more(amounts).repeat_interleave(len(hours), 0)[:rows]
    if "carbohydrate_intake" in inputs.daily:
        of_clock = meals.profile(hours, source).repeat(inputs.horizon_days + 1)[:rows]
        table[:, names.index("carbohydrate_intake")] *= of_clock[:, None]
    plasma: dict[str, Tensor] = {}
    for name, doses in inputs.doses_mg.items():
        drug = source.drugs[name]
        longer = {hour: torch.cat([amounts, 0 * amounts[-1:]]) for hour, amounts in doses.items()}
        in_plasma = drugs.concentration(drug, egfr, longer, hours).flatten(0, 1)[:rows]
        delayed = drug.block.effect_delay_per_h is not None
        at_target = drugs.concentration(drug, egfr, longer, hours, effect=True).flatten(0, 1)[:rows] if delayed else in_plasma
        column = names.index(f"block_{drug.target}")
        table[:, column] = 1 - (1 - table[:, column]) * (1 - drugs.blocked(drug, at_target, inputs.patient["s_drug"]))
        plasma[name] = in_plasma[::2]
    return table, plasma


def _one_day_more(daily: Tensor) -> Tensor:
    return torch.cat([daily, daily[-1:]])


def read(
    source: Registry,
    states: Tensor,
    constants: Tensor,
    drives: Tensor,
    levels: Mapping[str, Tensor],
    potency: Tensor,
    twin: Model,
) -> dict[str, Tensor]:
    """Channels `(patient, time)` in display units at the full hours, from states and drives there `(time, ., patient)`.

    `levels`: mg/L in plasma `(patient, time)` by drug.
    """
    shape = (constants.shape[1], len(states))
    seen, substances = in_plasma(source, levels, potency, shape)
    seen["clock"] = torch.arange(len(states), dtype=torch.float64) % grid.HOURS_PER_DAY
    y, outside = (tensor.permute(1, 2, 0).unbind(0) for tensor in (states, drives))
    canonical = twin.channels(y, constants[:, :, None].unbind(0), outside, seen) | substances
    return {name: (values / factor(source.channels[name].unit)).expand(shape) for name, values in canonical.items()}


def in_plasma(
    source: Registry, levels: Mapping[str, Tensor], potency: Tensor, shape: tuple[int, int]
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Blocks read in plasma, and mg/L of each substance by channel, both `(patient, time)`, from mg/L by drug."""
    seen = {name: share.expand(shape) for name, share in blocks_in_plasma(levels, potency[:, None], source).items()}
    substances: dict[str, Tensor] = {}
    for name, level in levels.items():
        channel = source.drugs[name].channel
        substances[channel] = substances.get(channel, 0) + level
    return seen, substances


def blocks_in_plasma(levels: Mapping[str, Tensor], potency: Tensor, source: Registry) -> dict[str, Tensor]:
    """What of IN_PLASMA drugs at these levels block, with everybody's `potency`; levels and potency of one shape, or broadcast."""
    free = {target: torch.ones((), dtype=torch.float64) for target in IN_PLASMA}
    for name, level in levels.items():
        drug = source.drugs[name]
        if drug.target in free:
            free[drug.target] = free[drug.target] * (1 - drugs.blocked(drug, level, potency))
    return {IN_PLASMA[target]: 1 - share for target, share in free.items()}


def judge(channels: Mapping[str, Tensor], source: Registry) -> tuple[list[Status], list[str]]:
    """Status and reason of every patient: a number missing, or a channel outside what data/channels.toml calls plausible."""
    size = next(iter(channels.values())).shape[0]
    status, why = [Status.OK] * size, [""] * size
    for name, values in channels.items():
        row = source.channels[name]
        inside = ((values >= row.low) & (values <= row.high)).all(1)
        for i in torch.nonzero(~inside).flatten().tolist():
            if status[i] is Status.OK:
                finite = bool(torch.isfinite(values[i]).all())
                status[i] = Status.IMPLAUSIBLE if finite else Status.NOT_FINITE
                why[i] = f"{name} {'outside' if finite else 'not finite, plausible'} {row.low:g} to {row.high:g} {row.unit}"
    return status, why
