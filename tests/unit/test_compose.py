"""Organs that do not fit together are refused, by name."""

import pytest
import torch

from twin.compose import CompositionError, compose, discover, model
from twin.module import Module, State
from twin.registry import registry


def organ(reads=(), gives=(), states=None, **more) -> Module:
    return Module(
        states=states or {},
        reads=dict.fromkeys(reads, "1"),
        gives=dict.fromkeys(gives, "1"),
        signals=lambda s, p: dict.fromkeys(gives, torch.ones(1)),
        rates=lambda s, p: dict.fromkeys(states or {}, torch.zeros(1)),
        **more,
    )


def refused(organs: dict) -> str:
    with pytest.raises(CompositionError) as fault:
        compose(organs, registry())
    return str(fault.value)


def test_a_quantity_nobody_gives():
    message = refused({"liver": organ(reads=["bile"])})
    assert "liver" in message
    assert "bile" in message


def test_a_quantity_only_a_rate_reads_and_nobody_gives():
    assert "bile" in refused({"liver": Module(rate_reads={"bile": "1"})})


def test_two_writers_of_one_quantity():
    message = refused({"left": organ(gives=["flow"]), "right": organ(gives=["flow"])})
    assert "flow" in message
    assert "left" in message
    assert "right" in message


def test_a_signal_that_is_also_a_drive():
    assert "block_ace" in refused({"lung": organ(gives=["block_ace"])})


def test_a_circle():
    message = refused({"hen": organ(reads=["egg"], gives=["hen"]), "egg": organ(reads=["hen"], gives=["egg"])})
    assert "circle" in message
    assert "hen" in message


def test_two_owners_of_a_state():
    state = {"water": State("L", 1)}
    assert "water" in refused({"left": organ(states=state), "right": organ(states=state)})


def test_a_person_constant_nobody_gives():
    assert "shoe_size" in refused({"foot": organ(baseline_reads={"shoe_size": "1"})})


def test_a_circle_of_person_constants():
    two = {
        "a": organ(baseline_reads={"y": "1"}, baseline_gives={"x": "1"}),
        "b": organ(baseline_reads={"x": "1"}, baseline_gives={"y": "1"}),
    }
    assert "circle" in refused(two)


def test_order_follows_the_reads():
    first, second = organ(gives=["flow"]), organ(reads=["flow"], gives=["pressure"])
    assert compose({"z_reads": second, "y_gives": first}, registry()).signal_order == ["y_gives", "z_reads"]


def test_the_order_of_files_does_not_matter():
    """The same rates from organs listed backwards."""
    backwards = compose(dict(reversed(discover().items())), registry())
    inputs = registry().parse({})
    found = {}
    for twin in (model(), backwards):
        constants = twin.constants(inputs.patient)
        y = twin.rest(constants) * 1.05
        drives = [torch.full((1,), 0.3, dtype=torch.float64) for _ in twin.drives]
        found[twin is backwards] = dict(zip(twin.states, twin.rates(list(y), list(constants), drives), strict=True))
    assert found[True].keys() == found[False].keys()
    for state, rate in found[False].items():
        assert torch.allclose(rate, found[True][state], rtol=1e-12, atol=0)


def test_an_organ_sees_only_what_it_declares():
    nosy = Module(states={"mood": State("1", 0)}, rates=lambda s, p: {"mood": s.renin})
    twin = compose(discover() | {"nosy": nosy}, registry())
    constants = twin.constants(registry().parse({}).patient)
    with pytest.raises(AttributeError, match="renin"):
        twin.rates(list(twin.rest(constants)), list(constants), [torch.zeros(1)] * len(twin.drives))
