"""The untreated patient rests exactly where the measured pressures put them, stays there, and comes back."""

import random

import pytest
import torch

from tests.verification import people
from tests.verification.runner import states
from twin.compose import model
from twin.simulate import Status, simulate

OFFICE_HOUR = 10
PRESSURES = ("sbp_mmHg", "dbp_mmHg", "map_mmHg")


def untreated(count: int, days: int):
    rng = random.Random(20)
    return people.batch(
        [{"patient": people.person(rng), "life": {"sodium_mmol_day": rng.uniform(20, 350)}} for _ in range(count)],
        horizon_days=days,
    )


def slopes(y, inputs, twin):
    drives = [torch.zeros(inputs.size, dtype=torch.float64) for _ in twin.drives]
    drives[twin.drives.index("sodium_intake")] = inputs.daily["sodium_intake"][0]
    return torch.stack(twin.rates(list(y), list(twin.constants(inputs.patient)), drives))


def test_nothing_moves_at_rest():
    inputs, twin = untreated(1000, 1), model()
    rest = twin.rest(twin.constants(inputs.patient))
    residual = (slopes(rest, inputs, twin).abs() / rest.abs().clamp(min=1)).max()
    print(f"largest rate at rest, relative to the state, per hour: {residual:.1e}")
    assert residual < 1e-8


def test_untreated_patients_do_not_drift_in_56_days():
    inputs = untreated(100, 56)
    inputs.daily["sodium_intake"].mul_(1 + 1e-12)  # where nothing at all happens no step is taken, and nothing would be tested
    assert not any(inputs.untouched())
    run = simulate(inputs)
    assert set(run.status) == {Status.OK}
    for name in PRESSURES:
        daily = run.channels[name][:, OFFICE_HOUR::24]
        drift = (daily[:, 1:] - daily[:, :-1]).abs().max()
        print(f"{name}: largest change from day to day {drift:.1e} mmHg")
        assert drift < 1e-6


def test_office_pressure_is_what_was_measured():
    inputs = untreated(1000, 1)
    run = simulate(inputs)
    for name, symbol in (("sbp_mmHg", "SBP_0"), ("dbp_mmHg", "DBP_0")):
        assert torch.allclose(run.channels[name][:, OFFICE_HOUR], inputs.patient[symbol], rtol=0, atol=1e-8)


def test_every_rest_is_stable():
    """All eigenvalues of the linearised twin have negative real parts, so small departures die out."""
    inputs, twin = untreated(500, 1), model()
    rest, nudge = twin.rest(twin.constants(inputs.patient)), 1e-6
    columns = []
    for k in range(len(twin.states)):
        up, down = rest.clone(), rest.clone()
        up[k] += nudge
        down[k] -= nudge
        columns.append((slopes(up, inputs, twin) - slopes(down, inputs, twin)) / (2 * nudge))
    eigenvalues = torch.linalg.eigvals(torch.stack(columns, 1).permute(2, 0, 1))
    slowest, fastest = eigenvalues.real.max(), eigenvalues.real.min()
    print(f"slowest return {-1 / slowest:.0f} h, fastest rate {-fastest:.2f} per hour")
    assert slowest < 0


def test_the_same_rest_from_100_perturbed_starts():
    inputs, rng, twin = untreated(1, 120), torch.Generator().manual_seed(3), model()
    inputs = inputs.join([inputs] * 100)
    rest = twin.rest(twin.constants(inputs.patient))
    push = 0.2 * rest.abs().clamp(min=0.5, max=50) * (2 * torch.rand(rest.shape, generator=rng, dtype=torch.float64) - 1)
    run = states(inputs, start=rest + push)
    first = run.channels["map_mmHg"][:, 0]
    apart = ((run.values[-1] - rest).abs() / rest.abs().clamp(min=1)).max()
    print(
        f"mean pressure at the start {first.min():.0f} to {first.max():.0f} mmHg; after 120 days apart from rest by {apart:.1e}"
    )
    assert first.max() - first.min() > 20
    assert apart < 1e-3


@pytest.mark.parametrize("hour", [0, 10, 23])
def test_the_clock_repeats_every_day(hour):
    run = simulate(untreated(20, 3))
    for values in run.channels.values():
        assert torch.allclose(values[:, hour], values[:, hour + 48], rtol=1e-9, atol=1e-9)
