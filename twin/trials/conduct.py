"""A trial from its plan to the readings of every patient in every arm."""

from dataclasses import dataclass

from twin.inputs import Inputs
from twin.module import Tensor
from twin.trials import arms, devices, measures
from twin.trials.batch import Curves, Runner
from twin.trials.columns import Reading
from twin.trials.plan import Arm, Measure, Trial
from twin.trials.run_in import Start, start


@dataclass(frozen=True)
class Result:
    """Readings by (arm, measure), reasons of failed runs by arm, and how close the run-in came."""

    trial: Trial
    readings: dict[tuple[str, str], Reading]
    failures: dict[str, list[str]]
    miss_mmHg: float


def conduct(trial: Trial, runner: Runner) -> Result:
    """Run a trial. Raises ValueError naming what cannot be sampled."""
    trial, begin = start(trial, runner)
    channels = [measure.channel for measure in trial.measures]
    batch = [_arm(trial, arm, begin, runner) for arm in trial.arms]
    curves = runner.run(Inputs.join(batch), channels)
    by_arm = {arm.name: curves.part(k * trial.n, trial.n) for k, arm in enumerate(trial.arms)}
    readings = {}
    for measure in trial.measures:
        for arm in trial.arms:
            readings[arm.name, measure.name] = _reading(trial, arm, measure, by_arm, begin.lead_days, runner)
    failures = {name: [why for why in found.why if why] for name, found in by_arm.items()}
    return Result(trial, readings, failures, begin.miss_mmHg)


def _arm(trial: Trial, arm: Arm, begin: Start, runner: Runner) -> Inputs:
    """Inputs of an arm, titrated where it says so."""
    plan = arms.schedule(trial, arm, begin.lead_days)
    for k, step in enumerate(sorted(arm.titrations, key=lambda step: step.on_day)):
        measure = trial.measure(step.measure)
        curves = runner.run(arms.inputs(begin.people, plan, arm, runner.source), [measure.channel])
        where = _window(trial, arm, measure, curves, step.on_day, begin.lead_days, runner)
        read = measures.on_day(curves.channels[measure.channel], where, begin.lead_days + step.on_day)
        who = read + devices.error(measure, f"day {step.on_day}", trial.seed, trial.n) > step.above
        first = begin.lead_days + step.on_day
        for j, intake in enumerate(step.intakes):
            if step.replaces:
                plan.stop(intake.drug, first, who)
            plan.give(intake, f"titrate {k} {j}", first, plan.days, begin.lead_days, who)
    return arms.inputs(begin.people, plan, arm, runner.source)


def _window(
    trial: Trial, arm: Arm, measure: Measure, curves: Curves, day: int, lead_days: int, runner: Runner
) -> measures.Window:
    hour = trial.dose_hour(arm, day, float(runner.source.parameters["drug.first_dose_h"].default))
    if measure.when == "peak":
        return measures.peak(curves.channels[measure.channel], curves.ok, hour, day, lead_days)
    return measures.window(measure.when, measure.hour, hour)


def _reading(trial: Trial, arm: Arm, measure: Measure, by_arm: dict[str, Curves], lead_days: int, runner: Runner) -> Reading:
    """The arm in its own window; the comparator in the same one for a peak, in its own otherwise."""
    first = trial.arms[0]
    shown = next((other for other in trial.arms if other.intakes), arm) if measure.when == "peak" and not arm.intakes else arm
    where = _window(trial, shown, measure, by_arm[shown.name], measure.day, lead_days, runner)
    peak = measure.when == "peak"
    beside = where if peak else _window(trial, first, measure, by_arm[first.name], measure.day, lead_days, runner)
    own, other = by_arm[arm.name], by_arm[first.name]
    mine = _read(trial, measure, own.channels[measure.channel], where, lead_days)
    theirs = _read(trial, measure, other.channels[measure.channel], beside, lead_days)
    return Reading(*mine, own.ok, *theirs, other.ok)


def _read(trial: Trial, measure: Measure, curve: Tensor, where: measures.Window, lead_days: int) -> tuple[Tensor, Tensor]:
    """Baseline and value with the device's error."""
    before = measures.baseline(curve, where, lead_days) + devices.error(measure, "baseline", trial.seed, trial.n)
    after = measures.on_day(curve, where, lead_days + measure.day)
    return before, after + devices.error(measure, f"day {measure.day}", trial.seed, trial.n)
