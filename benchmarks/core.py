"""The twin's core: one patient, a thousand, another solver, start-up and memory. CPU time, one thread, median of repeats."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import torch
from scipy.integrate import solve_ivp

from twin import compiled, grid
from twin.compose import model
from twin.inputs import Inputs
from twin.registry import registry
from twin.simulate import drive_table, simulate

DAYS = 28
PATIENTS = 1000
SCENARIO = {"horizon_days": DAYS, "drug": [{"drug": "benazepril", "dose_mg": 20}, {"drug": "losartan", "dose_mg": 50}]}
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


def cpu_s(work: Callable[[], object], repeats: int) -> float:
    """Median CPU seconds of a call, after one call to warm up."""
    work()
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


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


def start_up() -> dict[str, float]:
    """CPU seconds to import torch and to a first forecast, and peak memory, in a process of its own."""
    answer = subprocess.run([sys.executable, "-c", START_UP], capture_output=True, text=True, check=True)
    return dict(json.loads(answer.stdout))


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    one = registry().parse(SCENARIO)
    many = Inputs.join([one] * PATIENTS)
    with torch.no_grad():
        eager, scipy_s = cpu_s(lambda: simulate(registry().parse(SCENARIO), engine="eager"), 1), cpu_s(other_solver, 1)
    print(f"engine: {compiled.state()}; torch {torch.__version__}; {DAYS} days, two drugs, CPU time, one thread\n")
    print(f"{'one patient, eager steps':52s} {1000 * eager:10.0f} ms")
    print(f"{'one patient, LSODA (SciPy) on the same rates':52s} {1000 * scipy_s:10.0f} ms")
    if compiled.state() == "ready":
        single = cpu_s(lambda: simulate(registry().parse(SCENARIO), engine="compiled"), 15)
        batch = cpu_s(lambda: simulate(many, engine="compiled"), 3)
        print(f"{'one patient, compiled, parse to channels':52s} {1000 * single:10.1f} ms  = 1/{eager / single:.0f} of eager")
        print(
            f"{f'{PATIENTS} patients, compiled':52s} {1000 * batch:10.0f} ms  = {PATIENTS * DAYS / batch:.0f} patient-days per CPU-s"
        )
    first = start_up()
    print(
        f"{'start: torch / first forecast':52s} {first['torch_s']:10.2f} s / {first['twin_s']:.2f} s, peak {first['peak_MiB']:.0f} MiB"
    )


if __name__ == "__main__":
    main()
