"""A virtual trial as anyone would run it: 1,000 patients for 8 weeks, benazepril 20 mg beside no treatment. CPU and wall time."""

import time
from collections.abc import Sequence
from typing import Any

import torch

from twin import compiled
from twin.registry import registry
from twin.trials import command, file

PATIENTS, DAYS = 1000, 56
TRIAL: dict[str, Any] = {
    "trial": {"id": "benchmark", "title": "benazepril 20 mg", "duration_days": DAYS, "n": PATIENTS, "seed": 1},
    "population": {"sbp_mmHg": {"mean": 150, "sd": 12, "min": 135, "max": 190}, "dbp_mmHg": {"mean": 95, "sd": 8}},
    "arm": [{"name": "untreated"}, {"name": "benazepril 20", "drug": [{"drug": "benazepril", "dose_mg": 20}]}],
    "measure": [{"name": "week 8", "channel": "sbp_mmHg", "when": "trough", "day": DAYS - 1}],
}


def main(_: Sequence[str] = ()) -> None:
    """Run it, with the progress bar of `python -m twin trial`, and print what it took."""
    torch.set_num_threads(1)
    trial = file.parse(TRIAL, registry())
    wall, cpu = time.monotonic(), time.process_time()
    result = command.run([trial], registry())[trial.id]
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    change = result.readings[TRIAL["arm"][1]["name"], TRIAL["measure"][0]["name"]].numbers()["vs_comparator"]
    title = f"trial of {PATIENTS} patients, {len(trial.arms)} arms, {DAYS} days ({compiled.state()})"
    print(f"{title:52s} {cpu:10.1f} s CPU, {wall:.1f} s on the clock; systolic pressure {change:+.1f} mmHg")
