"""Expectations against results: the number, its Monte-Carlo error, a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from twin.trials.columns import BLOCKS, blocks, spread
from twin.trials.conduct import Result
from twin.trials.expect import calls, look_up, parse, verdict
from twin.trials.plan import Expect, Trial
from twin.trials.table import look

ORDER = ("outside", "near", "not scored", "inside")


@dataclass(frozen=True)
class Score:
    """One expectation of one trial beside what the twin gave."""

    trial: Trial
    wanted: Expect
    simulated: float
    simulated_se: float
    verdict: str

    @property
    def id(self) -> str:
        """The row's own id, or where it was read."""
        return self.wanted.id(self.trial.id)


def score(results: Mapping[str, Result]) -> list[Score]:
    """Every expectation, misses first, otherwise in the order of the files."""
    found = [_score(result.trial, wanted, results) for result in results.values() for wanted in result.trial.expects]
    return sorted(found, key=lambda entry: ORDER.index(entry.verdict))


def _score(trial: Trial, wanted: Expect, results: Mapping[str, Result]) -> Score:
    number = look_up(wanted, look(results, trial.id, {}))
    groups = {name: blocks(result.trial.n) for name, result in results.items()}
    estimates = [
        look_up(wanted, look(results, trial.id, {name: own[k] for name, own in groups.items() if k < len(own)}))
        for k in range(min(BLOCKS, max(map(len, groups.values()))))
    ]
    return Score(trial, wanted, number, spread(estimates), verdict(number, wanted.low, wanted.high))


def unknown(trials: Sequence[Trial]) -> list[str]:
    """Arms and measures of other trials that an expression names and that are not there."""
    known = {(trial.id, arm.name, measure.name) for trial in trials for arm in trial.arms for measure in trial.measures}
    asked = {
        (other, arm, measure)
        for trial in trials
        for wanted in trial.expects
        if wanted.quantity == "expression"
        for _, arm, measure, other in calls(parse(wanted.expression))
        if other
    }
    return [" ".join(entry) for entry in sorted(asked - known)]
