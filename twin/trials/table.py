"""The output table of a trial, and the same numbers looked up by expectations."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from twin.module import Tensor
from twin.trials.columns import COLUMNS
from twin.trials.conduct import Result

DECIMALS = 2
TINY = 12  # decimals below which a number is rounding


def rows(results: Iterable[Result], units: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row per arm and measure, keys as in trials.md; `units` by channel."""
    found = []
    for result in results:
        for (arm, name), reading in result.readings.items():
            measure = result.trial.measure(name)
            head = (result.trial.id, arm, name, measure.channel, units[measure.channel], measure.day)
            found.append(dict(zip(COLUMNS, (*head, *reading.numbers().values()), strict=True)))
    return found


def text(value: Any) -> str:
    """A cell: six significant digits, nothing where there is no number."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{round(value, TINY) + 0.0:.6g}"
    return str(value)


def as_csv(lines: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """A CSV with a header row of the column names alone."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([text(line[column]) for column in columns] for line in lines)
    return out.getvalue()


def on_screen(lines: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Aligned columns; numbers to two decimals."""
    cells = [list(columns)] + [[_short(line[column]) for column in columns] for line in lines]
    widths = [max(len(row[k]) for row in cells) for k in range(len(columns))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)


def _short(value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    rounded = round(value, DECIMALS) + 0.0  # no minus zero
    return "" if math.isnan(value) else f"{rounded:.0f}" if rounded == int(rounded) else f"{rounded:.{DECIMALS}f}"


def look(results: Mapping[str, Result], here: str, keep: Mapping[str, Tensor | None]) -> Any:
    """A function that gives one number of the table, over the patients to keep of each trial."""

    def number(column: str, arm: str, measure: str, other: str) -> float:
        trial = other or here
        return results[trial].readings[arm, measure].numbers(keep.get(trial))[column]

    return number
