"""Which control matters now: how the systolic pressure of one day would move with each of them, from gradients of the forecaster."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch

from twin import meals, scenario, units
from twin.forecast.forecaster import Forecaster
from twin.grid import HOURS_PER_DAY
from twin.inputs import Inputs
from twin.module import Tensor
from twin.rows import Parameter

CHANNEL = "sbp_mmHg"


@dataclass(frozen=True)
class Slope:
    """Change of the day's mean systolic pressure in mmHg for one unit and for one step of a control."""

    name: str
    unit: str
    step: float
    per_unit: float

    @property
    def per_step(self) -> float:
        """mmHg for one step of the control."""
        return self.per_unit * self.step


def slopes(one: Forecaster, told: scenario.Told, day: int) -> list[Slope] | None:
    """Of every number about the person, every dose taken and every habit, largest effect of a step first; None outside the domain."""
    source = one.source
    person = {symbol: value.requires_grad_() for symbol, value in scenario.symbols(source, told.usual).items()}
    base = scenario.inputs(source, told, person)
    doses = {name: torch.zeros((), dtype=torch.float64, requires_grad=True) for name in base.doses_mg}
    habits = {
        name: torch.zeros((), dtype=torch.float64, requires_grad=True) for name, row in source.habits.items() if not row.choices
    }
    curves = one.forecast(_moved(one, base, told, doses, habits))
    if not curves.is_inside(0):
        return None
    hours = slice(day * HOURS_PER_DAY, (day + 1) * HOURS_PER_DAY)
    curves.channels[CHANNEL][0, hours].mean().backward()
    rows = [row for group in ("patient", "life") for row in source.group(group).values() if row.kind == "number"]
    found = [_slope(row.key, row, person[row.symbol].grad, units.factor(row.unit)) for row in rows]
    for name, share in doses.items():
        mean = max(intake.dose_mg for intake in told.intakes if intake.drug == name)
        found.append(Slope(f"drug.{name}.dose_mg", "mg", source.drugs[name].dose_step_mg, _number(share.grad) / mean))
    found += [_slope(f"habit.{name}.change", source.habits[name], change.grad, 1) for name, change in habits.items()]
    return sorted(found, key=lambda slope: -abs(slope.per_step))


def _moved(
    one: Forecaster, base: Inputs, told: scenario.Told, doses: Mapping[str, Tensor], habits: Mapping[str, Tensor]
) -> Inputs:
    """The inputs with every dose a share higher and every habit so much more, from the day on which it changes."""
    daily = dict(base.daily)
    for name, change in habits.items():
        row = one.source.habits[name]
        first = min((habit.from_day for habit in told.habits if habit.key == name), default=0)
        then = (torch.arange(base.horizon_days) >= first).double()[:, None]
        size = units.factor(row.unit) * (meals.glucose_per_carbohydrate(one.source) if row.drive == "carbohydrate_intake" else 1)
        daily[row.drive] = daily.get(row.drive, torch.zeros_like(then)) + change * size * then
    taken = {
        name: {hour: amounts * (1 + doses[name]) for hour, amounts in slots.items()} for name, slots in base.doses_mg.items()
    }
    return replace(base, daily=daily, doses_mg=taken)


def _slope(name: str, row: Parameter, gradient: Tensor | None, canonical: float) -> Slope:
    return Slope(name, row.unit, row.step, _number(gradient) * canonical)


def _number(gradient: Tensor | None) -> float:
    return 0.0 if gradient is None else float(gradient.sum())
