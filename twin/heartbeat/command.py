"""`python -m twin heartbeat FILE`: one beat of one patient at a chosen hour, as a table, CSV or JSON."""

import csv
import json
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from twin import __version__
from twin.grid import HOURS_PER_DAY
from twin.heartbeat.coupling import heartbeat
from twin.heartbeat.readout import Beat
from twin.registry import DATA, registry
from twin.simulate import Status, simulate


@cache
def words() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Labels, units and decimals of `curve` and `number`."""
    return tomllib.loads((DATA / "heartbeat.toml").read_text())


def main(raw: Any, hour: int, day: int | None = None, csv_path: Path | None = None, json_path: Path | None = None) -> int:
    """Print one beat of a scenario at a clock hour of a day (the last where none is given): 0 fine, 1 not to be believed."""
    inputs = registry().parse(raw)
    day = inputs.horizon_days - 1 if day is None else day
    beat = heartbeat(inputs, simulate(inputs), HOURS_PER_DAY * day + hour)
    if json_path:
        json_path.write_text(json.dumps(answer(beat)))
    if beat.status[0] is not Status.OK:
        print(f"no numbers: {beat.status[0].value}: {beat.why[0]}", file=sys.stderr)
        return 1
    if csv_path:
        write_csv(beat, csv_path)
    print(f"Day {day}, {hour}:00\n" + table(beat))
    return 0


def table(beat: Beat, language: str = "en", patient: int = 0) -> str:
    """The numbers of a beat with their labels and units."""
    rows = [(row["label"][language], beat.values[name][patient].item(), row) for name, row in words()["number"].items()]
    return "\n".join(f"{label:52s} {value:8.{row['decimals']}f} {row['unit']}" for label, value, row in rows)


def answer(beat: Beat, patient: int = 0) -> dict[str, Any]:
    """One patient's beat as plain values; no numbers unless its status is ok."""
    fine = beat.status[patient] is Status.OK
    curves = {
        name: {"unit": row["unit"], "values": beat.channels[name][patient].tolist()} for name, row in words()["curve"].items()
    }
    numbers = {name: {"unit": row["unit"], "value": beat.values[name][patient].item()} for name, row in words()["number"].items()}
    return {
        "model": {"version": __version__},
        "status": beat.status[patient].value,
        "t_s": beat.t_s[patient].tolist() if fine else [],
        "curves": curves if fine else {},
        "numbers": numbers if fine else {},
        "warnings": [beat.why[patient]] if beat.why[patient] else [],
    }


def write_csv(beat: Beat, path: Path, patient: int = 0) -> None:
    """One row per moment, `t_s` first."""
    columns = {"t_s": beat.t_s} | dict(beat.channels)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(columns)
        out.writerows(zip(*(column[patient].tolist() for column in columns.values()), strict=True))
