"""One evaluation of every organ at a random point of the box; and the same point told in other units: nothing else may change."""

import random
from dataclasses import replace
from functools import cached_property

import torch

from benchmarks.reliability.figure import Figure, Measured, count
from twin.compose import model
from twin.module import DRIVES, READ_OUT
from twin.registry import registry
from twin.units import factor, scale

NUMBER, RESCALINGS, SAME = 3, 20, 1e-9
PATIENTS = 64
SMALLEST = 1e-30  # what is less than this is rounding about zero
DIMENSIONS = ("[mass]", "[length]", "[time]", "[substance]")


class World:
    """Random people, states near their rest, random blocks and hours; rows at their values or anywhere in their ranges."""

    def __init__(self, seed: int = 0, vary_rows: bool = False):
        self.random = random.Random(seed)
        self.vary_rows = vary_rows
        self.sizes = {name: 10 ** self.random.uniform(-1, 1) for name in DIMENSIONS}
        self.model = replace(model(), rows={name: self.row_values(name) for name in model().organs})
        self.patient = {symbol: self.draw(symbol) for symbol in registry().patient_symbols()}
        self.shares = {name: self.spread(0, 0.9) for name in DRIVES}
        self.nudges = {state: self.spread(-0.3, 0.3) for state in self.model.states}
        self.seen = {name: self.spread(0, 24 if name == "clock" else 1) for name in READ_OUT}

    def factor(self, unit: str) -> float:
        """What a quantity in this unit is multiplied by here."""
        return 1.0

    def spread(self, low: float, high: float) -> torch.Tensor:
        return torch.tensor([self.random.uniform(low, high) for _ in range(PATIENTS)], dtype=torch.float64)

    def row_values(self, organ: str) -> dict[str, float]:
        values = {}
        for row in registry().group(organ).values():
            at = self.random.uniform(row.low, row.high) if self.vary_rows else row.default
            values[row.symbol] = at * factor(row.unit) * self.factor(row.unit)
        return values

    def draw(self, symbol: str) -> torch.Tensor:
        if symbol == "female":
            return self.spread(0, 1).round()
        rows = (*registry().group("patient").values(), *registry().group("life").values())
        row = next(row for row in rows if row.symbol == symbol)
        low, high = (row.low, row.high) if row.name != "sbp_mmHg" else (150, 200)
        return self.spread(low, high) * factor(row.unit) * self.factor(row.unit)

    @cached_property
    def constants(self) -> torch.Tensor:
        return self.model.constants(self.patient)

    @cached_property
    def personal(self) -> dict[str, torch.Tensor]:
        return dict(zip(self.model.personal, self.constants.unbind(0), strict=True))

    @cached_property
    def known(self) -> dict[str, torch.Tensor]:
        """States, drives, signals and what read-outs see."""
        rest = dict(zip(self.model.states, self.model.rest(self.constants).unbind(0), strict=True))
        units = {name: state.unit for organ in self.model.organs.values() for name, state in organ.states.items()}
        y = [self.moved(rest[name], self.nudges[name], self.factor(units[name])) for name in self.model.states]
        drives = [self.shares[name] * self.factor(unit) * (10 if name == "sodium_intake" else 1) for name, unit in DRIVES.items()]
        known, _ = self.model._signals(y, self.constants.unbind(0), drives)
        return known | {name: self.seen[name] * self.factor(unit) for name, unit in READ_OUT.items()}

    def moved(self, rest: torch.Tensor, nudge: torch.Tensor, size: float) -> torch.Tensor:
        """A state away from its rest: by a share of it, or by a part of its unit where it rests at zero."""
        return torch.where(rest == 0, nudge * size, rest * (1 + nudge))

    def each(self, what: str) -> dict[str, dict]:
        """Results of one function of every organ."""
        found = {}
        for name, organ in self.model.organs.items():
            function = getattr(organ, what)
            scope = self.model._scope(organ, self.known)
            found[name] = function(scope, self.model._parameters(name, self.personal)) if function else {}
        return found

    @cached_property
    def baseline(self) -> dict[str, dict]:
        organs = self.model.organs.items()
        return {name: {key: self.personal[key] for key in organ.baseline_gives} for name, organ in organs}

    @cached_property
    def signals(self) -> dict[str, dict]:
        return self.each("signals")

    @cached_property
    def rates(self) -> dict[str, dict]:
        return self.each("rates")

    @cached_property
    def readout(self) -> dict[str, dict]:
        return self.each("readout")


class Scaled(World):
    """The same world in other units of mass, length, time and substance."""

    def factor(self, unit: str) -> float:
        return scale(unit, self.sizes)

    def units(self, name: str) -> dict[str, dict[str, str]]:
        """Declared unit of everything an organ gives."""
        organ = self.model.organs[name]
        return {
            "baseline": dict(organ.baseline_gives),
            "signals": dict(organ.gives),
            "rates": {state: f"{row.unit}/h" for state, row in organ.states.items()},
            "readout": {channel: registry().channels[channel].unit for channel in organ.channels},
        }


def gaps(name: str, seed: int) -> dict[tuple[str, str], float]:
    """For everything an organ gives, the largest relative difference from its unit's rescaling."""
    plain, other, found = World(seed), Scaled(seed), {}
    for kind, units in other.units(name).items():
        for key, unit in units.items():
            before, after = (torch.as_tensor(getattr(world, kind)[name][key]) for world in (plain, other))
            expected = before * other.factor(unit)
            apart = (after - expected).abs()
            relative = torch.where(apart > SMALLEST, apart / expected.abs(), 0.0)
            found[kind, key] = float(relative.max())
    return found


def figure(share: float = 1) -> Figure:
    organs, rescalings = list(model().organs), count(RESCALINGS, share)
    worst = {name: max(max(gaps(name, seed).values(), default=0.0) for seed in range(rescalings)) for name in organs}
    changed = f"{rescalings} random rescalings of mass, length, time and substance"
    promise = f"no equation depends on the choice of units: {changed}, {len(organs)} organs"
    values = [Measured("largest relative difference", max(worst.values()), "", at_most=SAME)]
    return Figure(NUMBER, promise, 0, values, [f"{name}: {gap:.1e}" for name, gap in worst.items() if not gap <= SAME])
