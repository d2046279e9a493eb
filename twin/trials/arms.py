"""Arms -> Inputs: intakes and habits day by day, after the days that lead in (run-in, or rest)."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from twin.inputs import Inputs
from twin.module import Tensor
from twin.registry import Registry
from twin.trials.plan import Arm, Habit, Intake, Trial
from twin.trials.spread import uniform
from twin.units import factor

HOURS_PER_DAY = 24
AFTER_DAYS = 2  # windows of the last day may reach into the days after it
Doses = dict[str, dict[float, Tensor]]


@dataclass
class Schedule:
    """Doses in mg `(day, patient)` by drug and clock hour; day 0 of the trial is `lead_days`."""

    lead_days: int
    days: int
    seed: int
    size: int
    doses: Doses

    def give(self, intake: Intake, label: str, first: int, last: int, shift: int, who: Tensor | None = None) -> None:
        """Enter a plan: days counted from `shift`, no intake before day `first` or from day `last` on (both of the run)."""
        at = intake.from_day * HOURS_PER_DAY + intake.first_dose_h
        end = min(intake.to_day, self.days - shift) * HOURS_PER_DAY
        taken = uniform(self.seed, f"adherence {label}", (self.days * HOURS_PER_DAY, self.size)) if intake.adherence < 1 else None
        count = 0
        while at < end:
            day, hour = int(at // HOURS_PER_DAY), float(at % HOURS_PER_DAY)
            if day not in intake.missed_days and first <= day + shift < last:
                amount = torch.full((self.size,), intake.dose_mg, dtype=torch.float64)
                amount = amount if taken is None else amount * (taken[count] < intake.adherence)
                slot = self.doses.setdefault(intake.drug, {}).setdefault(hour, self._nothing())
                slot[day + shift] += amount if who is None else amount * who
            at, count = at + intake.every_h, count + 1

    def stop(self, drug: str, from_day: int, who: Tensor) -> None:
        """No more of a drug from a day of the run on."""
        for slot in self.doses.get(drug, {}).values():
            slot[from_day:] = slot[from_day:] * ~who

    def _nothing(self) -> Tensor:
        return torch.zeros(self.days, self.size, dtype=torch.float64)


def schedule(trial: Trial, arm: Arm | None, lead_days: int) -> Schedule:
    """The intakes of an arm before any titration; without an arm, those of the run-in alone."""
    days = lead_days + (trial.duration_days + AFTER_DAYS if arm else 0)
    plan = Schedule(lead_days, days, trial.seed, trial.n, {})
    for k, intake in enumerate(trial.run_in):
        plan.give(intake, f"run_in {k}", 0, days if arm is None or arm.continue_run_in else lead_days, 0)
    for k, intake in enumerate(arm.intakes if arm else ()):
        plan.give(intake, f"arm {k}", lead_days, days, lead_days)
    return plan


def sodium(usual: Tensor, habits: Sequence[Habit], plan: Schedule, source: Registry) -> Tensor:
    """Intake in mmol/day `(day, patient)`: each entry from its day on, never beyond the registry's hard limits."""
    row = source.parameters["life.sodium_mmol_day"]
    amounts = usual.expand(plan.days, -1).clone()
    for habit in sorted(habits, key=lambda habit: habit.from_day):
        to = {"value": 0 * usual + habit.amount, "change": usual + habit.amount, "factor": usual * habit.amount}[habit.how]
        amounts[plan.lead_days + habit.from_day :] = to.clamp(row.hard_low, row.hard_high)
    return amounts


def inputs(people: dict[str, Tensor], plan: Schedule, habits: Sequence[Habit], source: Registry) -> Inputs:
    """A batch of one arm; `people` by symbol, in canonical units."""
    unit = factor("mmol/day")
    daily = sodium(people[source.parameters["life.sodium_mmol_day"].symbol] / unit, habits, plan, source)
    doses = {
        drug: {hour: amounts for hour, amounts in slots.items() if bool((amounts > 0).any())}
        for drug, slots in plan.doses.items()
    }
    return Inputs(plan.days, people, {drug: slots for drug, slots in doses.items() if slots}, {"sodium_intake": daily * unit})
