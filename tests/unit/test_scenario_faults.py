"""Everything wrong with a scenario is told at once, by name, with what is allowed, in both languages; nothing else is ever raised."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.registry import registry
from twin.scenario import InputError

ROWS = registry().parameters
NUMBERS = [row for row in ROWS.values() if row.group in ("patient", "life") and row.kind == "number"]
PLAN = [row for row in ROWS.values() if row.group == "drug"]


def faults(raw, language="en") -> dict[str, object]:
    with pytest.raises(InputError) as caught:
        registry().parse(raw, language)
    found = {fault.name: fault for fault in caught.value.faults}
    assert len(found) == len(caught.value.faults), "a name twice"
    return found


def scenario(row, value) -> dict:
    if row.group == "drug":
        return {"drug": [{"drug": "losartan", "dose_mg": 50, row.name: value}]}
    return {row.group: {row.name: value}} if row.group != "run" else {row.name: value}


def name_of(row) -> str:
    return f"drug[0].{row.name}" if row.group == "drug" else row.key


ODD = [True, False, "70", math.nan, math.inf, -math.inf, 10**400, -(10**400), [], {}, [50], "", b"70", 1j, object()]


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:12])
@pytest.mark.parametrize(
    "row", [*NUMBERS, ROWS["horizon_days"], *(r for r in PLAN if r.kind == "number")], ids=lambda row: row.key
)
def test_what_is_no_number_is_refused_by_name(row, value):
    assert name_of(row) in faults(scenario(row, value))


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.key)
@pytest.mark.parametrize("language", ["en", "it"])
def test_a_value_outside_says_what_is_allowed(row, language):
    for value in (row.hard_low - 1, row.hard_high + 1):
        fault = faults(scenario(row, value), language)[row.key]
        assert f"{row.hard_low:g}" in fault.allowed
        assert f"{row.hard_high:g}" in fault.allowed
        assert fault.allowed in fault.message
        assert row.key in fault.message


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.key)
def test_the_limits_themselves_are_allowed(row):
    for value in (row.hard_low, row.hard_high):
        raw = scenario(row, value)
        raw.setdefault("patient", {})
        if row.name == "sbp_mmHg":
            raw["patient"]["dbp_mmHg"] = ROWS["patient.dbp_mmHg"].hard_low
        if row.name == "dbp_mmHg":
            raw["patient"]["sbp_mmHg"] = ROWS["patient.sbp_mmHg"].hard_high
        registry().parse(raw)


WRONG = {
    "horizon_days": 0,
    "weather": "fine",
    "patient": {"age_years": 7, "sex": "unknown", "shoe_size": 43, "sbp_mmHg": 100, "dbp_mmHg": 95},
    "life": {"sodium_mmol_day": "much"},
    "drug": [{"drug": "aspirin", "dose_mg": 1}, {"drug": "losartan", "dose_mg": 9999, "every_h": 1}, 5, {"dose_mg": 5}],
    "habit": [
        {"key": "smoking", "value": 1},
        {"key": "sodium_mmol_day", "value": 1, "factor": 2},
        {"key": "sodium_mmol_day", "factor": 100},
    ],
}
NAMES = {
    "horizon_days",
    "weather",
    "patient.age_years",
    "patient.sex",
    "patient.shoe_size",
    "patient.sbp_mmHg",
    "life.sodium_mmol_day",
    "drug[0].drug",
    "drug[1].dose_mg",
    "drug[1].every_h",
    "drug[2]",
    "drug[3].drug",
    "habit[0].key",
    "habit[1]",
}


def test_every_fault_at_once():
    assert set(faults(WRONG)) >= NAMES


def test_both_languages_tell_the_same_faults_in_other_words():
    english, italian = faults(WRONG), faults(WRONG, "it")
    assert set(english) == set(italian)
    assert all(english[name].message != italian[name].message for name in NAMES)


def test_an_unknown_language_falls_back():
    assert faults(WRONG, "tlh").keys() == faults(WRONG).keys()


@pytest.mark.parametrize(
    "raw", [[], 5, "x", True, {"patient": []}, {"drug": {}}, {"habit": "x"}, {"drug": "losartan"}, {"life": 5}]
)
def test_wrong_shapes_are_refused(raw):
    assert faults(raw)


def test_drug_and_dose_are_asked_for():
    assert set(faults({"drug": [{}]})) == {"drug[0].drug"}
    assert set(faults({"drug": [{"drug": "losartan"}]})) == {"drug[0].dose_mg"}


def test_too_many_entries_are_refused_unread():
    assert set(faults({"drug": [{"drug": "losartan", "dose_mg": 1}] * 1000})) == {"drug"}


def test_half_hours_only():
    assert "drug[0].first_dose_h" in faults({"drug": [{"drug": "losartan", "dose_mg": 50, "first_dose_h": 8.25}]})
    assert "drug[0].from_day" in faults({"drug": [{"drug": "losartan", "dose_mg": 50, "from_day": 1.5}]})


def test_a_message_is_short_whatever_came():
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    for odd in ("x" * 10**6, 10**6000, [0] * 10**5, {"k" * 10**5: 1}, deep):
        for fault in faults({"patient": {"age_years": odd, "sex": odd}, "drug": [{"drug": odd, "dose_mg": odd}]}).values():
            assert len(fault.message) < 300


KEYS = st.sampled_from(
    [
        *(row.name for row in ROWS.values()),
        "patient",
        "life",
        "drug",
        "habit",
        "condition",
        "key",
        "what",
        "value",
        "change",
        "factor",
        "dose_mg",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([10**400, "losartan", "sodium_mmol_day", "weight_kg", "diet", "dash", "sars_cov_2", "male"])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=6),
    max_leaves=40,
)


def outcome(raw, language: str = "en") -> list:
    """Faults, or none; anything else that is raised fails the test."""
    try:
        registry().parse(raw, language)
    except InputError as error:
        return error.faults
    return []


@given(JSON)
def test_parse_raises_nothing_but_an_input_error(raw):
    known = not isinstance(raw, dict) or set(raw) <= {"horizon_days", "patient", "life", "drug", "habit", "condition"}
    found = outcome(raw)
    assert found or (known and (raw is None or isinstance(raw, dict)))


PART = st.dictionaries(KEYS, LEAVES | st.lists(LEAVES, max_size=3), max_size=6)
PARTS = st.lists(PART, max_size=3)


@given(st.fixed_dictionaries({}, optional={"patient": PART, "life": PART, "drug": PARTS, "habit": PARTS, "condition": PARTS}))
def test_nor_for_almost_right_scenarios(raw):
    assert all(fault.name and fault.message for fault in outcome(raw, "it"))
