"""CPU seconds of one patient and a thousand, printed as JSON. Run as text in a checkout, this one or another: it imports only `twin`."""

import json
import statistics
import time
from collections.abc import Callable

import torch

from twin import compiled
from twin.inputs import Inputs
from twin.registry import registry
from twin.simulate import simulate

DAYS, PATIENTS = 28, 1000
SCENARIO = {"horizon_days": DAYS, "drug": [{"drug": "benazepril", "dose_mg": 20}, {"drug": "losartan", "dose_mg": 50}]}
REPEATS = {"eager": 1, "compiled": 15, "batch": 3}


def cpu_s(work: Callable[[], object], repeats: int) -> float:
    """Median CPU seconds of a call, after one call to warm up."""
    work()
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def times() -> dict[str, float]:
    """Seconds by what was run; nothing compiled where no engine is ready."""
    torch.set_num_threads(1)
    with torch.no_grad():
        eager = cpu_s(lambda: simulate(registry().parse(SCENARIO), engine="eager"), REPEATS["eager"])
    found = {"one patient, eager steps": eager}
    if compiled.state() == "ready":
        many = Inputs.join([registry().parse(SCENARIO)] * PATIENTS)
        one = cpu_s(lambda: simulate(registry().parse(SCENARIO), engine="compiled"), REPEATS["compiled"])
        found["one patient, compiled, parse to channels"] = one
        found[f"{PATIENTS} patients, compiled"] = cpu_s(lambda: simulate(many, engine="compiled"), REPEATS["batch"])
    return found


if __name__ == "__main__":
    print(json.dumps({"engine": compiled.state(), "times": times()}))
