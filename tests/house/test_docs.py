"""The generated pages are those that the registry and the settings give today."""

from scripts import docs
from tests.house.tree import ROOT


def test_the_committed_pages_are_up_to_date():
    assert docs.stale(ROOT / "docs") == [], "run `make docs`"


def test_a_changed_or_missing_page_is_noticed(tmp_path):
    docs.write(tmp_path)
    assert docs.stale(tmp_path) == []
    first, second, *_ = docs.PAGES
    (tmp_path / first).unlink()
    (tmp_path / second).write_text("old")
    assert docs.stale(tmp_path)[:2] == [first, second]
