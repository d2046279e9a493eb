"""Why pressure moved: what is held is held, what is shared out adds up, and runs of another making agree."""

import itertools
from dataclasses import replace
from math import factorial

import pytest
import torch

from twin import held, why
from twin.compose import compose, discover, model
from twin.held import SITES, Arrow, Course, arrows
from twin.inputs import Inputs
from twin.module import DRIVES
from twin.registry import registry
from twin.simulate import simulate

PERSON = {"age_years": 55, "sbp_mmHg": 155, "dbp_mmHg": 95}
BEFORE = {"horizon_days": 3, "patient": PERSON}
AFTER = BEFORE | {
    "drug": [{"drug": "losartan", "dose_mg": 100}, {"drug": "amlodipine", "dose_mg": 10}],
    "habit": [{"key": "sodium_mmol_day", "change": -60}],
}
DAY = 2


def inputs(raw):
    return registry().parse(raw)


def day_mean(run, channel="sbp_mmHg", patient=0):
    return float(run.channels[channel][patient, 24 * DAY : 24 * (DAY + 1)].mean())


@pytest.fixture(scope="module")
def reasons():
    return why.why(inputs(BEFORE), inputs(AFTER), DAY)


@pytest.fixture(scope="module")
def runs():
    return simulate(Inputs.join([inputs(BEFORE), inputs(AFTER)]), engine="eager")


def test_an_arrow_is_whatever_the_composition_brings_from_outside():
    given_inside = {signal for organ in SITES for signal in model().organs[organ].gives}
    for organ, site in SITES.items():
        for signal in {*model().organs[organ].reads, *model().organs[organ].rate_reads} - given_inside:
            own = any(signal in model().organs[other].states for other in SITES)
            assert own or Arrow(signal, site) in arrows(model())
    assert {Arrow("at1r_effect", "kidney"), Arrow("sodium_intake", "fluid")} <= set(arrows(model()))
    assert not {arrow.signal for arrow in arrows(model())} & given_inside


def test_both_ends_are_the_runs_themselves(reasons, runs):
    for channel in why.CHANNELS:
        assert reasons.before[channel] == pytest.approx(day_mean(runs, channel, 0), abs=0.05)
        assert reasons.after[channel] == pytest.approx(day_mean(runs, channel, 1), abs=0.05)


def test_with_every_arrow_held_the_same_person_does_as_before(reasons):
    assert reasons.held == pytest.approx(reasons.before, abs=1e-9)


def test_contributions_add_up_to_the_change(reasons):
    for channel in why.CHANNELS:
        assert sum(reasons.parts[channel].values()) == pytest.approx(reasons.after[channel] - reasons.before[channel], abs=1e-9)


def test_what_is_blocked_or_left_out_pulls_down(reasons):
    parts = reasons.parts["sbp_mmHg"]
    for arrow in (Arrow("at1r_effect", "kidney"), Arrow("block_vascular_tone", "kidney"), Arrow("sodium_intake", "fluid")):
        assert parts[arrow] < -0.2
    assert reasons.rises[Arrow("block_vascular_tone", "kidney")]
    assert not reasons.rises[Arrow("sodium_intake", "fluid")]
    assert not reasons.rises[Arrow("at1r_effect", "kidney")]


def test_a_drive_that_stays_is_no_arrow():
    course = Course.of(inputs(BEFORE), inputs(AFTER), DAY, registry(), model())
    moved = {arrow.signal for arrow in course.moving() if arrow.signal in DRIVES}
    assert moved == {"block_vascular_tone", "sodium_intake"}


@pytest.mark.parametrize("signal", ["at1r_effect", "ln_aldosterone_effect"])
def test_a_held_arrow_is_as_in_a_model_composed_without_it(signal):
    """The untreated person rests, so that a held signal is 0: the same as organs that are given a 0 in its place."""
    course = Course.of(inputs(BEFORE), inputs(AFTER), DAY, registry(), model())
    moving = course.moving()
    free = torch.tensor([[arrow != Arrow(signal, "kidney") for arrow in moving]])
    here = float(held.day(course, moving, free).channels["sbp_mmHg"][1].mean())
    organs = {name: without(organ, signal) if SITES.get(name) == "kidney" else organ for name, organ in discover().items()}
    there = day_mean(simulate(inputs(AFTER), engine="eager", twin=compose(organs, registry())))
    assert here == pytest.approx(there, abs=0.05)
    assert abs(there - day_mean(simulate(inputs(AFTER), engine="eager"))) > 0.2


def without(organ, signal):
    """An organ that sees nothing of a signal which rests at 0."""

    def signals(s, p):
        if hasattr(s, signal):
            setattr(s, signal, torch.zeros_like(getattr(s, signal)))
        return organ.signals(s, p)

    return replace(organ, signals=signals)


def shapley(value, count):
    """By definition."""
    found = []
    for i in range(count):
        others = [k for k in range(count) if k != i]
        sets = itertools.chain.from_iterable(itertools.combinations(others, size) for size in range(count))
        weigh = {s: factorial(len(s)) * factorial(count - len(s) - 1) / factorial(count) for s in sets}
        found.append(sum(weight * (value({*s, i}) - value(set(s))) for s, weight in weigh.items()))
    return found


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6])
def test_shared_out_as_shapley_says_where_arrows_act_in_pairs(count):
    numbers = torch.rand(count, count, dtype=torch.float64, generator=torch.Generator().manual_seed(count))

    def value(chosen):
        return sum(float(numbers[i, k]) for i in chosen for k in chosen if i <= k)

    rows = why.intervals(count).tolist()
    values = torch.tensor([value({i for i in range(count) if row[i]}) for row in rows], dtype=torch.float64)
    assert why.contributions(values, count) == pytest.approx(shapley(value, count))


def test_another_person_is_told_apart_from_the_arrows():
    older = BEFORE | {"patient": PERSON | {"sbp_mmHg": 165}}
    found = why.why(inputs(BEFORE), inputs(older), DAY)
    assert found.held["sbp_mmHg"] - found.before["sbp_mmHg"] == pytest.approx(10, abs=1)
    assert all(abs(part) < 0.5 for part in found.parts["sbp_mmHg"].values())


def test_what_has_no_finite_answer_is_not_explained(monkeypatch):
    whole = held.day

    def broken(*given):
        found = whole(*given)
        return replace(found, channels={name: values * torch.nan for name, values in found.channels.items()})

    monkeypatch.setattr(held, "day", broken)
    with pytest.raises(why.Unexplained):
        why.why(inputs(BEFORE | {"horizon_days": 1}), inputs(AFTER | {"horizon_days": 1}), 0)
