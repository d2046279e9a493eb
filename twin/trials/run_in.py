"""The days before a trial: two of rest, or a run-in to steady state, with the patients whose pressure on it is the stated one."""

from dataclasses import dataclass, replace

import torch

from twin.module import Tensor
from twin.trials import arms
from twin.trials.batch import Runner
from twin.trials.measures import Window, on_day
from twin.trials.plan import Trial
from twin.trials.population import PRESSURES, numbers, people, symbols

REST_DAYS = 2
RUN_IN_DAYS = 56  # an ACE inhibitor and an ARB at full dose still drift by 0.04 mmHg then
ROUNDS, USUAL_ROUNDS = 6, 4
CLOSE_ENOUGH_mmHg = 0.05
RESISTANT_mmHg = 140  # pressure that counts as high on treatment [esc2024]
OVERSAMPLE = 4


@dataclass(frozen=True)
class Start:
    """People by symbol, the days that lead in, and how far the pressure on the run-in is from the stated one at most."""

    people: dict[str, Tensor]
    lead_days: int
    miss_mmHg: float


def start(trial: Trial, runner: Runner) -> tuple[Trial, Start]:
    """The people of a trial (its `n` is what was found) and its lead-in. Raises ValueError naming what cannot be sampled."""
    if not trial.run_in:
        return trial, Start(symbols(people(trial, runner.source), runner.source), REST_DAYS, 0.0)
    wanted = replace(trial, n=trial.n * OVERSAMPLE) if trial.population.get("resistant") else trial
    drawn = people(wanted, runner.source)
    if not trial.population.get("untreated"):
        stated = {name: drawn[name] for name in PRESSURES}
        drawn = _keep(drawn, stated["sbp_mmHg"] >= RESISTANT_mmHg, trial) if wanted.n > trial.n else drawn
        return _solve(replace(trial, n=len(drawn["female"])), drawn, runner)
    if wanted.n > trial.n:
        drawn = _keep(drawn, on_run_in(wanted, drawn, runner)["sbp_mmHg"] >= RESISTANT_mmHg, trial)
    return replace(trial, n=len(drawn["female"])), Start(symbols(drawn, runner.source), RUN_IN_DAYS, 0.0)


def patient_days(trial: Trial) -> int:
    """About how much there is to simulate."""
    lead = RUN_IN_DAYS if trial.run_in else REST_DAYS
    runs = sum(1 + len(arm.titrations) for arm in trial.arms)
    return trial.n * (runs * (lead + trial.duration_days + arms.AFTER_DAYS) + (USUAL_ROUNDS * lead if trial.run_in else 0))


def _keep(drawn: dict[str, Tensor], who: Tensor, trial: Trial) -> dict[str, Tensor]:
    found = torch.nonzero(who).flatten()[: trial.n]
    if len(found) < trial.n:
        raise ValueError(f"sbp_mmHg of {RESISTANT_mmHg} or more on the run-in drugs")
    return {name: values[found] for name, values in drawn.items()}


def on_run_in(trial: Trial, drawn: dict[str, Tensor], runner: Runner) -> dict[str, Tensor]:
    """Pressures at the office hour of the last run-in day, where an untreated person has the resting pressure."""
    plan = arms.schedule(trial, None, RUN_IN_DAYS)
    curves = runner.run(arms.inputs(symbols(drawn, runner.source), plan, None, runner.source), PRESSURES)
    hour = float(runner.source.parameters["pulse.office_hour"].default)
    return {name: on_day(curves.channels[name], Window(hour, hour), RUN_IN_DAYS - 1) for name in PRESSURES}


def _solve(trial: Trial, drawn: dict[str, Tensor], runner: Runner) -> tuple[Trial, Start]:
    """Untreated pressures that give the stated ones on the run-in: each round adds what is missing."""
    stated = {name: drawn[name] for name in PRESSURES}
    miss = torch.tensor(torch.inf)
    for _ in range(ROUNDS):
        reached = on_run_in(trial, drawn, runner)
        gaps = {name: stated[name] - reached[name] for name in PRESSURES}
        miss = torch.stack([gap.abs().nan_to_num(0) for gap in gaps.values()]).max()
        if miss <= CLOSE_ENOUGH_mmHg:
            break
        for name, gap in gaps.items():
            low, high, _ = numbers(runner.source)[name]
            drawn[name] = (drawn[name] + gap.nan_to_num(0)).clamp(low, high)
    return trial, Start(symbols(drawn, runner.source), RUN_IN_DAYS, float(miss))
