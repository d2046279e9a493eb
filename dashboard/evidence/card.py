"""The scorecard as rows: numbers from the CSV, treatment and source from the trial files."""

import csv
import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from dashboard.evidence.references import Source, printed, reference
from twin.registry import DATA, Registry
from twin.trials.command import load
from twin.trials.expect import calls, parse
from twin.trials.plan import Arm, Expect, Trial
from twin.validate import SCORED_ROLES, trial_files

VERDICTS = ("outside", "near", "inside", "not scored")  # misses first
SERIES = "_"  # points of a time course carry their row's name and more, joined by this
NUMBERS = ("published", "low", "high", "simulated", "simulated_se")


@dataclass(frozen=True)
class Row:
    """One published number; NaN where the file has none. `drugs`: of the registry, those in the arms it compares."""

    id: str
    role: str
    what: str
    unit: str
    published: float
    low: float
    high: float
    simulated: float
    simulated_se: float
    verdict: str
    why: str
    source: Source | None
    drugs: frozenset[str]


def rows(registry: Registry) -> list[Row]:
    """Every row, misses first, else in the order of the file."""
    trials = {trial.id: trial for trial in load(trial_files(), registry)}
    asked = {wanted.id(name): (trial, wanted) for name, trial in trials.items() for wanted in trial.expects}
    lines = csv.DictReader((DATA / "evidence" / "scorecard.csv").read_text("utf-8").splitlines())
    found = [_row(line, asked.get(line["id"]), trials, registry) for line in lines]
    return sorted(found, key=lambda row: VERDICTS.index(row.verdict))


def _row(line: Mapping[str, str], asked: tuple[Trial, Expect] | None, trials: Mapping[str, Trial], registry: Registry) -> Row:
    numbers = {name: float(line[name]) if line[name] else math.nan for name in NUMBERS}
    drugs = _named(line["intervention"], registry)
    source = _printed(line["id"])
    if asked is not None:
        trial, wanted = asked
        drugs |= {drug for arm in _arms(trial, wanted, trials) for drug in arm}
        source = reference(str(wanted.more.get("source", trial.source))) or source
    return Row(
        line["id"], line["role"], line["intervention"], line["unit"], **numbers,
        verdict=line["verdict"], why=line["reason"], source=source, drugs=frozenset(drugs),
    )  # fmt: skip


def _arms(trial: Trial, wanted: Expect, trials: Mapping[str, Trial]) -> Iterable[set[str]]:
    """Drugs of every arm that an expectation names, those of the run-in where it goes on."""
    named = [(trial.id, wanted.arm)]
    if wanted.quantity == "expression":
        named = [(other or trial.id, arm) for _, arm, _, other in calls(parse(wanted.expression))]
    for where, name in named:
        for arm in trials[where].arms:
            if arm.name == name:
                yield _taken(arm, trials[where])


def _taken(arm: Arm, trial: Trial) -> set[str]:
    intakes = (*arm.intakes, *(trial.run_in if arm.continue_run_in else ()))
    return {intake.drug for intake in intakes}


def _named(text: str, registry: Registry) -> set[str]:
    """Drugs that a text names."""
    return {name for name, drug in registry.drugs.items() if {name, drug.substance} & set(text.lower().replace(",", " ").split())}


def _printed(row: str) -> Source | None:
    """The source of a row of the evidence, or of the time course it is a point of."""
    known = printed()
    while row not in known and SERIES in row:
        row = row.rpartition(SERIES)[0]
    return known.get(row)


def totals(found: Iterable[Row]) -> dict[str, Counter[str]]:
    """How many rows of each verdict, by role."""
    counts = {role: Counter[str]() for role in SCORED_ROLES}
    for row in found:
        counts[row.role][row.verdict] += 1
    return counts


@cache
def translations(language: str) -> dict[str, dict[str, str]]:
    """Words of the trial files in another language, by the English; nothing for English itself."""
    path = DATA / "evidence" / "translations" / f"{language}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {"what": {}, "why": {}}
