import numpy as np
import pint
import pytest

from dashboard.answer import Asked
from dashboard.callbacks import commit
from dashboard.controls import controls
from dashboard.figures.rescale import rescaled
from dashboard.i18n import languages, text_of
from dashboard.kpis import Kpi
from dashboard.look import Look, look_of
from dashboard.presets import cases
from dashboard.quantities import as_counted, control_in, kpi_in, quantities, units_of
from dashboard.scenario import values_of
from dashboard.widgets import shown
from twin.registry import registry

ALL = frozenset(quantities())
TEXT = text_of("it")
PLAIN = pint.UnitRegistry()


def test_factors_are_those_of_the_units():
    known = {name: one.factors for name, one in quantities().items()}
    assert known["pressure"]["sbp_mmHg"] == pytest.approx(PLAIN.Quantity(1, "mmHg").to("kPa").magnitude, rel=1e-5)
    assert known["sodium"]["sodium_mmol_day"] * 100 == pytest.approx(5.844)
    assert known["hormones"]["ang_ii_pg_mL"] * 1046.2 == pytest.approx(1000)


def test_every_name_is_a_channel_or_a_parameter_of_that_unit():
    units = {name: row.unit for name, row in registry().channels.items()}
    units |= {row.name: row.unit for row in registry().parameters.values() if row.on_screen}
    for one in quantities().values():
        assert set(one.factors) <= set(units)
        assert len({units[name] for name in one.factors}) == 1
        assert set(one.label) == set(one.choices) == set(languages())


@pytest.mark.parametrize("name", cases())
def test_a_switch_there_and_back_changes_no_value(name):
    values = values_of(cases()[name].scenario, registry())
    on_page = {
        control.key: shown(control, values[control.key], TEXT)
        for control in (control_in(one, ALL, TEXT) for one in controls(registry(), TEXT))
    }
    assert as_counted(on_page, ALL) == as_counted(values, frozenset())


@pytest.mark.parametrize("key", ["patient.sbp_mmHg", "patient.dbp_mmHg", "life.sodium_mmol_day", "habit.sodium_mmol_day.change"])
def test_every_step_of_a_slider_is_counted_back(key):
    (plain,) = [one for one in controls(registry(), TEXT) if one.key == key]
    other = control_in(plain, ALL, TEXT)
    for value in np.arange(plain.low, plain.high + 1):
        assert as_counted({key: shown(other, value, TEXT)}, ALL)[key] == value
    assert other.low < other.high
    assert other.unit != plain.unit


def test_first_days_and_what_is_no_number_are_left_alone():
    values = {"habit.sodium_mmol_day.from_day": "3", "patient.sbp_mmHg": "high", "drug.benazepril.missed_days": "3, 5"}
    assert as_counted(values, ALL) == values | {"habit.sodium_mmol_day.from_day": 3}


def test_answer_in_other_units_is_the_same_answer(service, values):
    plain = commit(service, Asked.read({"values": values, "view": {}, "language": "en"}), None, None)
    page = values | {"patient.sbp_mmHg": "20.8", "patient.dbp_mmHg": "12.8", "life.sodium_mmol_day": "9.35"}
    other = commit(service, Asked.read({"values": page, "view": {"units": sorted(ALL)}, "language": "en"}), None, None)
    assert other["answer"]["values"] == plain["answer"]["values"]
    assert "kPa" in other["message"]
    assert "pmol/L" in other["message"]
    assert other["figures"][0]["layout"]["meta"]["unit"] == "kPa"


def test_a_chart_in_another_unit_keeps_its_marks_in_place():
    line = {"y": np.array([100.0, 200.0]), "hovertemplate": "%{y:.0f} mmHg"}
    marks = {"y": [0, 1], "yaxis": "y2"}
    layout = {
        "meta": {"x": "day", "unit": "mmHg", "decimals": 0},
        "yaxis": {"range": [50, 250], "dtick": 20},
        "shapes": [{"yref": "y", "y0": 120, "y1": 129}, {"yref": "paper", "y0": 0, "y1": 1}],
        "annotations": [{"yref": "y", "y": 125, "text": "120–129"}, {"yref": "y", "y": 125, "text": "SBP"}],
    }
    found = rescaled({"data": [line, marks], "layout": layout}, 0.1, "kPa", 1)
    assert list(found["data"][0]["y"]) == [10, 20]
    assert found["data"][0]["hovertemplate"] == "%{y:,.1f} kPa"
    assert found["data"][1] == marks
    assert found["layout"]["yaxis"]["range"] == [5, 25]
    assert [shape["y0"] for shape in found["layout"]["shapes"]] == [12, 0]
    assert [note["text"] for note in found["layout"]["annotations"]] == ["120–129 mmHg", "SBP"], "as published, with its unit"
    assert line["hovertemplate"] == "%{y:.0f} mmHg"


def test_percent_changes_do_not_depend_on_the_unit():
    kpi = Kpi("x", "pg/mL", 0, (50.0,), (100.0,), is_percent=True)
    assert kpi_in(kpi, "aldosterone_pg_mL", ALL, TEXT).change(TEXT) == kpi.change(TEXT)


@pytest.mark.parametrize("asked", [None, 3, {}, "x.y", [3, None], ["nothing"], "pressure.nothing"])
def test_unknown_units_are_ignored(asked):
    assert units_of(asked) <= {"pressure"}


@pytest.mark.parametrize("asked", [{}, {"case": 3, "panels": "x", "day": -1, "span": []}, {"panels": [1, 2, 3], "units": 5}])
def test_any_look_can_be_drawn(asked):
    assert look_of(asked) == Look()
