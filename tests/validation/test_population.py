"""The table of the virtual population is the one the module gives, and its numbers are those of the evidence."""

import csv
import io

import pytest

from twin import norms
from twin.trials import table
from twin.trials.expect import verdict


@pytest.fixture(scope="module")
def lines():
    return norms.rows(norms.people())


def test_the_table_and_the_page_are_what_the_module_gives_today(lines):
    kept = list(csv.DictReader(io.StringIO((norms.EVIDENCE / "population.csv").read_text())))
    for was, now in zip(kept, lines, strict=True):
        for key in norms.COLUMNS:
            if key != "twin":
                assert was[key] == table.text(now[key]), "run `python -m twin.norms`"
        assert float(was["twin"]) == pytest.approx(now["twin"], rel=5e-3, abs=5e-4), "run `python -m twin.norms`"
    page = (norms.DOCS / "population.md").read_text()
    assert all(f"| {row['id']} |" in page for row in kept)


def test_only_a_row_within_its_range_is_called_inside(lines):
    for row in lines:
        if row["verdict"] in ("inside", "outside"):
            assert (row["low"] <= row["twin"] <= row["high"]) == (row["verdict"] == "inside"), row["id"]


def test_a_miss_is_seen():
    assert [verdict(value, 10, 20) for value in (9.9, 15, 22.4, 23, 7)] == ["near", "inside", "near", "outside", "outside"]


def test_nobody_is_left_out_and_both_sexes_and_all_ages_are_there():
    group = norms.people()
    assert 0.45 < float(group.female.mean()) < 0.55
    assert float(group.age.min()) < 20 < 80 < float(group.age.max())
