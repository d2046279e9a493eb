"""`python -m twin calibrate [check|build|fit]`: how well the published rows fix the constants that were fitted to them.

check: docs/calibration.md at the values in data/. build: the engine both need, which takes minutes. fit: prints new values, writes nothing.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from twin import compile_engine, compiled
from twin.calibrate import fit as search
from twin.calibrate import page, unknowns
from twin.calibrate.fit import Array, Problem, Residuals
from twin.calibrate.study import Study
from twin.calibrate.sweep import Sweep, shared_out
from twin.registry import registry
from twin.validate import DOCS, trial_files

ACTIONS = ("check", "build", "fit")
PATIENTS, ITERATIONS, PROCESSES = 8, 5, 2
EVERYBODY = sys.maxsize  # a trial's own number of patients is less
PAGE = "calibration.md"
NO_ENGINE = 1


def main(
    action: str = ACTIONS[0],
    patients: int = PATIENTS,
    iterations: int = ITERATIONS,
    processes: int = PROCESSES,
    files: Sequence[str | Path] = (),
    file: Path = unknowns.FILE,
) -> int:
    """Run one action; the page is written only when all trials were run. Raises InputError or ValueError when a file does not fit."""
    if min(patients, iterations, processes) < 1:
        raise ValueError("patients, iterations and processes are 1 or more")
    study = Study(file, tuple(Path(path) for path in files) or tuple(trial_files()), patients)
    if action == "build":
        compile_engine.ensure(study.twin)
        return 0
    if reason := compiled.refusal(study.twin):
        print(f"engine of the calibration: {reason}; build it with `python -m twin calibrate build`", file=sys.stderr)
        return NO_ENGINE
    if not study.rows:
        raise ValueError("no trial holds a CALIBRATE row")
    try:
        with shared_out(study, processes) as sweep:
            text = check(sweep) if action == "check" else fit(sweep, iterations)
    except RuntimeError as fault:  # a process that died, or an engine that went out of date meanwhile
        print(fault, file=sys.stderr)
        return NO_ENGINE
    if action == "check" and not files:
        (DOCS / PAGE).write_text(text)
        print(f"written: {DOCS.name}/{PAGE}")
    else:
        print(text)
    return 0


def problem(study: Study, sweep: Residuals) -> Problem:
    """The fit's bounds and priors as logarithms."""
    rows = [(one.low, one.high, one.prior) for one in study.unknowns]
    low, high, prior = np.log(np.array(rows)).T
    return Problem(sweep, low, high, prior, np.array([one.weight for one in study.unknowns]))


def today(study: Study) -> Array:
    """Logarithms of the values in data/."""
    return np.log(np.array([one.value for one in study.unknowns]))


def corrected(sweep: Sweep, at: Array) -> Residuals:
    """Residuals of few patients, moved by what the whole trials give more at one point."""
    whole = replace(sweep, study=replace(sweep.study, patients=EVERYBODY), known={})
    (everybody,), (few,) = whole([at]), sweep([at])
    return lambda points: [found + everybody - few for found in sweep(points)]


def check(sweep: Sweep) -> str:
    """The page at today's values."""
    study = sweep.study
    task, here = problem(study, sweep), today(study)
    _, slopes = search.jacobian(task, here)
    (simulated,) = sweep.rows([here])
    others = unknowns.elsewhere(study.unknowns, registry())
    return page.page(page.Findings(study.unknowns, study.rows, simulated, slopes, task, study.patients, others))


def fit(sweep: Sweep, iterations: int) -> str:
    """Today's and the best values found, and what every row gives there."""
    study = sweep.study
    here = today(study)
    residuals = corrected(sweep, here)
    task = problem(study, residuals)
    best = search.fit(task, here, iterations, sweep.bar.write)
    bounds = {-1: "at its lower bound", 0: "", 1: "at its upper bound"}
    values = [
        (one.key, f"{one.value:.4g}", f"{value:.4g}", one.unit, bounds[int(side)])
        for one, value, side in zip(study.unknowns, np.exp(best), task.at_bound(best), strict=True)
    ]
    before, after = residuals([here, best])
    rows = [(row.id, f"{a:+.2f}", f"{b:+.2f}") for row, a, b in zip(study.rows, before, after, strict=True)]
    cost = f"cost {task.cost(here, before):.2f} today, {task.cost(best, after):.2f} fitted"
    parts = (
        page.table(("constant", "today", "fitted", "unit", ""), values),
        page.table(("row", "today", "fitted"), rows),
        [cost],
    )
    return "\n\n".join("\n".join(lines) for lines in parts)
