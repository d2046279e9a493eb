"""The constants that are fitted (data/calibration.toml), the model in which they are free, and how values reach a run."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from twin.compose import Model, compose, discover
from twin.registry import DATA, Registry
from twin.units import factor

FILE = DATA / "calibration.toml"
BLOCK_UNITS = {"c50_ng_mL": "ng/mL", "hill": "1", "effect_delay_per_h": "1/h"}  # what may be fitted of a drug

CALIBRATED = "calibrated"  # status of a row of data/parameters


@dataclass(frozen=True)
class Unknown:
    """A constant to fit, as published: `value` is today's in data/. `place` is the organ and symbol of a row, '' for a drug's."""

    key: str
    place: str
    unit: str
    value: float
    low: float
    high: float
    prior: float
    weight: float
    why: str
    habit: str = ""

    @property
    def drug(self) -> str:
        """The drug whose block it describes; '' for a row of an organ."""
        return "" if self.place else self.key.partition(".")[0]

    @property
    def field(self) -> str:
        """The name after the dot."""
        return self.key.partition(".")[2]


def read(source: Registry, file: Path = FILE) -> list[Unknown]:
    """Every unknown. Raises ValueError naming the key that does not fit."""
    found = []
    for key, row in tomllib.loads(file.read_text()).items():
        try:
            found.append(_unknown(key, source, **row))
        except (TypeError, ValueError) as fault:
            raise ValueError(f"{file.name}: {key}: {fault}") from fault
    for one in found:
        if not 0 < one.low < one.high or not one.low <= one.prior <= one.high or one.weight < 0:
            raise ValueError(f"{file.name}: {one.key}: needs 0 < low ≤ prior ≤ high and a weight of 0 or more")
        if not one.low <= one.value <= one.high:
            raise ValueError(f"{file.name}: {one.key}: {one.value:g} in data/ is outside {one.low:g} to {one.high:g}")
    return found


def _unknown(
    key: str,
    source: Registry,
    prior: float,
    weight: float,
    why: str,
    bounds: tuple[float, float] | None = None,
    habit: str = "",
) -> Unknown:
    owner, _, field = key.partition(".")
    if owner in source.drugs and field in BLOCK_UNITS and bounds:
        value = float(getattr(source.drugs[owner].block, field))
        return Unknown(key, "", BLOCK_UNITS[field], value, *bounds, prior, weight, why, habit)
    row = source.parameters.get(key)
    if row is None or owner not in discover():
        raise ValueError("neither a row of an organ nor, with bounds, the block of a drug")
    low, high = bounds or (row.low, row.high)
    return Unknown(key, f"{owner}.{row.symbol}", row.unit, float(row.default), low, high, prior, weight, why, habit)


def elsewhere(unknowns: Sequence[Unknown], source: Registry) -> list[str]:
    """Rows that are called calibrated and are not among the unknowns."""
    known = {one.key for one in unknowns}
    return [row.key for row in source.parameters.values() if row.status == CALIBRATED and row.key not in known]


def loose(unknowns: Sequence[Unknown], source: Registry) -> Model:
    """The twin with the unknowns' rows free, so that one compiled engine serves every value of them."""
    return compose(discover(), source, tuple(one.place for one in unknowns if one.place))


def free_values(unknowns: Sequence[Unknown], values: Sequence[float]) -> dict[str, float]:
    """What each patient brings along: free rows by place, in canonical units."""
    return {one.place: value * factor(one.unit) for one, value in zip(unknowns, values, strict=True) if one.place}


def with_drugs(unknowns: Sequence[Unknown], values: Sequence[float], source: Registry) -> Registry:
    """A copy of the registry in which the drugs have these values."""
    fields: dict[str, dict[str, float]] = {}
    for one, value in zip(unknowns, values, strict=True):
        if one.drug:
            fields.setdefault(one.drug, {})[one.field] = value
    return replace(source, drugs={**source.drugs, **_changed(fields, source)})


def _changed(fields: Mapping[str, dict], source: Registry) -> dict:
    return {
        name: replace(source.drugs[name], block=replace(source.drugs[name].block, **changes)) for name, changes in fields.items()
    }
