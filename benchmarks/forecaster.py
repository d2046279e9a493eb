"""The forecaster: shapes compared on the same people (`compare`), and its speed beside the model's and the seeds' design (`speed`).

Both write their part of docs/forecaster.json, from which `make docs` writes docs/forecaster.md.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import torch

from benchmarks.core_times import SCENARIO
from twin import compiled, scenario
from twin.compose import model
from twin.forecast import dataset, judge, signals, train
from twin.forecast.command import JUDGED
from twin.forecast.dataset import Split
from twin.forecast.exam import SYSTOLIC, only_guess
from twin.forecast.forecaster import Forecaster
from twin.forecast.sensitivity import slopes
from twin.forecast.settings import settings
from twin.forecast.shapes import SHAPES
from twin.registry import registry
from twin.simulate import simulate

FILE = Path(__file__).resolve().parent.parent / "docs" / "forecaster.json"
REPEATS = 15


def part(split: Split, people: int) -> Split:
    """The first people of a split."""
    return Split({name: values[:people] for name, values in split.tensors.items()}, split.told[:people])


def compare(folder: Path) -> dict[str, Any]:
    """Every shape and seed, with what the guess does alone."""
    told = settings()["comparison"]
    recipe = dict(settings()["training"]) | settings()["network"] | {"epochs": told["passes"]}
    learned, stop = part(dataset.load(folder, "train"), told["people"]), dataset.load(folder, "stop")
    splits = {name: part(dataset.load(folder, name), told["judged"]) for name in JUDGED}
    rows = []
    for shape in SHAPES:
        for seed in told["seeds"]:
            one = train.emulator(shape, seed, recipe)
            start = time.process_time()
            train.fit(one, learned, stop, recipe | {"shape": shape}, seed, None)
            spent = time.process_time() - start
            one.eval()
            found = {name: judge.answers(one, split).z for name, split in splits.items()}
            errors = {name: judge.pressure_error(z, splits[name]) for name, z in found.items()}
            channels = [row["median"] for row in judge.normalised_error(found["test"], splits["test"]).values()]
            parameters = sum(int((p != 0).sum()) for p in one.network.parameters())
            rows.append({"shape": shape, "seed": seed, "parameters": parameters, "cpu_s": spent, "errors": errors})
            rows[-1]["channels"] = statistics.median(channels)
            print(shape, seed, f"{spent:.0f} s CPU", {name: round(row["median"], 3) for name, row in errors.items()}, flush=True)
    guess = {name: only_guess(split) for name, split in splits.items()}
    return {"people": told["people"], "passes": told["passes"], "guess": guess, "rows": rows}


def ms(work: Callable[[], Any], repeats: int = REPEATS) -> dict[str, float]:
    """CPU time of a call in ms: median and least of repeats."""
    work()
    found = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        found.append(1000 * (time.process_time() - start))
    return {"median": statistics.median(found), "least": min(found)}


def resident_MiB() -> float:
    """Memory that this process holds."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def speed() -> dict[str, Any]:
    """One patient, 28 days, one thread, in one run."""
    torch.set_num_threads(1)
    start, before = time.process_time(), resident_MiB()
    one = Forecaster.load()
    loading, held = time.process_time() - start, resident_MiB() - before
    inputs, level = registry().parse(SCENARIO), settings()["bands"]["default"]
    told = scenario.read(registry(), SCENARIO, "en")
    design = train.emulator("attention", 0, settings()["network"]).eval().requires_grad_(False)
    hourly = signals.of(inputs, model(), registry())
    seen = signals.at_steps(hourly, 0, settings()["signals"]["step_hours"]).float()
    times = train.Times.of(torch.zeros(1, dtype=torch.long))
    rows = {"signals with their guess": ms(lambda: signals.of(inputs, model(), registry()))}
    rows |= {
        "curve": ms(lambda: one.forecast(inputs)),
        f"curve with its {100 * level:.0f} % band": ms(lambda: one.forecast(inputs, level)),
    }
    rows |= {"slopes of all controls": ms(lambda: slopes(one, told, inputs.horizon_days - 1))}
    rows |= {"the seeds' design, steps of four hours": ms(lambda: design.curve(hourly.person.float(), seen, times.clock))}
    if compiled.state() == "ready":
        rows |= {"the model, compiled": ms(lambda: simulate(inputs, engine="compiled"))}
    rows |= {"the model, eager": ms(lambda: simulate(inputs, engine="eager"), 1)}
    return {
        "horizon_days": inputs.horizon_days,
        "loading_s": loading,
        "held_MiB": held,
        "ms": rows,
        "day": date.today().isoformat(),
    }


def main(arguments: Sequence[str] = ()) -> None:
    """Measure what is named and write it beside what was measured before."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks forecaster", description=__doc__)
    parser.add_argument("what", choices=["speed", "compare"], nargs="?", default="speed")
    parser.add_argument("--data", type=Path, default=dataset.FOLDER, help="folder of `python -m twin dataset`")
    chosen = parser.parse_args(list(arguments))
    torch.set_num_threads(1)
    kept = json.loads(FILE.read_text()) if FILE.exists() else {}
    kept[chosen.what] = speed() if chosen.what == "speed" else compare(chosen.data)
    FILE.write_text(json.dumps(kept, indent=1) + "\n")
    if chosen.what == "speed":
        for name, row in kept["speed"]["ms"].items():
            print(f"{name:45s} {row['median']:9.1f} ms CPU (least {row['least']:.1f})")
    else:
        print(f"{SYSTOLIC}: written to {FILE.name}")
