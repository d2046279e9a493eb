"""Units as the reader wants them: data/display_units.toml says which, the twin goes on counting in its own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dashboard.controls import Control
from dashboard.figures.rescale import rescaled
from dashboard.figures.style import Figure
from dashboard.i18n import Text
from dashboard.kpis import PRESSURES, Kpi
from dashboard.scenario import Values, number
from twin.registry import DATA, registry
from twin.rows import Channel

Units = frozenset[str]  # the quantities shown in their other unit
COUNTED: Units = frozenset()
PER_MILLE = 1000  # pg/mL over g/mol is nmol/L


@dataclass(frozen=True)
class Quantity:
    """One choice: `factors` by the name of a channel or parameter."""

    name: str
    label: Mapping[str, str]
    choices: Mapping[str, list[str]]
    unit: str
    factors: Mapping[str, float]
    decimals: int
    step: float
    grain: float


@cache
def quantities() -> dict[str, Quantity]:
    rows = tomllib.loads((DATA / "display_units.toml").read_text("utf-8"))
    return {name: _quantity(name, row) for name, row in rows.items()}


def _quantity(name: str, row: Mapping[str, Any]) -> Quantity:
    masses = row.get("molar_mass_g_mol", {})
    factors = {one: PER_MILLE / _mass(masses[one]) if one in masses else float(row["factor"]) for one in row["names"]}
    return Quantity(
        name, row["label"], row["choices"], row["units"][1], factors, row["decimals"], row.get("step", 1), row.get("grain", 1)
    )


def _mass(told: Any) -> float:
    return float(registry().parameters[told].default if isinstance(told, str) else told)


def units_of(asked: Any) -> Units:
    """Known quantities out of whatever was asked: a list, or a cookie's 'pressure.sodium'."""
    named = asked.split(".") if isinstance(asked, str) else asked if isinstance(asked, list | tuple | frozenset) else []
    return frozenset(name for name in named if isinstance(name, str) and name in quantities())


def quantity_of(name: str, units: Units) -> Quantity | None:
    """What a channel or parameter is shown as, or None where it stays as counted."""
    return next((quantities()[one] for one in sorted(units) if name in quantities()[one].factors), None)


def unit_of(row: Channel, units: Units, text: Text) -> str:
    other = quantity_of(row.name, units)
    return text.unit(other.unit if other else row.unit)


def _measured(key: str) -> str:
    """The name that decides about a control's unit: 'habit.sodium_mmol_day.change' is about sodium_mmol_day."""
    return next((part for part in key.split(".") if any(part in one.factors for one in quantities().values())), "")


def control_in(control: Control, units: Units, text: Text) -> Control:
    """A control in the reader's unit."""
    name = "" if control.key.endswith("from_day") else _measured(control.key)
    other = quantity_of(name, units)
    if other is None:
        return control
    factor, decimals = other.factors[name], len(f"{other.step:g}".partition(".")[2])
    low, high = (round(edge * factor, decimals) for edge in (control.low, control.high))
    return replace(control, low=low, high=high, step=other.step, unit=text.unit(other.unit), factor=factor)


def as_counted(values: Values, units: Units) -> dict[str, Any]:
    """What stands on the page, numbers in the twin's own units; what is no number stays for the registry to refuse."""
    lists = tuple(f".{row.name}" for row in registry().parameters.values() if row.is_list)
    return {key: value if key.endswith(lists) else _counted(key, number(value), units) for key, value in values.items()}


def _counted(key: str, value: Any, units: Units) -> Any:
    name = "" if key.endswith("from_day") or not units else _measured(key)
    other = quantity_of(name, units)
    if other is None or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return number(f"{other.grain * round(value / other.factors[name] / other.grain):g}")


def kpi_in(kpi: Kpi, name: str, units: Units, text: Text) -> Kpi:
    """One key number in the reader's unit."""
    other = quantity_of(name, units)
    if other is None:
        return kpi
    factor = other.factors[name]
    values, against = (tuple(factor * one for one in many) for many in (kpi.values, kpi.against))
    decimals = kpi.decimals + other.decimals
    return replace(kpi, values=values, against=against, unit=text.unit(other.unit), decimals=decimals)


def kpis_in(kpis: list[Kpi], panels: tuple[str, ...], units: Units, text: Text) -> list[Kpi]:
    """Pressures first, then one for each panel."""
    if not units:
        return kpis
    first = len(kpis) - len(panels)
    names = [PRESSURES[0] if kpi.unit == "mmHg" else "" for kpi in kpis[:first]] + list(panels)
    return [kpi_in(kpi, name, units, text) for kpi, name in zip(kpis, names, strict=True)]


def figure_in(figure: Figure, name: str, units: Units, text: Text) -> Figure:
    """A chart of a channel in the reader's unit."""
    other = quantity_of(name, units)
    return figure if other is None else rescaled(figure, other.factors[name], text.unit(other.unit), other.decimals)
