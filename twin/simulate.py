"""Inputs -> Run: the one verb of the mechanistic core."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import torch

from twin import compiled, drugs, grid, solve
from twin.compose import Model, model
from twin.inputs import Inputs
from twin.module import DRIVES, HELD_DRIVES, Tensor
from twin.registry import Registry, registry
from twin.units import factor

ENGINES = ("auto", "compiled", "eager")
BLOCK_OF_PATIENTS = 256


class Status(Enum):
    """Whether a patient's run can be believed; anything but OK is said in words and never drawn."""

    OK = "ok"
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


def simulate(inputs: Inputs, engine: str = "auto", refine: int = 1, source: Registry | None = None) -> Run:
    """Run a batch. `refine` cuts every step; `engine` 'compiled' raises RuntimeError where no matching package lies."""
    source, twin = source or registry(), model()
    package = compiled.package(required=engine == "compiled") if engine != "eager" and refine == 1 else None
    constants = twin.constants(inputs.patient)
    hours = inputs.intake_hours()
    results: list[dict[str, Tensor]] = [{}] * inputs.size
    for slots in sorted(set(hours)):
        group = [i for i, own in enumerate(hours) if own == slots]
        for first in range(0, len(group), BLOCK_OF_PATIENTS):
            who = torch.tensor(group[first : first + BLOCK_OF_PATIENTS])
            channels = _run_block(twin, source, inputs.pick(who), constants[:, who], grid.day(slots, refine), package)
            for row, patient in enumerate(who.tolist()):
                results[patient] = {name: values[row] for name, values in channels.items()}
    names = [name for name in source.channels if any(name in result for result in results)]
    absent = torch.zeros(24 * inputs.horizon_days + 1, dtype=torch.float64)
    table = {name: torch.stack([result.get(name, absent) for result in results]) for name in names}
    status, why = judge(table, source)
    label = "mechanistic (compiled)" if package else "mechanistic (eager)"
    return Run(torch.arange(24 * inputs.horizon_days + 1, dtype=torch.float64), table, status, why, label)


def _run_block(twin: Model, source: Registry, inputs: Inputs, constants: Tensor, steps: grid.Grid, package: "compiled.Package | None") -> dict[str, Tensor]:
    nodes, plasma = drive_table(inputs, steps, source)
    drives = stages(nodes, [twin.drives.index(name) for name in HELD_DRIVES])
    weights = solve.coefficients(twin.decay, steps.sizes_h * inputs.horizon_days, constants)
    decay = torch.tensor(twin.decay, dtype=constants.dtype)[:, None]
    with torch.no_grad():
        rest = twin.rest(constants)
        states = package.run(rest, constants, drives, weights) if package else solve.solve(twin.rates, decay, rest, constants, drives, weights)
        return read(twin, source, states, constants, nodes[::2], plasma, steps, inputs.horizon_days)


def drive_table(inputs: Inputs, steps: grid.Grid, source: Registry) -> tuple[Tensor, dict[str, Tensor]]:
    """Drives at every boundary and middle of a step `(2 step + 1, drive, patient)`; plasma mg/L at the boundaries by channel."""
    starts, sizes = (torch.tensor(values, dtype=torch.float64) for values in (steps.starts_h, steps.sizes_h))
    hours = torch.stack([starts, starts + sizes / 2], 1).flatten()
    rows = inputs.horizon_days * len(hours) + 1
    egfr = inputs.patient["eGFR"] / factor("mL/min/1.73 m²")
    names = list(DRIVES)
    table = torch.zeros(rows, len(names), inputs.size, dtype=torch.float64)
    table[:, names.index("sodium_intake")] = _one_day_more(inputs.sodium_mmol_h).repeat_interleave(len(hours), 0)[:rows]
    plasma: dict[str, Tensor] = {}
    for name, doses in inputs.doses_mg.items():
        drug = source.drugs[name]
        longer = {hour: torch.cat([amounts, 0 * amounts[-1:]]) for hour, amounts in doses.items()}
        in_plasma = drugs.concentration(drug, egfr, longer, hours).flatten(0, 1)[:rows]
        delayed = drug.block.effect_delay_per_h is not None
        at_target = drugs.concentration(drug, egfr, longer, hours, effect=True).flatten(0, 1)[:rows] if delayed else in_plasma
        column = names.index(f"block_{drug.target}")
        table[:, column] = 1 - (1 - table[:, column]) * (1 - drugs.blocked(drug, at_target))
        plasma[drug.channel] = plasma.get(drug.channel, 0) + in_plasma[::2]
    return table, plasma


def _one_day_more(daily: Tensor) -> Tensor:
    return torch.cat([daily, daily[-1:]])


def stages(nodes: Tensor, held: list[int]) -> Tensor:
    """Drives of each step at its start, middle and end `(step, 3, drive, patient)`; held ones keep their value to the end of the step."""
    ends = nodes[2::2].clone()
    ends[:, held] = nodes[:-1:2, held]
    return torch.stack([nodes[:-1:2], nodes[1::2], ends], 1)


def read(twin: Model, source: Registry, states: Tensor, constants: Tensor, nodes: Tensor, plasma: Mapping[str, Tensor], steps: grid.Grid, days: int) -> dict[str, Tensor]:
    """Channels `(patient, time)` in display units at the full hours, from states at every second boundary."""
    count = len(steps.sizes_h)
    at = torch.tensor([day * count + index for day in range(days) for index in steps.hourly] + [days * count])
    y = states[at // solve.PER_LOOP].permute(1, 2, 0)
    drives = nodes[at].permute(1, 2, 0)
    clock = torch.arange(len(at), dtype=torch.float64) % grid.HOURS_PER_DAY
    canonical = twin.channels(y.unbind(0), constants[:, :, None].unbind(0), drives.unbind(0), clock)
    canonical |= {name: values[at].T for name, values in plasma.items()}
    shape = (constants.shape[1], len(at))
    return {name: (values / factor(source.channels[name].unit)).expand(shape) for name, values in canonical.items()}


def judge(channels: Mapping[str, Tensor], source: Registry) -> tuple[list[Status], list[str]]:
    """Status and reason of every patient: a number missing, or a channel outside what data/channels.toml calls plausible."""
    size = next(iter(channels.values())).shape[0]
    status, why = [Status.OK] * size, [""] * size
    for name, values in channels.items():
        row = source.channels[name]
        finite = torch.isfinite(values).all(1)
        inside = ((values >= row.low) & (values <= row.high)).all(1)
        for i in torch.nonzero(~(finite & inside)).flatten().tolist():
            if status[i] is Status.OK:
                status[i] = Status.IMPLAUSIBLE if finite[i] else Status.NOT_FINITE
                why[i] = f"{name} {'outside' if finite[i] else 'not finite, plausible'} {row.low:g} to {row.high:g} {row.unit}"
    return status, why
