"""The evidence page says what the scorecard says, all of it, in both languages."""

import csv
import math
import tomllib
import warnings

import bibtexparser
import pytest

from dashboard.evidence.card import VERDICTS, rows, totals, translations
from dashboard.evidence.forest import Axis, axes, mark
from dashboard.evidence.page import Filter, groups, number
from dashboard.evidence.references import bibliography, plain, reference
from dashboard.i18n import languages, text_of
from twin.registry import DATA, registry
from twin.trials.expect import verdict
from twin.validate import trial_files

CARD = list(csv.DictReader((DATA / "evidence" / "scorecard.csv").read_text().splitlines()))
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what bibtexparser asks of pyparsing has another name now
    PARSED = bibtexparser.loads((DATA / "references.bib").read_text()).entries


@pytest.fixture(scope="module")
def card():
    return rows(registry())


def test_every_line_of_the_card_is_there_misses_first(card):
    assert sorted(row.id for row in card) == sorted(line["id"] for line in CARD)
    order = [VERDICTS.index(row.verdict) for row in card]
    assert order == sorted(order)
    assert card[0].verdict in ("outside", "near", "inside")


def test_numbers_are_those_of_the_file(card):
    by_id = {line["id"]: line for line in CARD}
    for row in card:
        for name in ("published", "low", "high", "simulated", "simulated_se"):
            text = by_id[row.id][name]
            assert getattr(row, name) == float(text) if text else math.isnan(getattr(row, name))


def test_totals_add_up_to_the_card(card):
    assert sum(sum(counts.values()) for counts in totals(card).values()) == len(CARD)
    for role, counts in totals(card).items():
        for name, count in counts.items():
            assert count == sum(line["role"] == role and line["verdict"] == name for line in CARD)


def test_every_line_has_a_source(card):
    assert [row.id for row in card if row.source is None or not row.source.citation] == []


def test_drugs_are_those_of_the_arms(card):
    drugs = {row.id: row.drugs for row in card}
    assert drugs["LOSHCTZ_LABEL"] == {"losartan", "hydrochlorothiazide"}
    assert drugs["SALT_HE_ALL"] == frozenset()
    assert drugs["IRB150_PRA"] == frozenset()
    assert drugs["LOS_PRESSOR"] == {"losartan"}
    assert {drug for row in card for drug in row.drugs} <= set(registry().drugs)


def possible_words():
    """What the page may have to say: every line, and every reason that a trial file holds ready for a miss."""
    wanted = [row for path in trial_files() for row in tomllib.loads(path.read_text()).get("expect", [])]
    waiting = tomllib.loads((DATA / "evidence" / "not_scored.toml").read_text()).values()
    reasons = {row["reason"] for row in [*wanted, *waiting] if "reason" in row}
    return {"what": {line["intervention"] for line in CARD}, "why": reasons | {line["reason"] for line in CARD} - {""}}


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
@pytest.mark.parametrize("kind", ["what", "why"])
def test_every_line_and_reason_is_translated(language, kind):
    translated, english = translations(language)[kind], possible_words()[kind]
    assert english - translated.keys() == set(), f"add to data/evidence/translations/{language}.toml"
    assert all(words.strip() for words in translated.values())


@pytest.mark.parametrize("entry", PARSED, ids=lambda entry: entry["ID"])
def test_references_are_read_as_a_bibtex_parser_reads_them(entry):
    ours = bibliography()[entry["ID"]]
    theirs = {name: value for name, value in entry.items() if name not in ("ID", "ENTRYTYPE")}
    assert ours.keys() == theirs.keys()
    for name, value in theirs.items():
        assert ours[name] == plain(value.replace("\n", " "))
    assert reference(entry["ID"]).citation


def test_there_are_no_other_references():
    assert bibliography().keys() == {entry["ID"] for entry in PARSED}


@pytest.mark.parametrize(
    ("asked", "keeps"),
    [
        ({"drug": "losartan"}, lambda row: "losartan" in row.drugs),
        ({"drug": "ace-inhibitor"}, lambda row: bool(row.drugs & {"benazepril", "cilazapril", "enalapril"})),
        ({"drug": "none"}, lambda row: not row.drugs),
        ({"verdict": "outside", "role": "VALIDATE"}, lambda row: (row.verdict, row.role) == ("outside", "VALIDATE")),
        ({"drug": "aspirin", "verdict": "<script>"}, lambda row: True),
    ],
)
def test_the_address_filters(card, asked, keeps):
    chosen, classes = Filter.read(asked, registry()), groups(registry())
    kept = [row.id for row in card if chosen.keeps(row, classes)]
    assert kept == [row.id for row in card if keeps(row)]
    assert kept


def test_an_axis_places_and_marks():
    linear, ratios = Axis(-10, 10, False), Axis(0.1, 10, True)
    assert [linear.place(value) for value in (-10, 0, 5, 99)] == [0, 50, 75, 100]
    assert [ratios.place(value) for value in (0, 0.1, 1, 10)] == [0, 0, 50, 100]
    assert linear.no_effect == ratios.no_effect == 50
    assert linear.ticks() == [-10, -5, 0, 5, 10]
    assert ratios.ticks()[0] == pytest.approx(0.1)
    assert len(ratios.ticks()) <= 6


def test_the_picture_agrees_with_the_verdict(card):
    """Where a circle lies outside its bar, the file says so too."""
    along = axes(card)
    drawn = [row for row in card if row.verdict != "not scored"]
    for row in drawn:
        found = mark(row, along[row.unit])
        assert verdict(row.simulated, row.low, row.high) == row.verdict
        if row.verdict == "outside":
            assert not found.interval[0] < found.simulated < found.interval[1]
    assert len(drawn) > 100


@pytest.mark.parametrize(("value", "shown"), [(-8.51922, "−8.52"), (130, "130"), (0.05, "0.05"), (0, "0"), (1234.5, "1,234")])
def test_numbers_have_three_digits(value, shown):
    assert number(value, text_of("en")) == shown


@pytest.mark.parametrize("language", languages())
def test_the_page_shows_all_of_it(client, language):
    page = client.get(f"/evidence?language={language}").text
    assert f'<html lang="{language}"' in page
    assert all(f'<tr id="{line["id"]}"' in page for line in CARD)
    text = text_of(language)
    assert text("evidence.count", shown=len(CARD), all=len(CARD)) in page
    assert page.count("tag-hypothesis") == sum(row.status == "hypothesis" for row in registry().parameters.values())


def test_the_choice_stands_in_the_address_and_the_language_is_remembered(client):
    answer = client.get("/evidence?drug=losartan&verdict=outside&language=it")
    assert '<option value="losartan" selected>' in answer.text
    assert "drug=losartan&amp;verdict=outside&amp;language=en" in answer.text
    assert client.get_cookie("language").value == "it"
    assert '<html lang="it"' in client.get("/evidence").text


def test_nothing_typed_into_the_address_comes_back_as_markup(client):
    assert "<script>x" not in client.get("/evidence?drug=<script>x&language=<script>x&q=<script>x").text


def test_every_drug_has_a_way_to_its_trials(client):
    layout = client.get("/_dash-layout").text
    for name in registry().drugs:
        assert f'evidence?drug={name}"' in layout
