"""The network: exact zero, causality, masks of the organs' arrows, and the scan against a plain loop."""

import pytest
import torch

from twin.compose import model
from twin.forecast import graph, signals
from twin.forecast.network import Scan, clock_of
from twin.forecast.settings import settings
from twin.forecast.shapes import SHAPES, network

FEATURES, STEPS = 5, 30
SIZES = settings()["network"] | {"layers": 2}
COUNT = len(signals.signal_names(model()))


def given(size: int = 3, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    torch.manual_seed(seed)
    return torch.randn(size, FEATURES), torch.randn(size, STEPS, COUNT), clock_of(4.0 * torch.arange(STEPS)).expand(size, -1, -1)


@pytest.fixture(params=SHAPES)
def shape(request):
    torch.manual_seed(1)
    return network(request.param, model(), FEATURES, SIZES).eval()


def test_the_scan_is_the_loop_it_replaces():
    scan = Scan(6, torch.linspace(0, 1, 6), 4.0, STEPS)
    m = torch.randn(2, STEPS, 6, generator=torch.Generator().manual_seed(2))
    a = torch.exp(-4.0 * torch.exp(-scan.ln_tau))
    s, expected = torch.zeros(2, 6), []
    for k in range(STEPS):
        s = a * s + (1 - a) * m[:, k]
        expected.append(s)
    torch.testing.assert_close(scan(m), torch.stack(expected, 1), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ["dense", "graph", "convolutions"])
def test_nothing_in_gives_exactly_nothing_out(name):
    torch.manual_seed(1)
    person, seen, clock = given()
    z, h = network(name, model(), FEATURES, SIZES)(person, 0 * seen, clock)
    assert not z.any()
    assert not h.any()


def test_what_comes_later_changes_nothing_before(shape):
    person, seen, clock = given()
    later = seen.clone()
    later[:, 20:] += 1
    with torch.no_grad():
        before, after = shape(person, seen, clock)[0], shape(person, later, clock)[0]
    torch.testing.assert_close(before[:, :20], after[:, :20], rtol=0, atol=1e-6)
    assert (before[:, 20:] != after[:, 20:]).any()


def test_a_patient_alone_is_the_same_as_in_a_batch(shape):
    person, seen, clock = given(4)
    with torch.no_grad():
        together = shape(person, seen, clock)[0]
        alone = shape(person[2:3], seen[2:3], clock[2:3])[0]
    torch.testing.assert_close(together[2:3], alone, rtol=1e-5, atol=1e-6)


def test_the_arrows_are_those_of_the_composition():
    organs, reach = list(model().organs), graph.arrows(model())
    at = {name: i for i, name in enumerate(organs)}
    assert reach[at["aldosterone"], at["angiotensin"]] == 1
    assert reach[at["glucose"], at["tubule"]] == 0
    assert reach.diagonal().all()


def test_in_the_graph_a_signal_reaches_only_organs_that_lie_downstream():
    """With two layers glucose hears of its own drives; nothing of the circulation reaches it, as it reads nothing of it."""
    torch.manual_seed(1)
    net = network("graph", model(), FEATURES, SIZES)
    person, seen, clock = given()
    seen.requires_grad_()
    names, listed = signals.channel_names(model()), signals.signal_names(model())
    net(person, seen, clock)[0][:, :, names.index("glucose_mmol_L")].sum().backward()
    heard = {name for k, (_, name) in enumerate(listed) if seen.grad[:, :, k].any()}
    assert {"glucose", "carbohydrate_intake"} <= heard
    assert not heard & {"block_vascular_tone", "sbp_mmHg", "renin"}


def test_an_unknown_shape_is_refused():
    with pytest.raises(ValueError, match="dense"):
        network("transformer", model(), FEATURES, SIZES)
