"""How many published effects the twin meets: read from the scorecard that `make validate` writes."""

import csv
from collections import Counter

from benchmarks.reliability.figure import Figure, Measured
from twin.validate import EVIDENCE, SCORED_ROLES, VERDICTS

NUMBER = 9
MET = VERDICTS[-1]


def figure(share: float = 1) -> Figure:
    """Every row of the scorecard, whatever the share: it is only read."""
    with (EVIDENCE / "scorecard.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["verdict"] in VERDICTS]
    values = []
    for role in SCORED_ROLES:
        verdicts = Counter(row["verdict"] for row in rows if row["role"] == role)
        values.append(
            Measured(f"{role} rows inside their interval, of {verdicts.total()}", verdicts[MET], "", at_least=verdicts.total())
        )
    misses = [f"{row['id']} ({row['role']}, {row['verdict']}): {row['reason']}" for row in rows if row["verdict"] != MET]
    return Figure(NUMBER, "every published effect lies inside its interval", None, values, misses)
