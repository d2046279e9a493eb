"""The day's steps."""

import itertools
import random

import pytest

from twin import grid

HALF_HOURS = [hour / 2 for hour in range(48)]
REGIMENS = [(), (8.0,), (8.0, 20.0), (23.5,), (0.0,), (7.5, 8.0), tuple(HALF_HOURS)]


@pytest.mark.parametrize("refine", [1, 2, 4])
@pytest.mark.parametrize("hours", REGIMENS)
def test_steps_fill_a_day_and_every_hour_has_an_even_number(hours, refine):
    day = grid.day(hours, refine)
    assert sum(day.sizes_h) == pytest.approx(24, abs=1e-12)
    for hour, (first, after) in enumerate(itertools.pairwise((*day.hourly, len(day.sizes_h)))):
        assert (after - first) % 2 == 0
        assert sum(day.sizes_h[first:after]) == pytest.approx(1, abs=1e-12)
        assert day.starts_h[first] == pytest.approx(hour, abs=1e-9)


@pytest.mark.parametrize("hours", REGIMENS)
def test_every_intake_starts_a_short_step(hours):
    day = grid.day(hours)
    for hour in hours:
        at = min(range(len(day.starts_h)), key=lambda i: abs(day.starts_h[i] - hour))
        assert day.starts_h[at] == pytest.approx(hour, abs=1e-9)
        assert day.sizes_h[at] <= 1 / 8


def test_refining_cuts_every_step():
    coarse, fine = grid.day((8.0,)), grid.day((8.0,), 3)
    assert len(fine.sizes_h) == 3 * len(coarse.sizes_h)
    assert fine.sizes_h[::3] == pytest.approx([size / 3 for size in coarse.sizes_h])
    assert fine.hourly == tuple(3 * index for index in coarse.hourly)


def test_more_intakes_never_make_a_step_longer():
    rng = random.Random(1)
    for _ in range(20):
        few = tuple(sorted(rng.sample(HALF_HOURS, 2)))
        more = tuple(sorted({*few, rng.choice(HALF_HOURS)}))
        assert len(grid.day(more).sizes_h) >= len(grid.day(few).sizes_h)


def test_the_preview_fills_the_day_with_fewer_steps():
    coarse, fine = grid.coarse_day((8.0,)), grid.day((8.0,))
    assert sum(coarse.sizes_h) == pytest.approx(24)
    assert len(coarse.sizes_h) < len(fine.sizes_h)
    assert [coarse.starts_h[index] for index in coarse.hourly] == pytest.approx(list(range(24)))
