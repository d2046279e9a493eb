"""The generated pages are those that the registry and the settings give today."""

import math

import pytest

from benchmarks.reliability.command import FIGURES
from benchmarks.reliability.figure import Measured
from scripts import docs
from tests.house.tree import ROOT


def test_the_committed_pages_are_up_to_date():
    assert docs.stale(ROOT) == [], "run `make docs`"


def test_a_changed_or_missing_page_is_noticed(tmp_path):
    docs.write(tmp_path)
    assert docs.stale(tmp_path) == []
    first, second, *_ = docs.PAGES
    (tmp_path / first).unlink()
    (tmp_path / second).write_text("old")
    assert docs.stale(tmp_path)[:2] == [first, second]


def test_a_figure_is_shown_with_its_limit_and_a_miss_is_seen():
    value = {"what": "share", "value": 2e-10, "unit": "", "at_least": None, "at_most": 1e-9, "met": True}
    missed = value | {"value": 0.5, "met": False}
    assert docs.lines({"values": [value, missed]}) == [
        ["share", "2e-10", "≤ 1e-09", "yes"],
        ["share", "0.5", "≤ 1e-09", "**no**"],
    ]
    figure = {"number": 2, "promise": "kept", "met": False, "values": [value, missed]}
    assert docs.line(figure) == ["2", "kept", "share: 0.5 (≤ 1e-09)", "**no**"]


def test_the_readme_shows_every_figure_once():
    table = docs.readme().partition(docs.TABLE_START)[2].partition(docs.TABLE_END)[0]
    for figure in docs.measured()["figures"]:
        assert table.count(f"| {figure['number']} | {figure['promise']} |") == 1


def test_every_figure_was_measured():
    assert [figure["number"] for figure in docs.measured()["figures"]] == sorted(part.NUMBER for part in FIGURES)


@pytest.mark.parametrize(("value", "met"), [(1.0, True), (2.0, True), (0.9, False), (2.1, False), (math.nan, False)])
def test_a_number_is_met_inside_its_limits_only(value, met):
    assert Measured("x", value, at_least=1, at_most=2).met is met
