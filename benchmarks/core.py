"""The twin's core: one patient, a thousand, another solver, start-up and memory. CPU time, one thread, median of repeats."""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.integrate import solve_ivp

from benchmarks import core_times
from benchmarks.core_times import DAYS, PATIENTS, SCENARIO, cpu_s
from twin import compiled, grid
from twin.compose import model
from twin.registry import registry
from twin.simulate import drive_table

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
START_UP = """
import json, time
start = time.process_time()
import torch
torch.set_num_threads(1)
after_torch = time.process_time()
from twin.registry import registry
from twin.simulate import simulate
simulate(registry().parse({"horizon_days": 1}))
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024
print(json.dumps({"torch_s": after_torch - start, "twin_s": time.process_time() - after_torch, "peak_MiB": peak}))
"""


def other_solver() -> None:
    """SciPy's LSODA on the same right-hand side and drives, at the accuracy of the shipped steps."""
    inputs = registry().parse(SCENARIO)
    twin, steps = model(), grid.day((8.0,))
    constants = twin.constants(inputs.patient)
    nodes, _ = drive_table(inputs, steps, registry())
    starts = np.add.outer(24.0 * np.arange(DAYS), np.asarray(steps.starts_h)).ravel()
    table = nodes[::2, :, 0].numpy()[:-1]

    def rates(t: float, y: np.ndarray) -> np.ndarray:
        drives = torch.tensor([[np.interp(t, starts, column)] for column in table.T], dtype=torch.float64)
        known = [value.reshape(1) for value in torch.from_numpy(y)]
        return torch.cat(twin.rates(known, constants.unbind(0), drives.unbind(0))).numpy()

    rest = twin.rest(constants)[:, 0].numpy()
    solve_ivp(rates, (0, 24.0 * DAYS), rest, method="LSODA", rtol=1e-5, atol=1e-7, max_step=0.5)


def elsewhere(folder: Path, program: str) -> dict[str, Any]:
    """What a program prints as JSON when it runs in a checkout, with that checkout's own code and engine."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "TWIN_ENGINE_DIR")}
    command = [sys.executable, "-c", program]
    answer = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return dict(json.loads(answer.stdout))


def side_by_side(other: Path) -> None:
    """Both checkouts by turns, so that a busy machine is as busy for one as for the other."""
    program = Path(core_times.__file__).read_text()
    rounds: dict[Path, list[dict[str, Any]]] = {other: [], ROOT: []}
    for _ in range(ROUNDS):
        for folder, found in rounds.items():
            found.append(elsewhere(folder, program))
    print(
        f"there: {rounds[other][0]['engine']}; here: {rounds[ROOT][0]['engine']}; torch {torch.__version__}; {DAYS} days, two drugs"
    )
    print(
        f"CPU time, one thread, median of {ROUNDS} rounds by turns\n\n{'':44s} {'there':>12s} {'here':>12s} {'here/there':>11s}"
    )
    for what in rounds[ROOT][0]["times"]:
        there, here = (
            statistics.median(run["times"].get(what, float("nan")) for run in rounds[folder]) for folder in (other, ROOT)
        )
        print(f"{what:44s} {1000 * there:9.1f} ms {1000 * here:9.1f} ms {here / there:11.2f}")


def alone() -> None:
    """This checkout only, with what the steps cost by other means."""
    times = core_times.times()
    with torch.no_grad():
        times["one patient, LSODA (SciPy) on the same rates"] = cpu_s(other_solver, 1)
    print(f"engine: {compiled.state()}; torch {torch.__version__}; {DAYS} days, two drugs, CPU time, one thread\n")
    for what, seconds in times.items():
        print(f"{what:52s} {1000 * seconds:10.1f} ms")
    batch = times.get(f"{PATIENTS} patients, compiled")
    if batch:
        print(f"{'patient-days per CPU-second in that batch':52s} {PATIENTS * DAYS / batch:10.0f}")
    first = elsewhere(ROOT, START_UP)
    starts = f"{first['torch_s']:10.2f} s / {first['twin_s']:.2f} s, peak {first['peak_MiB']:.0f} MiB"
    print(f"{'start: torch / first forecast':52s} {starts}")


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks core", description=__doc__)
    parser.add_argument("--against", type=Path, help="another checkout, whose own code and engine run by turns with these")
    other = parser.parse_args(arguments).against
    if other:
        side_by_side(other.resolve())
    else:
        alone()
