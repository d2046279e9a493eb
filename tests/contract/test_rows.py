"""Every row of data/parameters and data/channels: examined as found."""

import re
import tomllib

import pint
import pytest

from tests.contract.found import FOLDER, PHYSIOLOGY, ROWS, cited, references
from twin import units
from twin.module import DRIVES, TARGETS
from twin.registry import DATA, registry

LANGUAGES = {"en", "it"}
GROUPS = {"patient", "life", "drug", "condition", "run"}
BEHIND = {"sars_cov_2", "meal", "heartbeat"}  # numbers of what is neither an organ nor a section of the page
PUBLIC = """
    sbp_mmHg dbp_mmHg map_mmHg heart_rate_bpm cardiac_output_L_min stroke_volume_mL tpr_mmHg_min_L blood_volume_L ecf_volume_L
    gfr_mL_min sodium_excretion_mmol_day pra_ng_mL_h prc_pg_mL angiotensinogen_nmol_L ang_i_pg_mL ang_ii_pg_mL ang_1_7_pg_mL
    at1r_bound_ratio at2r_bound_ratio ace2_ratio ace_activity_ratio aldosterone_pg_mL sympathetic_ratio
"""  # fixed by the public interface

every_row = pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
every_channel = pytest.mark.parametrize("channel", registry().channels.values(), ids=registry().channels)


@every_row
def test_default_lies_in_range_and_range_in_hard_limits(row):
    if row.choices:
        assert row.default in row.choices
        assert set(row.choice_labels) == set(row.choices)
    else:
        assert row.hard_low <= row.low <= row.high <= row.hard_high
        defaults = row.default if row.is_list else [row.default]
        assert all(row.hard_low <= value <= row.hard_high for value in defaults)


@every_row
def test_default_lies_on_the_slider(row):
    if row.on_screen and not row.choices and not row.is_list and row.name != "to_day":
        assert row.low <= row.default <= row.high
        assert ((row.default - row.low) / row.step) % 1 in (0, pytest.approx(0, abs=1e-9), pytest.approx(1))


@every_row
def test_unit_is_known_and_converts(row):
    assert units.factor(row.unit) > 0
    units.dimension(units.canonical(row.unit))
    assert units.dimension(row.unit) == pytest.approx(units.dimension(units.canonical(row.unit)))


@every_row
def test_source_resolves_once(row):
    assert references()[row.source] == 1


@every_row
def test_labels_are_there_in_every_language(row):
    words = [row.label, *row.choice_labels.values(), *(word for word in (row.help, row.change_label) if word)]
    for word in words:
        assert set(word) == LANGUAGES
        assert all(text.strip() for text in word.values())


@every_row
def test_status_is_honest(row):
    """What is called published names a publication; an assumption that has a source says so by its status."""
    if row.status in ("published", "linearised") and row.symbol != "T_day":
        assert row.source != "assumption"
        assert not row.source.startswith("twin_")
    if row.source == "assumption" and row.key in PHYSIOLOGY and row.symbol != "T_day":
        assert row.status == "assumption"


@every_row
def test_a_habit_names_its_drive_and_its_change(row):
    assert bool(row.drive) == bool(row.change_label)
    if row.status in ("empirical", "hypothesis"):
        assert row.help


def test_every_drive_but_the_blocks_comes_from_a_habit_or_an_infection():
    habits = [row.drive for row in registry().habits.values()]
    assert sorted([*habits, "viral_load"]) == sorted(name for name in DRIVES if "block" not in name)


def test_symbols_are_unique_inside_a_group():
    for group in {row.group for row in ROWS.values()}:
        symbols = [row.symbol for row in ROWS.values() if row.group == group]
        assert len(symbols) == len(set(symbols)), group


def test_every_group_is_an_organ_or_on_the_screen():
    assert {row.group for row in ROWS.values() if row.key not in PHYSIOLOGY} == GROUPS | BEHIND
    assert set(registry().groups) == GROUPS


def test_the_public_channels_are_all_there():
    assert set(PUBLIC.split()) <= set(registry().channels)


@every_channel
def test_channel_is_complete(channel):
    assert units.factor(channel.unit) > 0
    assert set(channel.label) == LANGUAGES
    assert channel.low < channel.high
    assert channel.decimals >= 0


@every_channel
def test_the_name_of_a_channel_carries_its_unit(channel):
    of_names = {
        "mL": "mL",
        "pg_mL": "pg/mL",
        "ng_mL": "ng/mL",
        "L_min": "L/min",
        "mL_min": "mL/min",
        "mmHg": "mmHg",
        "bpm": "bpm",
    }
    of_names |= {
        "mmol_day": "mmol/day",
        "ng_mL_h": "ng/mL/h",
        "nmol_L": "nmol/L",
        "mmol_L": "mmol/L",
        "pmol_L": "pmol/L",
        "ratio": "ratio",
        "mmHg_min_L": "mmHg*min/L",
        "L": "L",
    }
    ending = max((name for name in of_names if channel.name.endswith(f"_{name}")), key=len)
    assert of_names[ending] == channel.unit


def test_every_source_in_data_resolves_and_every_reference_is_used():
    used = set()
    for path in DATA.rglob("*.toml"):
        used |= set(re.findall(r'source\s*=\s*"([^"]+)"', path.read_text()))
    docstrings = cited("".join(path.read_text() for path in FOLDER.rglob("*.py")))
    assert used <= set(references())
    assert docstrings <= set(references())
    assert set(references()) <= used | docstrings | {"assumption"} | in_evidence(), "references that nothing uses"


def in_evidence() -> set[str]:
    """Keys named in tables of evidence."""
    text = "".join(path.read_text() for path in (DATA / "evidence").rglob("*") if path.suffix in (".csv", ".toml"))
    return {key for key in references() if key in text}


def test_references_parse_and_none_is_given_twice():
    assert references()
    assert max(references().values()) == 1
    text = (DATA / "references.bib").read_text()
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.toml")), ids=lambda path: str(path.relative_to(DATA)))
def test_every_toml_file_parses(path):
    assert tomllib.loads(path.read_text())


def test_an_unknown_unit_is_refused():
    with pytest.raises(pint.UndefinedUnitError):
        units.dimension("furlongs_per_fortnight_of_mercury")


def test_targets_are_named_once():
    assert len(TARGETS) == len(set(TARGETS))
