"""A second solver: the same rates, SciPy's own steps and tolerances, and drives summed dose by dose from the scenario itself."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from scipy.integrate import solve_ivp
from scipy.sparse import csc_array, eye_array, kron

from benchmarks.reliability.people import Raw
from benchmarks.reliability.states import shown
from twin import drugs, meals
from twin.compose import model
from twin.grid import HOURS_PER_DAY
from twin.inputs import Inputs
from twin.module import Tensor
from twin.registry import registry
from twin.units import factor

MEALS = "carbohydrate_intake"
METHOD, TOLERANCE = "LSODA", 1e-10


def intakes(plan: Raw, days: int) -> list[float]:
    """Hours of a plan's intakes, read from trials.md and not from the code under test."""
    first = 24 * plan["from_day"] + plan["first_dose_h"]
    hours = np.arange(first, 24 * days, plan["every_h"])
    return [float(hour) for hour in hours if hour // 24 not in plan["missed_days"]]


def meal_hours() -> list[float]:
    return [registry().parameters[f"meal.{meal}"].canonical() for meal in meals.MEALS]


def appearance(t: float) -> float:
    """Glucose from meals at an hour relative to the day's mean, from a week of meals one by one."""
    peak = registry().parameters["meal.greatest_appearance"].canonical()
    since = [t % HOURS_PER_DAY + HOURS_PER_DAY * day - hour for day in range(7) for hour in meal_hours()]
    each = [hours / peak * math.exp(-hours / peak) / peak for hours in since if hours > 0]
    return HOURS_PER_DAY / len(meals.MEALS) * sum(each)


class Drives:
    """Drives `(drive, patient)` at any hour."""

    def __init__(self, scenarios: list[Raw], inputs: Inputs):
        self.inputs, self.days, self.names = inputs, inputs.horizon_days, list(model().drives)
        taken = {plan["drug"] for one in scenarios for plan in one["drug"]}
        self.medicines = [registry().drugs[name] for name in sorted(taken)]
        shape = (max((len(intakes(plan, self.days)) for one in scenarios for plan in one["drug"]), default=0), len(scenarios))
        self.times = {drug.name: np.full(shape, np.inf) for drug in self.medicines}
        self.doses = {drug.name: torch.zeros(len(scenarios), dtype=torch.float64) for drug in self.medicines}
        for i, one in enumerate(scenarios):
            for plan in one["drug"]:
                hours = intakes(plan, self.days)
                self.times[plan["drug"]][: len(hours), i] = hours
                self.doses[plan["drug"]][i] = plan["dose_mg"]
        egfr = inputs.patient["eGFR"] / factor("mL/min/1.73 m²")
        self.sites = [
            (drug, self.names.index(f"block_{drug.target}"), drugs.exponentials(drug, egfr, effect=True))
            for drug in self.medicines
        ]

    def breaks(self) -> list[float]:
        """Hours at which something happens: no step may cross them."""
        hours = {float(HOURS_PER_DAY * day) for day in range(self.days + 1)}
        if MEALS in self.inputs.daily:
            hours |= {HOURS_PER_DAY * day + hour for day in range(self.days) for hour in meal_hours()}
        return sorted(hours.union(*(set(times[np.isfinite(times)].tolist()) for times in self.times.values())))

    def __call__(self, t: float, day: int) -> Tensor:
        table = torch.zeros(len(self.names), self.inputs.size, dtype=torch.float64)
        for name, amounts in self.inputs.daily.items():
            table[self.names.index(name)] = amounts[min(day, self.days - 1)]
        if MEALS in self.inputs.daily:
            table[self.names.index(MEALS)] *= appearance(t)
        for drug, row, exponentials in self.sites:
            share = drugs.blocked(drug, self.level(drug, exponentials, t) * self.inputs.patient["s_drug"])
            table[row] = 1 - (1 - table[row]) * (1 - share)
        return table

    def level(self, drug: drugs.Drug, exponentials: tuple[Tensor, Tensor], t: float) -> Tensor:
        """mg/L at an hour, dose by dose `(patient,)`."""
        rates, weights = exponentials
        since = torch.as_tensor(t - self.times[drug.name])[:, None]
        each = torch.where(since >= 0, weights * torch.exp(-rates * since.clamp(min=0)), torch.zeros(()))
        return (self.doses[drug.name] * each.sum((0, 1))).clamp(min=0)

    def in_plasma(self, hours: int) -> dict[str, Tensor]:
        """Levels at the full hours `(patient, time)` by drug."""
        egfr = self.inputs.patient["eGFR"] / factor("mL/min/1.73 m²")
        plain = {drug.name: drugs.exponentials(drug, egfr, effect=False) for drug in self.medicines}
        return {
            drug.name: torch.stack([self.level(drug, plain[drug.name], float(t)) for t in range(hours)], 1)
            for drug in self.medicines
        }


def of_blocks(method: str, states: int, patients: int) -> dict[str, Any]:
    """What tells the method that no patient's rates depend on another's states."""
    if method == "LSODA":
        return {"lband": states - 1, "uband": states - 1}
    if method == "Radau":
        return {"jac_sparsity": csc_array(kron(eye_array(patients), np.ones((states, states))))}
    return {}


def channels(scenarios: list[Raw], inputs: Inputs, method: str = METHOD, tolerance: float = TOLERANCE) -> dict[str, Tensor]:
    """Channels `(patient, time)` of the whole batch, integrated as one system between one event and the next."""
    twin, drives = model(), Drives(scenarios, inputs)
    constants = twin.constants(inputs.patient)
    y = twin.rest(constants).T.numpy().ravel()
    shape, known = (inputs.size, len(twin.states)), constants.unbind(0)
    options = {"method": method, "rtol": tolerance, "atol": tolerance, "max_step": 2.0, **of_blocks(method, *shape[::-1])}
    hourly, at_hours = [y], [drives(0, 0)]
    for start, end in pairwise(drives.breaks()):
        day = int(start // HOURS_PER_DAY)

        def slope(t, state, day=day):
            states = torch.as_tensor(state).view(shape).unbind(1)
            return torch.stack(twin.rates(states, known, drives(t, day).unbind(0)), 1).numpy().ravel()

        wanted = [float(hour) for hour in range(int(start) + 1, int(end) + 1)]
        found = solve_ivp(slope, (start, end), y, t_eval=sorted({*wanted, end}), **options)
        if not found.success:
            raise RuntimeError(found.message)
        for k, hour in enumerate(found.t):
            if hour in wanted:
                hourly.append(found.y[:, k])
                at_hours.append(drives(hour, int(hour // HOURS_PER_DAY)))
        y = found.y[:, -1]
    values = torch.as_tensor(np.array(hourly)).view(-1, *shape).mT
    return shown(twin, values, constants, torch.stack(at_hours), inputs, drives.in_plasma(len(hourly)))
