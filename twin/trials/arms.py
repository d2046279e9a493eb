"""Arms -> Inputs: intakes, habits and conditions day by day, after the days that lead in (run-in, or rest)."""

from twin import daily
from twin.inputs import Inputs
from twin.intakes import Schedule
from twin.module import Tensor
from twin.registry import Registry
from twin.trials.plan import Arm, Trial

AFTER_DAYS = 2  # windows of the last day may reach into the days after it


def schedule(trial: Trial, arm: Arm | None, lead_days: int) -> Schedule:
    """The intakes of an arm before any titration; without an arm, those of the run-in alone."""
    days = lead_days + (trial.duration_days + AFTER_DAYS if arm else 0)
    plan = Schedule(lead_days, days, trial.seed, trial.n)
    for k, intake in enumerate(trial.run_in):
        plan.give(intake, f"run_in {k}", 0, days if arm is None or arm.continue_run_in else lead_days, 0)
    for k, intake in enumerate(arm.intakes if arm else ()):
        plan.give(intake, f"arm {k}", lead_days, days, lead_days)
    return plan


def inputs(people: dict[str, Tensor], plan: Schedule, arm: Arm | None, source: Registry) -> Inputs:
    """A batch of one arm, or of the run-in; `people` by symbol, in canonical units."""
    habits, conditions = (arm.habits, arm.conditions) if arm else ((), ())
    reaching = daily.drives(people, habits, conditions, plan.lead_days, plan.days, source)
    return Inputs(plan.days, people, plan.taken(), reaching)
