"""What enters and leaves is in the body: sodium, water and the blood volume they set."""

import random

import torch

from benchmarks.reliability import people
from benchmarks.reliability.figure import Figure, Measured, count
from benchmarks.reliability.states import States, states
from twin.compose import compose, discover
from twin.inputs import Inputs
from twin.module import Module, State, Tensor
from twin.registry import registry

NUMBER, SEED = 2, 21
DAYS, PATIENTS, CLOSED = 30, 1000, 1e-9
LEDGER = Module(
    states={"sodium_in": State("mmol", 0), "sodium_out": State("mmol", 0), "water_in": State("L", 0), "water_out": State("L", 0)},
    rate_reads={"sodium_intake": "mmol/h", "sodium_excretion": "mmol/h", "water_intake": "L/h", "urine_flow": "L/h"},
    rates=lambda s, _: {
        "sodium_in": s.sodium_intake,
        "sodium_out": s.sodium_excretion,
        "water_in": s.water_intake,
        "water_out": s.urine_flow,
    },
)


def run(patients: int = PATIENTS, days: int = DAYS) -> tuple[States, Inputs]:
    """Random treated people with a ledger beside their organs."""
    rng = random.Random(SEED)
    inputs = people.batch([people.scenario(rng, days, intakes=people.MORNING, fewest_drugs=1) for _ in range(patients)])
    with torch.no_grad():
        return states(inputs, compose(discover() | {"ledger": LEDGER}, registry())), inputs


def gap(found: States, state: str, entered: str, left: str) -> float:
    """What is missing from a state, relative to what went through."""
    into, out_of = found.of(entered), found.of(left)
    change = found.of(state) - found.of(state)[0]
    return float(((change - (into - out_of)).abs() / (into + out_of).clamp(min=1)).max())


def sodium_gap(found: States) -> float:
    return gap(found, "body_sodium_mmol", "sodium_in", "sodium_out")


def water_gap(found: States) -> float:
    return gap(found, "extracellular_fluid_L", "water_in", "water_out")


def blood_gap(found: States) -> float:
    """What is missing of the blood volume, relative to it, from the water of the ledger."""
    share = found.model.rows["body_fluid"]["beta_v"]
    water = (found.of("water_in") - found.of("water_out"))[-1]
    blood: Tensor = found.channels["blood_volume_L"]
    return float(((blood[:, -1] - blood[:, 0] - share * water).abs() / blood[:, 0]).max())


def eaten_gap(found: States, inputs: Inputs) -> float:
    """Sodium of the scenario that was not eaten, relative to all of it."""
    eaten = 24 * inputs.daily["sodium_intake"].sum(0)
    return float(((found.of("sodium_in")[-1] - eaten).abs() / eaten).max())


def figure(share: float = 1) -> Figure:
    found, inputs = run(count(PATIENTS, share), count(DAYS, max(share, 0.2)))
    gaps = {
        "sodium": sodium_gap(found),
        "sodium of the scenario": eaten_gap(found, inputs),
        "water": water_gap(found),
        "blood volume": blood_gap(found),
    }
    promise = (
        f"blood volume, sodium and water are conserved over {inputs.horizon_days} days in {inputs.size:,} random treated people"
    )
    values = [Measured(f"{name}, share missing", value, "", at_most=CLOSED) for name, value in gaps.items()]
    return Figure(NUMBER, promise, SEED, values)
