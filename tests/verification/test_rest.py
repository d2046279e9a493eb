"""The untreated patient rests exactly where the measured pressures put them, stays there, and comes back."""

import pytest
import torch

from benchmarks.reliability import rest
from twin.compose import model
from twin.simulate import Status, simulate

STEADY_MMHG = 1e-6  # from day to day


def slopes(y, inputs, twin):
    drives = [torch.zeros(inputs.size, dtype=torch.float64) for _ in twin.drives]
    drives[twin.drives.index("sodium_intake")] = inputs.daily["sodium_intake"][0]
    return torch.stack(twin.rates(list(y), list(twin.constants(inputs.patient)), drives))


def test_nothing_moves_at_rest():
    residual = rest.residual(rest.untreated(rest.PATIENTS, 1))
    print(f"largest rate at rest, relative to the state, per hour: {residual:.1e}")
    assert residual < rest.AT_REST


def test_untreated_patients_do_not_drift():
    run = rest.long_run()
    assert set(run.status) == {Status.OK}
    for name in rest.PRESSURES:
        drift = rest.drift(run, name)
        print(f"{name}: largest change from day to day {drift:.1e} mmHg")
        assert drift < STEADY_MMHG < rest.MOST_DRIFT_MMHG


def test_office_pressure_is_what_was_measured():
    inputs = rest.untreated(rest.PATIENTS, 1)
    run = simulate(inputs)
    for name, symbol in (("sbp_mmHg", "SBP_0"), ("dbp_mmHg", "DBP_0")):
        assert torch.allclose(run.channels[name][:, rest.OFFICE_HOUR], inputs.patient[symbol], rtol=0, atol=1e-8)


def test_every_rest_is_stable():
    """All eigenvalues of the linearised twin have negative real parts, so small departures die out."""
    inputs, twin = rest.untreated(500, 1), model()
    still, nudge = twin.rest(twin.constants(inputs.patient)), 1e-6
    columns = []
    for k in range(len(twin.states)):
        up, down = still.clone(), still.clone()
        up[k] += nudge
        down[k] -= nudge
        columns.append((slopes(up, inputs, twin) - slopes(down, inputs, twin)) / (2 * nudge))
    eigenvalues = torch.linalg.eigvals(torch.stack(columns, 1).permute(2, 0, 1))
    slowest, fastest = eigenvalues.real.max(), eigenvalues.real.min()
    print(f"slowest return {-1 / slowest:.0f} h, fastest rate {-fastest:.2f} per hour")
    assert slowest < 0


def test_the_same_rest_from_100_perturbed_starts():
    run, apart = rest.perturbed()
    first = run.channels["map_mmHg"][:, 0]
    print(f"mean pressure at the start {first.min():.0f} to {first.max():.0f} mmHg; a year later apart from rest by {apart:.1e}")
    assert first.max() - first.min() > 20
    assert apart < rest.RETURNED


@pytest.mark.parametrize("hour", [0, 10, 23])
def test_the_clock_repeats_every_day(hour):
    run = simulate(rest.untreated(20, 3))
    for values in run.channels.values():
        assert torch.allclose(values[:, hour], values[:, hour + 48], rtol=1e-9, atol=1e-9)
