"""One canonical unit per dimension; published units are converted to it once, at load.

Inside the twin: h, dm, L (= dm³), mg, mmol, mmHg and their products. Pressure is kept in mmHg, not in mg/(dm h²).
"""

from functools import cache

import pint

BASE = {"[time]": "h", "[length]": "dm", "[mass]": "mg", "[substance]": "mmol"}
WITH_PRESSURE = ("mmHg", "1/mmHg", "L/mmHg", "mmHg*h/L")
SPELLED = {"mL/min/1.73 m²": "mL/min/(1.73*m^2)", "bpm": "1/min", "ratio": "1", "1": "dimensionless", "%": "percent"}


@cache
def _pint() -> pint.UnitRegistry:
    return pint.UnitRegistry(cache_folder=None)


def _quantity(unit: str) -> pint.Quantity:
    return _pint().Quantity(1, "dimensionless") * _pint().parse_expression(SPELLED.get(unit, unit))


@cache
def dimension(unit: str) -> dict[str, float]:
    """Exponents of mass, length, time and substance. Raises pint.UndefinedUnitError for a unit that does not exist."""
    return {name: float(str(power)) for name, power in _quantity(unit).dimensionality.items()}


@cache
def canonical(unit: str) -> str:
    """The canonical unit of the same dimension, as text for pint."""
    for candidate in WITH_PRESSURE:
        if dimension(unit) == dimension(candidate):
            return candidate
    powers = [f"{BASE[name]}**{power:g}" for name, power in sorted(dimension(unit).items())]
    return " * ".join(powers) or "1"


@cache
def factor(unit: str) -> float:
    """Multiply a value in `unit` by this to have it in its canonical unit."""
    return float(_quantity(unit).m_as(_quantity(canonical(unit)).units))


def scale(unit: str, sizes: dict[str, float]) -> float:
    """How a quantity in `unit` grows when the base units shrink by `sizes` (for the homogeneity test)."""
    result = 1.0
    for name, power in dimension(unit).items():
        result *= sizes[name] ** power
    return result
