"""docs/calibration.md: what was fitted to what, how well it is known, and what cannot be told apart."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from twin import __version__
from twin.calibrate import identify
from twin.calibrate.fit import Array, Problem
from twin.calibrate.rows import NO_NUMBER, Row
from twin.calibrate.unknowns import Unknown

MADE = "<!-- Made by `python -m twin calibrate`; do not edit. -->\n"
INTRODUCTION = """# What the published trials say about the fitted constants

The CALIBRATE rows of `data/evidence/trials` are the residuals, (simulated - published) / half the interval, ratios by their
logarithm, times the root of the row's `weight`: more than 1 where its own error is narrower than the tolerance of the score, less
where readings share one study. VALIDATE rows are not read. Slopes are finite differences in the logarithms of the constants, at the
values in `data/`. Standard errors hold near these values, with every constant free, and take half an interval for one standard
deviation (printed 95 % intervals are about
two: an upper bound). *With priors* adds the weak pull of `data/calibration.toml`; an error of ln 2 / weight there says that the rows add
nothing. Rows that inform a constant: change in half-intervals when it grows by 10 %.
"""
UNBOUNDED = 1000  # % from which a standard error only says that nothing is known
MORE = 1.1
TINY = 0.01  # half-intervals
MOST_PAIRS = 15


@dataclass(frozen=True)
class Findings:
    """Everything the page tells: simulated rows and slopes at today's values."""

    unknowns: Sequence[Unknown]
    rows: Sequence[Row]
    simulated: Sequence[float]
    slopes: Array
    problem: Problem
    patients: int
    elsewhere: Sequence[str]

    @property
    def information(self) -> Array:
        """Of the rows alone."""
        return self.slopes.T @ self.slopes

    @property
    def information_with_priors(self) -> Array:
        """Of rows and priors."""
        return self.information + np.diag(self.problem.pull**2)


def page(findings: Findings) -> str:
    """The whole page."""
    residuals = [row.residual(x) for row, x in zip(findings.rows, findings.simulated, strict=True)]
    conditions = [identify.condition(it) for it in (findings.information, findings.information_with_priors)]
    parts = [
        MADE + INTRODUCTION,
        f"Twin {__version__}; {len(findings.unknowns)} constants, {len(findings.rows)} rows, {findings.patients} patients a trial.",
        f"Sum of squared residuals {np.sum(np.square(residuals)):.1f}; {_inside(findings)} rows inside their interval.",
        *_silent(findings),
        f"Condition number of the slopes: {_number(conditions[0])}; with priors {_number(conditions[1])}.",
        "\n## Constants\n",
        *_constants(findings),
        f"\nCalled calibrated, but chosen otherwise: {', '.join(f'`{key}`' for key in findings.elsewhere) or 'none'}.",
        "\n## Pairs with a correlation beyond 0.9, rows alone\n".replace("0.9", f"{identify.HIGH_CORRELATION:g}"),
        *(_pairs(findings) or ["None."]),
        "\n## What the rows can hardly tell apart\n",
        *_directions(findings),
        "\n## Rows\n",
        *_rows(findings, residuals),
    ]
    return "\n".join(parts) + "\n"


def _silent(findings: Findings) -> list[str]:
    rows = [row.id for row, x in zip(findings.rows, findings.simulated, strict=True) if not math.isfinite(x)]
    return [f"**No number came out for {', '.join(rows)}**: they count as {NO_NUMBER:g} half-intervals."] if rows else []


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table."""
    return ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *lines)]


def _constants(findings: Findings) -> list[str]:
    alone, helped = identify.errors(findings.information), identify.errors(findings.information_with_priors)
    today = np.log([one.value for one in findings.unknowns])
    bounds = [{-1: "lower", 0: "", 1: "upper"}[int(side)] for side in findings.problem.at_bound(today)]
    head = ("constant", "value", "unit", "bounds", "at", "error", "with priors", "rows that inform it most", "why it is fitted")
    lines = []
    for i, one in enumerate(findings.unknowns):
        span = f"{one.low:g} to {one.high:g}"
        told = ", ".join(
            f"{findings.rows[k].id} {findings.slopes[k, i] * math.log(MORE):+.2f}" for k in identify.strongest(findings.slopes, i)
        )
        cells = (f"`{one.key}`", f"{one.value:.4g}", one.unit, span, bounds[i], _percent(alone[i]), _percent(helped[i]))
        lines.append((*cells, told or "none", one.why))
    return table(head, lines)


def _percent(error: float) -> str:
    return f"{100 * error:.0f} %" if 100 * error < UNBOUNDED else "not known"


def _number(value: float) -> str:
    return f"{value:.0f}" if math.isfinite(value) else "infinite"


def _pairs(findings: Findings) -> list[str]:
    keys = [one.key for one in findings.unknowns]
    found = identify.correlations(findings.information)
    lines = [f"- `{keys[i]}` and `{keys[j]}`: {r:+.2f}" for i, j, r in found[:MOST_PAIRS]]
    return lines + ([f"- and {len(found) - MOST_PAIRS} more"] if len(found) > MOST_PAIRS else [])


def _directions(findings: Findings) -> list[str]:
    keys = [f"`{one.key}`" for one in findings.unknowns]
    lines = [
        f"- {' with '.join(f'{keys[i]} × {factor:.2g}' for i, factor in one.factors.items())}: {_moves(one.moves)}."
        for one in identify.sloppiest(findings.slopes)
    ]
    blind = [keys[i] for i in identify.unseen(findings.slopes)]
    return [f"- {', '.join(blind)}: no row moves at all.", *lines] if blind else lines


def _moves(half_intervals: float) -> str:
    size = f"{half_intervals:.2f}" if half_intervals >= TINY else f"less than {TINY:g}"
    return f"all rows together move by {size} half-intervals"


def _inside(findings: Findings) -> int:
    found = zip(findings.rows, findings.simulated, strict=True)
    return sum(row.wanted.low <= number <= row.wanted.high for row, number in found)


def _rows(findings: Findings, residuals: Sequence[float]) -> list[str]:
    order = sorted(range(len(residuals)), key=lambda k: -abs(residuals[k]))
    head = ("row", "trial", "published", "interval", "simulated", "residual")
    lines = []
    for k in order:
        wanted, simulated = findings.rows[k].wanted, findings.simulated[k]
        number = f"{simulated:.3g}" if math.isfinite(simulated) else "no number"
        interval = f"{wanted.low:.4g} to {wanted.high:.4g}"
        lines.append(
            (findings.rows[k].id, findings.rows[k].trial, f"{wanted.value:.3g}", interval, number, f"{residuals[k]:+.2f}")
        )
    return table(head, lines)
