"""`python -m twin validate`: the twin against published trials, misses first.

Every file of data/evidence/trials is one published row or a group of them. Writes data/evidence/scorecard.csv and docs/validation.md.
"""

import math
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twin.registry import DATA, registry
from twin.trials import table
from twin.trials.command import load, print_remarks, run
from twin.trials.score import ORDER, Score, score
from twin.validation_page import page

EVIDENCE = DATA / "evidence"
DOCS = DATA.parent / "docs"
COLUMNS = (
    "id",
    "role",
    "intervention",
    "quantity",
    "unit",
    "published",
    "low",
    "high",
    "simulated",
    "simulated_se",
    "verdict",
    "reason",
)
ON_SCREEN = ("id", "role", "published", "low", "high", "simulated", "simulated_se", "verdict")
SCORED_ROLES = ("CALIBRATE", "VALIDATE")
PRESSURE = "mmHg"
VERDICTS = [verdict for verdict in ORDER if verdict != "not scored"]


def trial_files() -> list[Path]:
    """The trial files of the repository."""
    return sorted((EVIDENCE / "trials").glob("*.toml"))


def main(engine: str | None = None, files: Sequence[str | Path] = (), write: bool = True) -> int:
    """Run the trials and print the scorecard; with all of them, write it too. Raises InputError when a file does not fit."""
    source = registry()
    results = run(load([Path(file) for file in files] or trial_files(), source), source, engine)
    scores = score(results)
    lines = scorecard(scores) + ([] if files else not_scored())
    lines.sort(key=lambda row: ORDER.index(row["verdict"]))
    print(table.on_screen(lines, ON_SCREEN), end="\n\n")
    print("\n".join(summary(lines)))
    print_remarks(results)
    if write and not files:
        (EVIDENCE / "scorecard.csv").write_text(table.as_csv(lines, COLUMNS))
        (DOCS / "validation.md").write_text(page(lines, summary(lines), scores))
    return 0


def scorecard(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """Rows of the expectations that have a role."""
    return [line(entry) for entry in scores if entry.wanted.role in SCORED_ROLES]


def line(entry: Score) -> dict[str, Any]:
    """One row of the scorecard."""
    wanted = entry.wanted
    ratio = wanted.quantity.startswith("ratio")
    measured = next((m for m in entry.trial.measures if m.name == wanted.measure), None)
    unit = wanted.more.get("unit") or ("ratio" if ratio or measured is None else registry().channels[measured.channel].unit)
    quantity = wanted.expression or f"{wanted.quantity} of {wanted.measure}"
    reason = "" if entry.verdict == "inside" else str(wanted.more.get("reason", ""))
    values = (
        entry.id, wanted.role, wanted.more.get("intervention", wanted.arm), quantity, unit, wanted.value, wanted.low, wanted.high,
        entry.simulated, entry.simulated_se, entry.verdict, reason,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True)) | {"trivial": wanted.more.get("trivial", False)}


def not_scored() -> list[dict[str, Any]]:
    """Rows of the evidence that no trial file runs, with the reason."""
    rows = tomllib.loads((EVIDENCE / "not_scored.toml").read_text())
    empty = {"quantity": "", "unit": "", **dict.fromkeys(("published", "low", "high", "simulated", "simulated_se"), math.nan)}
    return [{**empty, "id": name, **row, "verdict": "not scored"} for name, row in rows.items()]


def summary(lines: Sequence[dict[str, Any]]) -> list[str]:
    """Counts of verdicts, bias and mean absolute error of systolic pressure, for each role."""
    found = []
    for role in SCORED_ROLES:
        rows = [row for row in lines if row["role"] == role and row["verdict"] != "not scored"]
        told = [row for row in rows if row["unit"] == PRESSURE and not row["trivial"]]
        gaps = [row["simulated"] - row["published"] for row in told]
        counts = ", ".join(f"{sum(row['verdict'] == verdict for row in rows)} {verdict}" for verdict in VERDICTS)
        found.append(f"{role}: {len(rows)} rows scored: {counts}{_error(gaps)}")
    return found


def _error(gaps: Sequence[float]) -> str:
    if not gaps:
        return ""
    bias, size = sum(gaps) / len(gaps), sum(map(abs, gaps)) / len(gaps)
    return f"; systolic pressure ({len(gaps)} rows): bias {bias:+.2f} mmHg, mean absolute error {size:.2f} mmHg"
