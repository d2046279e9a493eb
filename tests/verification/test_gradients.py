"""The eager twin is differentiable: gradients agree with central differences."""

from dataclasses import replace

import pytest
import torch

from twin.registry import registry
from twin.simulate import simulate

RAW = {
    "horizon_days": 2,
    "patient": {"egfr_mL_min_1_73m2": 80},  # at 90 the gain of the kidney has a corner
    "drug": [
        {"drug": "benazepril", "dose_mg": 10, "from_day": 1},
        {"drug": "losartan", "dose_mg": 50},
        {"drug": "cilazapril", "dose_mg": 2.5},
    ],
}
HOUR = 8.0
CHANNELS = ("sbp_mmHg", "prc_pg_mL")


def inputs_at(values: dict[str, torch.Tensor]):
    """The scenario with constants of the person, doses or the second day's salt replaced; every value is `(1,)`."""
    inputs = registry().parse(RAW)
    patient = {key: values.get(key, value) for key, value in inputs.patient.items()}
    doses = {
        drug: {HOUR: torch.where(slots[HOUR] > 0, values.get(drug, slots[HOUR]), slots[HOUR])}
        for drug, slots in inputs.doses_mg.items()
    }
    salt = torch.stack([inputs.daily["sodium_intake"][0], values.get("salt", inputs.daily["sodium_intake"][1])])
    return replace(inputs, patient=patient, doses_mg=doses, daily={**inputs.daily, "sodium_intake": salt})


def usual() -> dict[str, torch.Tensor]:
    inputs = registry().parse(RAW)
    doses = {drug: slots[HOUR].max()[None] for drug, slots in inputs.doses_mg.items()}
    return {**inputs.patient, **doses, "salt": 1.2 * inputs.daily["sodium_intake"][1]}


def nudged(name: str, share: float):
    values = usual()
    return inputs_at({**values, name: values[name] * (1 + share)})


@pytest.mark.parametrize("channel", CHANNELS)
def test_gradients_agree_with_differences(channel):
    values = {name: value.clone().requires_grad_() for name, value in usual().items()}
    mean = simulate(inputs_at(values), engine="eager").channels[channel].mean()
    slopes = torch.autograd.grad(mean, list(values.values()))
    share, names = 1e-5, list(values)
    runs = simulate(registry().parse({}).join([nudged(name, sign * share) for name in names for sign in (1, -1)]), engine="eager")
    up, down = runs.channels[channel].mean(1).unflatten(0, (-1, 2)).unbind(1)
    for name, slope, change in zip(names, slopes, up - down, strict=True):
        at = float(values[name].detach())
        expected = float(change) / (2 * share * at) if at else float(slope)
        print(f"d {channel} / d {name}: {float(slope):.6g} against {expected:.6g}")
        assert float(slope) == pytest.approx(expected, rel=1e-4, abs=1e-9)


def test_the_numbers_are_the_same_with_a_gradient():
    plain = simulate(inputs_at({}), engine="eager")
    wanting = simulate(inputs_at({name: value.clone().requires_grad_() for name, value in usual().items()}), engine="auto")
    assert wanting.engine == plain.engine
    assert torch.equal(wanting.channels["sbp_mmHg"][:, :24], plain.channels["sbp_mmHg"][:, :24])
