"""The rows of `data/`: a parameter, a drug, an output channel. Values are as published; `canonical` converts."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pint

from twin import units
from twin.module import DRIVES

Words = Mapping[str, str]


@dataclass(frozen=True)
class Parameter:
    """One row of data/parameters. `low..high` is the slider, `hard_low..hard_high` what a file may ask for.

    `drive`: what the organs see of a habit, whose change is called `change_label`; `advanced`: folded on the page;
    `status` 'empirical': only the effect's size is known; 'hypothesis': not even that it exists.
    """

    key: str
    group: str
    symbol: str
    unit: str
    default: Any
    label: Words
    source: str
    low: float = math.nan
    high: float = math.nan
    hard_low: float = math.nan
    hard_high: float = math.nan
    step: float = math.nan
    integer: bool = False
    is_list: bool = False
    choices: tuple[str, ...] = ()
    choice_labels: Mapping[str, Words] = field(default_factory=dict)
    at_least: Mapping[str, Any] | None = None
    help: Words = field(default_factory=dict)
    change_label: Words = field(default_factory=dict)
    status: str = "input"
    on_screen: bool = False
    drive: str = ""
    advanced: bool = False

    @property
    def kind(self) -> str:
        """'choice', 'list' or 'number'."""
        return "choice" if self.choices else "list" if self.is_list else "number"

    @property
    def name(self) -> str:
        """The key inside its group."""
        return self.key.rpartition(".")[2]

    def canonical(self) -> float:
        """The default in canonical units."""
        return float(self.default) * units.factor(self.unit)


@dataclass(frozen=True)
class Channel:
    """One output of the twin; `unit` is what the reader sees."""

    name: str
    unit: str
    label: Words
    decimals: int
    low: float
    high: float


def parameter(group: str, name: str, row: Mapping[str, Any]) -> Parameter:
    """A Parameter from its TOML row. Raises KeyError, TypeError or ValueError for a row that is not one."""
    row = dict(row)
    known = {k: row.pop(k) for k in ("symbol", "unit", "label", "source")}
    low, high = row.pop("range", (math.nan, math.nan))
    hard_low, hard_high = row.pop("hard", (low, high))
    physiology = "value" in row
    default = row.pop("value") if physiology else row.pop("default")
    found = Parameter(
        key=f"{group}.{name}" if group != "run" else name,
        group=group,
        default=default,
        low=low,
        high=high,
        hard_low=hard_low,
        hard_high=hard_high,
        is_list=row.pop("list", False),
        choices=tuple(row.pop("choices", ())),
        on_screen=not physiology,
        **known,
        **row,
    )
    check(found)
    return found


def check(row: Parameter) -> None:
    """Raise ValueError for a unit that does not exist or a default outside its range."""
    try:
        units.factor(row.unit)
    except pint.PintError as fault:
        raise ValueError(f"unit {row.unit!r}: {fault}") from fault
    if row.kind == "number" and not row.hard_low <= row.low <= row.high <= row.hard_high:
        raise ValueError("its range is upside down, or not inside its hard limits")
    if row.kind == "number" and not row.hard_low <= row.default <= row.hard_high:
        raise ValueError(f"{row.default} is outside its range")
    if row.drive and row.drive not in DRIVES:
        raise ValueError(f"drive {row.drive!r} is none of {', '.join(DRIVES)}")
