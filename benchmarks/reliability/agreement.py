"""A second opinion: SciPy on the same rates agrees with the shipped steps, at every saved hour of random treated people."""

import random

from benchmarks.reliability import people, second_solver
from benchmarks.reliability.figure import Figure, Measured, count
from benchmarks.reliability.people import Raw
from benchmarks.reliability.second_solver import METHOD, TOLERANCE
from twin.inputs import Inputs
from twin.module import Tensor
from twin.simulate import Run, simulate

NUMBER, SEED = 8, 11
SCENARIOS, DAYS = 100, 6
MOST_MMHG, MOST_MMHG_REFINED = 0.1, 0.005
REFINED = 4
PRESSURES = ("sbp_mmHg", "dbp_mmHg", "map_mmHg")
HORMONES = (
    "prc_pg_mL", "pra_ng_mL_h", "angiotensinogen_nmol_L", "ang_i_pg_mL", "ang_ii_pg_mL", "ang_1_7_pg_mL", "at1r_bound_ratio",
    "at2r_bound_ratio", "ace2_ratio", "ace_activity_ratio", "aldosterone_pg_mL",
)  # fmt: skip


def cases(size: int, days: int = DAYS, seed: int = SEED, intakes: tuple = people.INTAKES) -> tuple[list[Raw], Inputs]:
    """Random treated people as scenarios and as one batch."""
    rng = random.Random(seed)
    scenarios = [people.scenario(rng, days, intakes=intakes, fewest_drugs=1) for _ in range(size)]
    return scenarios, people.batch(scenarios)


def apart(run: Run, truth: dict[str, Tensor]) -> tuple[float, float]:
    """Largest difference of a pressure in mmHg, and of a hormone relative to its value."""
    pressure = max(float((run.channels[name] - truth[name]).abs().max()) for name in PRESSURES)
    hormone = max(float(((run.channels[name] - truth[name]).abs() / truth[name]).max()) for name in HORMONES)
    return pressure, hormone


def figure(share: float = 1) -> Figure:
    scenarios, inputs = cases(count(SCENARIOS, share))
    truth = second_solver.channels(scenarios, inputs)
    pressure, hormone = apart(simulate(inputs), truth)
    finer, finer_hormone = apart(simulate(inputs, refine=REFINED), truth)
    who = f"{len(scenarios)} random treated people"
    promise = f"SciPy ({METHOD}, {TOLERANCE:g}) gives the same pressures in {who}, at every hour of {DAYS} days"
    return Figure(NUMBER, promise, SEED, [
        Measured("pressure, shipped steps", pressure, "mmHg", at_most=MOST_MMHG),
        Measured(f"pressure, steps cut in {REFINED}", finer, "mmHg", at_most=MOST_MMHG_REFINED),
        Measured("hormones, shipped steps", 100 * hormone, "%"),
        Measured(f"hormones, steps cut in {REFINED}", 100 * finer_hormone, "%"),
    ])  # fmt: skip
