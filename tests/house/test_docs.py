"""The generated pages are those that the registry and the settings give today."""

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
