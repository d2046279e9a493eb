"""The scorecard in the repository is the one the command gives, and its intervals follow the rule from the printed numbers."""

import csv
import io
import math
import tomllib

import pytest

from twin import validate
from twin.registry import DATA, registry
from twin.trials.command import load, run
from twin.trials.score import score

QUICK = ("benazepril_volunteers.toml", "shionoiri_benazepril.toml", "losartan_volunteers.toml")
SMALL_TRIAL, LEAST = 60, {"office": 2.0, "home": 3.0, "small": 4.0}


def table(name):
    return {row[next(iter(row))]: row for row in csv.DictReader(io.StringIO((DATA / "evidence" / name).read_text()))}


CARD = table("scorecard.csv")
EVIDENCE = table("bp_effects.csv")
BIOMARKERS = table("ras_biomarkers.csv")
WAITING = tomllib.loads((DATA / "evidence" / "not_scored.toml").read_text())
ALL_RUN = [(path, row) for path in validate.trial_files() for row in tomllib.loads(path.read_text()).get("expect", [])]
RUN = [(path, row) for path, row in ALL_RUN if row.get("role") in validate.SCORED_ROLES]
WANTED = {row["id"]: (path, row) for path, row in RUN}
TO_SCORE = [name for name, row in {**EVIDENCE, **BIOMARKERS}.items() if row["role"] in validate.SCORED_ROLES]
SERIES = "TC_BEN"  # rows of the evidence that are whole time courses: their points are scored, each under its own longer name


@pytest.mark.parametrize("name", TO_SCORE)
def test_every_row_is_run_by_exactly_one_trial_or_has_a_reason(name):
    found = [row for _, row in RUN if row["id"] == name or (name.startswith(SERIES) and row["id"].startswith(name))]
    waiting = [row for key, row in WAITING.items() if key == name or (name.startswith(SERIES) and key.startswith(name))]
    if name.startswith(SERIES):
        assert found or waiting
    else:
        assert len(found) + len(waiting) == 1
    assert all(row["reason"] for row in waiting)


def test_no_row_is_run_twice():
    names = [row["id"] for _, row in ALL_RUN]
    assert sorted(names) == sorted(set(names))


def test_every_row_of_the_evidence_is_on_the_card_with_its_role():
    known = {**EVIDENCE, **BIOMARKERS}
    for name in TO_SCORE:
        row = known[name]
        found = [entry for card, entry in CARD.items() if card == name or (name.startswith(SERIES) and card.startswith(name))]
        assert found, name
        assert {entry["role"] for entry in found} == {row["role"]}
    assert all(entry["role"] in validate.SCORED_ROLES for entry in CARD.values())


def test_the_card_is_complete_and_orders_the_misses_first():
    assert set(CARD) == {*WANTED, *WAITING}
    order = [validate.ORDER.index(row["verdict"]) for row in CARD.values()]
    assert order == sorted(order)
    assert all(row["reason"] for row in CARD.values() if row["verdict"] != "inside")


@pytest.mark.parametrize("name", QUICK)
def test_the_card_is_what_the_command_gives_today(name):
    scores = score(run(load([DATA / "evidence" / "trials" / name], registry()), registry()))
    for entry in scores:
        kept = CARD[entry.id]
        assert float(kept["simulated"]) == pytest.approx(entry.simulated, rel=2e-3, abs=2e-3), "run `make validate`"
        assert kept["verdict"] == entry.verdict


@pytest.mark.parametrize("name", [name for name, row in EVIDENCE.items() if name in WANTED and row["delta_sbp"]])
def test_published_numbers_and_intervals_are_those_of_the_evidence(name):
    row, wanted = EVIDENCE[name], WANTED[name][1]
    published = float(row["delta_sbp"])
    people = int(row["n_participants"].split()[0]) if row["n_participants"] else math.inf
    kind = "small" if people < SMALL_TRIAL else "home" if "ambulatory" in row["measure"] or "home" in row["measure"] else "office"
    low, high = (float(row[key]) if row[key] else published for key in ("sbp_ci_low", "sbp_ci_high"))
    assert wanted["value"] == published
    assert wanted["low"] == pytest.approx(min(low, published - LEAST[kind]))
    assert wanted["high"] == pytest.approx(max(high, published + LEAST[kind]))


def test_the_monte_carlo_error_is_small_beside_the_interval():
    for row in CARD.values():
        if row["simulated"] and row["low"]:
            assert float(row["simulated_se"]) < (float(row["high"]) - float(row["low"])) / 4


def test_stand_ins_say_so_on_the_card_and_in_the_file():
    for name, (path, row) in WANTED.items():
        if "class" in EVIDENCE.get(name, {}).get("agent", ""):
            assert "stand-in" in CARD[name]["intervention"], name
            assert "Stand-in" in path.read_text()
            assert row["role"] == EVIDENCE[name]["role"]


def test_every_source_is_in_the_bibliography():
    known = (DATA / "references.bib").read_text()
    keys = {tomllib.loads(path.read_text())["trial"]["source"] for path in validate.trial_files()}
    keys |= {row["source"] for _, row in ALL_RUN if "source" in row}
    keys |= {row["source"] for row in tomllib.loads((DATA / "devices.toml").read_text()).values()} - {"assumption"}
    assert {key for key in keys if f"{{{key}," not in known} == set()


def test_the_page_shows_every_row():
    page = (validate.DOCS / "validation.md").read_text()
    assert all(f"| {name} |" in page for name in CARD)
