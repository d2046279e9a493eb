"""docs/validation.md from the scorecard: every row, the misses first."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from twin import __version__
from twin.trials.score import Score

MADE = "<!-- Made by `python -m twin validate`; do not edit. -->\n"
INTRODUCTION = """# The twin against published trials

Every row is a published number, the interval it is held to, and what the same trial gives on virtual patients: its baseline, arms,
duration and read-out as a file in `data/evidence/trials`. CALIBRATE rows may be used to fit the twin, VALIDATE rows may not.
Positive bias: the simulated fall is too small. ± is the Monte-Carlo error of the twin (an upper
bound: patients are drawn in strata), not the trial's own.

Intervals: the printed 95 % interval, widened to at least ±2 mmHg systolic, ±3 mmHg for pressure outside the office, ±4 mmHg for trials
of under 60 people; dose ratios ±0.1; ratios of renin and angiotensin half to twice the published one, on the right side of 1.
*Near* misses by less than half the interval's half-width. *Stand-in*: one drug of the twin for a whole class.
Read-outs are exact (no measuring error), so that only the choice of patients adds noise. Published numbers and their sources:
`data/evidence/*.csv`.
"""
HEAD = ("row", "role", "what", "published", "interval", "simulated", "verdict", "reason of a miss", "source")


def page(lines: Sequence[Mapping[str, Any]], summary: Sequence[str], scores: Sequence[Score]) -> str:
    """The whole page."""
    sources = {entry.id: str(entry.wanted.more.get("source", entry.trial.source)) for entry in scores}
    rows = [HEAD, ["---"] * len(HEAD), *(_row(line, sources) for line in lines)]
    trials = {entry.trial.id: entry.trial for entry in scores}
    parts = [
        MADE + INTRODUCTION,
        f"Twin {__version__}.\n",
        *(f"- {text}" for text in summary),
        "\n## Scorecard\n",
        *("| " + " | ".join(row) + " |" for row in rows),
        "\n## How each trial was simulated\n",
        *(f"- `{name}` ({trial.n} patients): {trial.title}. {trial.note}" for name, trial in sorted(trials.items())),
    ]
    return "\n".join(parts) + "\n"


def _row(line: Mapping[str, Any], sources: Mapping[str, str]) -> list[str]:
    unit = f" {line['unit']}"
    interval = "" if math.isnan(line["low"]) else f"{line['low']:.4g} to {line['high']:.4g}"
    simulated = "" if math.isnan(line["simulated"]) else f"{line['simulated']:.3g} ± {line['simulated_se']:.1g}"
    published = "" if math.isnan(line["published"]) else f"{line['published']:.3g}{unit}"
    source = sources.get(line["id"], "")
    return [
        line["id"],
        line["role"],
        line["intervention"],
        published,
        interval,
        simulated,
        line["verdict"],
        line["reason"],
        source,
    ]
