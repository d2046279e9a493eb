"""A second solver: the same rates, SciPy's own steps and tolerances, and drives summed dose by dose from the scenario itself."""

from itertools import pairwise

import numpy as np
import torch
from scipy.integrate import solve_ivp

from tests.verification.runner import shown
from twin import drugs
from twin.compose import model
from twin.inputs import Inputs
from twin.registry import registry
from twin.units import factor


def intakes(plan: dict, days: int) -> list[float]:
    """Hours of a plan's intakes, read from trials.md and not from the code under test."""
    first = 24 * plan["from_day"] + plan["first_dose_h"]
    hours = np.arange(first, 24 * days, plan["every_h"])
    return [float(hour) for hour in hours if hour // 24 not in plan["missed_days"]]


class Drives:
    """Drives `(drive, patient)` at any hour."""

    def __init__(self, scenarios: list[dict], inputs: Inputs):
        self.inputs, self.days = inputs, inputs.horizon_days
        egfr = inputs.patient["eGFR"] / factor("mL/min/1.73 m²")
        self.kinetics = {name: drugs.exponentials(drug, egfr, effect=True) for name, drug in registry().drugs.items()}
        width = max(len(intakes(plan, self.days)) for one in scenarios for plan in one["drug"])
        shape = (width, len(scenarios))
        self.times = {name: np.full(shape, np.inf) for name in self.kinetics}
        self.doses = {name: np.zeros(len(scenarios)) for name in self.kinetics}
        for i, one in enumerate(scenarios):
            for plan in one["drug"]:
                hours = intakes(plan, self.days)
                self.times[plan["drug"]][: len(hours), i] = hours
                self.doses[plan["drug"]][i] = plan["dose_mg"]

    def breaks(self) -> list[float]:
        """Hours at which something happens: no step may cross them."""
        hours = {float(24 * day) for day in range(self.days + 1)}
        return sorted(hours.union(*(set(times[np.isfinite(times)].tolist()) for times in self.times.values())))

    def __call__(self, t: float, day: int) -> torch.Tensor:
        names = list(model().drives)
        table = torch.zeros(len(names), self.inputs.size, dtype=torch.float64)
        for name, amounts in self.inputs.daily.items():
            table[names.index(name)] = amounts[min(day, self.days - 1)] * (_meals(t) if name == "carbohydrate_intake" else 1)
        for name, (rates, weights) in self.kinetics.items():
            since = torch.as_tensor(t - self.times[name])[:, None]
            each = torch.where(since >= 0, weights * torch.exp(-rates * since.clamp(min=0)), torch.zeros(()))
            level = (torch.as_tensor(self.doses[name]) * each.sum((0, 1))).clamp(min=0)
            row = names.index(f"block_{registry().drugs[name].target}")
            table[row] = 1 - (1 - table[row]) * (1 - drugs.blocked(registry().drugs[name], level))
        return table


def _meals(t: float) -> float:
    """Appearance at an hour relative to the day's mean, from a week of meals one by one."""
    rows = {row.name: row.canonical() for row in registry().group("meal").values()}
    since = [t % 24 + 24 * day - rows[meal] for day in range(7) for meal in ("breakfast", "lunch", "dinner")]
    each = [hours * np.exp(-hours / rows["greatest_appearance"]) for hours in since if hours > 0]
    return float(8 * sum(each) / rows["greatest_appearance"] ** 2)


def channels(scenarios: list[dict], inputs: Inputs, method: str = "DOP853", tolerance: float = 1e-10) -> dict[str, torch.Tensor]:
    """Channels `(patient, time)` of the whole batch, integrated as one system between one event and the next."""
    twin, drives = model(), Drives(scenarios, inputs)
    constants = twin.constants(inputs.patient)
    y = twin.rest(constants).numpy().ravel()
    shape, known = (len(twin.states), inputs.size), constants.unbind(0)
    hourly, at_hours = [y], [drives(0, 0)]
    for start, end in pairwise(drives.breaks()):
        day = int(start // 24)

        def slope(t, state, day=day):
            return (
                torch.stack(twin.rates(torch.as_tensor(state).view(shape).unbind(0), known, drives(t, day).unbind(0)))
                .numpy()
                .ravel()
            )

        wanted = [float(hour) for hour in range(int(start) + 1, int(end) + 1)]
        found = solve_ivp(
            slope, (start, end), y, method, t_eval=sorted({*wanted, end}), rtol=tolerance, atol=tolerance, max_step=2.0
        )
        assert found.success, found.message
        for k, hour in enumerate(found.t):
            if hour in wanted:
                hourly.append(found.y[:, k])
                at_hours.append(drives(hour, int(hour // 24)))
        y = found.y[:, -1]
    values = torch.as_tensor(np.array(hourly)).view(-1, *shape)
    return shown(twin, values, constants, torch.stack(at_hours))
