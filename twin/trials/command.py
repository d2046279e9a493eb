"""`python -m twin trial FILE…`: published or planned trials on virtual patients."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm  # type: ignore[import-untyped]

from twin.registry import DATA, Registry, registry
from twin.scenario import Fault, InputError
from twin.simulate import ENGINES
from twin.trials import file, run_in, table
from twin.trials.batch import Runner
from twin.trials.columns import COLUMNS
from twin.trials.conduct import Result, conduct
from twin.trials.plan import Trial
from twin.trials.score import Score, score, unknown

FAULTY = 2
NAMES_OF_AUTO = (None, "mechanistic")
SHOWN = (
    "trial", "arm", "measure", "n", "failed", "baseline_mean", "mean", "change", "change_se", "ratio_to_baseline",
    "vs_comparator", "vs_comparator_se", "ratio_vs_comparator",
)  # fmt: skip
SCORED = ("row", "role", "published", "low", "high", "simulated", "simulated_se", "verdict")
SECONDS_BEFORE_BAR = 1
Where = str | Path


def main(paths: Sequence[Where], csv: Where | None = None, engine: str | None = None, drugs_folder: Where | None = None) -> int:
    """Run trial files, print their tables and scores, write the CSV; 0, or 2 when something in them does not fit."""
    if csv and not Path(csv).absolute().parent.is_dir():
        print(f"{Path(csv).parent}: no such folder", file=sys.stderr)
        return FAULTY
    try:
        source = Registry.load(extra_drugs=Path(drugs_folder)) if drugs_folder else registry()
        trials = load([Path(path) for path in paths], source)
        results = run(trials, source, engine)
    except InputError as fault:
        print("\n".join(entry.message for entry in fault.faults), file=sys.stderr)
        return FAULTY
    except (ValueError, RuntimeError) as fault:
        print(fault, file=sys.stderr)
        return FAULTY
    lines = table.rows(results.values(), {name: channel.unit for name, channel in source.channels.items()})
    print_scores(score(results))
    print(table.on_screen(lines, SHOWN))
    print_remarks(results)
    if csv:
        Path(csv).write_text(table.as_csv(lines, COLUMNS))
    return 0


def load(paths: Sequence[Path], source: Registry) -> list[Trial]:
    """Every file checked before anything runs. Raises InputError with the faults of all of them."""
    trials, faults = [], []
    for path in paths:
        try:
            trials.append(file.parse(file.read(path), source))
        except InputError as fault:
            faults += [Fault(f"{path.name}: {f.name}", f"{path.name}: {f.message}", f.allowed) for f in fault.faults]
    words = file.words()
    names = [trial.id for trial in trials]
    for twice in sorted({name for name in names if names.count(name) > 1}):
        faults.append(Fault("trial.id", words["twice"].format(name="trial.id", value=twice), ""))
    if not faults:
        faults = [
            Fault("expect.expression", words["unknown"].format(name=f"expect.expression: {name}"), "") for name in unknown(trials)
        ]
    if faults:
        raise InputError(faults)
    return trials


def run(trials: Sequence[Trial], source: Registry, engine: str | None = None) -> dict[str, Result]:
    """Results by trial id, with a progress bar for what takes more than a second. Raises InputError, RuntimeError."""
    chosen = "auto" if engine in NAMES_OF_AUTO else str(engine)
    if chosen not in ENGINES:
        words = file.words()["not_yet"].format(name="engine", value=chosen, allowed=", ".join(("mechanistic", *ENGINES)))
        raise InputError([Fault("engine", words, ", ".join(ENGINES))])
    results = {}
    total = sum(run_in.patient_days(trial) for trial in trials)
    with tqdm(total=total, unit=" patient-days", delay=SECONDS_BEFORE_BAR, leave=False, dynamic_ncols=True) as bar:
        for trial in trials:
            bar.set_description(trial.id, refresh=False)
            try:
                results[trial.id] = conduct(trial, Runner(source, chosen, bar))
            except ValueError as fault:
                message = file.words()["cannot_sample"].format(name=f"{trial.id}: population", value=fault, allowed=trial.id)
                raise InputError([Fault("population", message, "")]) from fault
    return results


def print_scores(scores: Sequence[Score]) -> None:
    """What was published beside what came out, misses first."""
    if scores:
        print(table.on_screen([_line(entry) for entry in scores], SCORED), end="\n\n")


def _line(entry: Score) -> dict[str, Any]:
    wanted = entry.wanted
    found = (entry.id, wanted.role, wanted.value, wanted.low, wanted.high, entry.simulated, entry.simulated_se, entry.verdict)
    return dict(zip(SCORED, found, strict=True))


def print_remarks(results: dict[str, Result]) -> None:
    """Failed runs with their reasons, how close a run-in came, and sources that references.bib does not have."""
    bibliography = DATA / "references.bib"
    known = bibliography.read_text() if bibliography.exists() else ""
    for name, result in results.items():
        for arm, reasons in result.failures.items():
            for reason in sorted(set(reasons)):
                print(f"{name}, {arm}: {reasons.count(reason)} patients left out: {reason}")
        if result.trial.run_in and not result.trial.population.get("untreated"):
            print(f"{name}: pressures on the run-in are within {result.miss_mmHg:.2f} mmHg of the stated ones")
        if result.trial.source and f"{{{result.trial.source}," not in known:
            print(f"{name}: source {result.trial.source} is not in data/references.bib")
