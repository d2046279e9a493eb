"""The published rows a fit may see, as residuals; trials in groups that can be run one without the other."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from twin.registry import Registry
from twin.trials import file, run_in
from twin.trials.conduct import Result
from twin.trials.expect import calls, look_up, parse
from twin.trials.plan import Expect, Trial
from twin.trials.table import look

ROLE = "CALIBRATE"
NO_NUMBER = 10.0  # residual, in half-intervals, of a run that gave none


@dataclass(frozen=True)
class Row:
    """One published number and the trial that holds it."""

    trial: str
    wanted: Expect

    @property
    def id(self) -> str:
        """The row's own id, or where it is read."""
        return self.wanted.id(self.trial)

    @property
    def in_log(self) -> bool:
        """Ratios are compared by their logarithm."""
        is_ratio = self.wanted.quantity.startswith("ratio") or self.wanted.more.get("unit") == "ratio"
        return is_ratio and self.wanted.low > 0

    @property
    def others(self) -> set[str]:
        """Further trials the number is computed from."""
        is_expression = self.wanted.quantity == "expression"
        return {other for *_, other in calls(parse(self.wanted.expression)) if other} if is_expression else set()

    def residual(self, simulated: float) -> float:
        """(simulated - published) / half the interval, by the root of `weight` where readings of one study share one."""
        if not math.isfinite(simulated) or (self.in_log and simulated <= 0):
            return NO_NUMBER
        scale = math.log if self.in_log else float
        value, low, high = scale(self.wanted.value), scale(self.wanted.low), scale(self.wanted.high)
        return float(self.wanted.more.get("weight", 1)) ** 0.5 * (scale(simulated) - value) / ((high - low) / 2)


@dataclass(frozen=True)
class Group:
    """Trials that are run together, since a row compares them, and their rows."""

    trials: tuple[Trial, ...]
    rows: tuple[Row, ...]

    @property
    def drugs(self) -> set[str]:
        """Every drug somebody takes."""
        plans = [plan for trial in self.trials for arm in trial.arms for plan in arm.intakes]
        later = [plan for trial in self.trials for arm in trial.arms for step in arm.titrations for plan in step.intakes]
        return {plan.drug for plan in (*plans, *later, *(plan for trial in self.trials for plan in trial.run_in))}

    @property
    def habits(self) -> set[str]:
        """Every habit somebody changes."""
        return {habit.key for trial in self.trials for arm in trial.arms for habit in arm.habits}

    @property
    def patient_days(self) -> int:
        """About how much there is to simulate."""
        return sum(run_in.patient_days(trial) for trial in self.trials)

    def simulated(self, results: Mapping[str, Result]) -> list[float]:
        """The number of every row."""
        return [look_up(row.wanted, look(results, row.trial, {})) for row in self.rows]


def chosen(raw: Any) -> Any:
    """A trial file with nothing left of what a fit must not see; nor of rows that hold at any value of the parameters."""
    rows = [row for row in raw.get("expect", []) if row.get("role") == ROLE and not row.get("trivial", False)]
    return {**raw, "expect": [row for row in rows if {"value", "low", "high"} <= row.keys()]}


def read(paths: Sequence[Path], source: Registry, patients: int) -> list[Group]:
    """Groups in the order of the files, with at most so many patients. Raises InputError, or ValueError for a trial not there."""
    trials = [file.parse(chosen(file.read(path)), source) for path in paths]
    return groups([replace(trial, n=min(trial.n, patients)) for trial in trials])


def groups(trials: Sequence[Trial]) -> list[Group]:
    """Trials that name each other together; those that hold no row and that no row names are left out."""
    known = {trial.id: trial for trial in trials}
    rows = {trial.id: [Row(trial.id, wanted) for wanted in trial.expects] for trial in trials}
    sets: list[set[str]] = []
    for name in (name for name in known if rows[name]):
        linked = {name}.union(*(row.others for row in rows[name]))
        if linked - known.keys():
            raise ValueError(f"{name}: no trial {', '.join(sorted(linked - known.keys()))}")
        linked = linked.union(*(other for other in sets if other & linked))
        sets = [other for other in sets if not other & linked] + [linked]
    ordered = [[name for name in known if name in one] for one in sets]
    return [Group(tuple(known[n] for n in names), tuple(row for n in names for row in rows[n])) for names in ordered]
