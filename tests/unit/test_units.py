"""Published units become one canonical unit per dimension."""

import math

import pint
import pytest

from twin import units


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1, "day", 24),
        (1, "kg", 1e6),
        (1, "mL", 1e-3),
        (1, "L", 1),
        (1, "m^2", 100),
        (1, "ng/mL", 1e-3),
        (1, "pg/mL", 1e-6),
        (61, "pmol/L/h", 61e-9),
        (60, "bpm", 3600),
        (1, "mL/min/1.73 m²", 0.06 / 173),
        (5, "%", 0.05),
        (3, "ratio", 3),
        (1, "mmHg", 1),
        (20, "mmHg*min/L", 20 / 60),
        (0.5, "1/mmHg", 0.5),
        (1296.5, "g/mol", 1296.5),
        (1, "year", 8766),
    ],
)
def test_a_published_value_in_canonical_units(value, unit, expected):
    assert value * units.factor(unit) == pytest.approx(expected, rel=1e-12)


def test_pressure_stays_in_mmhg():
    assert units.canonical("kPa") == "mmHg"
    assert units.factor("kPa") == pytest.approx(7.50062, rel=1e-5)


def test_dimensionless_is_one():
    assert units.canonical("1") == units.canonical("ratio") == units.canonical("%") == "1"


def test_an_unknown_unit_is_refused():
    with pytest.raises(pint.UndefinedUnitError):
        units.factor("mmhg_of_water")


def test_scale_is_a_product_of_powers():
    sizes = {"[mass]": 2.0, "[length]": 3.0, "[time]": 5.0, "[substance]": 7.0}
    assert units.scale("mmol/L/h", sizes) == pytest.approx(7 / 27 / 5)
    assert units.scale("mmHg", sizes) == pytest.approx(2 / 3 / 25)
    assert units.scale("mmHg*h/L", sizes) == pytest.approx(units.scale("mmHg", sizes) * 5 / 27)
    assert math.isclose(units.scale("1", sizes), 1)
