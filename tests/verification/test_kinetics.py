"""Kinetics of every drug against published numbers, row by row (data/evidence/pk.csv), from twin.drugs alone."""

import csv
import math
import tomllib
from pathlib import Path

import pytest
import torch

from twin import drugs
from twin.drugs import Drug
from twin.registry import DATA, registry

TOLERANCE = 0.25
STEADY = 0.95  # share of the last day's area at which a drug counts as steady
HOURS = torch.arange(0, 48, 0.01, dtype=torch.float64)
DAY = HOURS < 24
EVIDENCE = Path(DATA) / "evidence"

ROWS = {row["id"]: row for row in csv.DictReader((EVIDENCE / "pk.csv").read_text().splitlines())}
SCORED = {key: row for key, row in ROWS.items() if row["quantity"]}
LISTED = tomllib.loads((EVIDENCE / "pk_not_scored.toml").read_text())
OUTSIDE = {key for entry in LISTED["outside"] for key in entry["ids"]}


class Curve:
    """One dose of a drug at one kidney function, and the same dose every day for ever; ng/mL and hours."""

    def __init__(self, drug: Drug, dose_mg: float, egfr: float) -> None:
        self.drug, self.dose_mg, self.egfr = drug, dose_mg, torch.tensor([egfr], dtype=torch.float64)
        self.rates, self.weights = self.terms(effect=False)
        self.disposition = self.rates[0] if drug.kinetics.volume_L else self.rates[:2].min()

    def terms(self, effect: bool) -> tuple[torch.Tensor, torch.Tensor]:
        rates, weights = drugs.exponentials(self.drug, self.egfr, effect)
        return rates[:, 0], 1000 * self.dose_mg * weights[:, 0]

    def once(self, effect: bool = False) -> torch.Tensor:
        rates, weights = self.terms(effect)
        return (weights * torch.exp(-torch.outer(HOURS, rates))).sum(1)

    def daily(self, effect: bool = False) -> torch.Tensor:
        rates, weights = self.terms(effect)
        return (weights / (1 - torch.exp(-24 * rates)) * torch.exp(-torch.outer(HOURS[DAY], rates))).sum(1)

    def area(self, until_h: float = math.inf) -> float:
        return float((self.weights / self.rates * (1 - torch.exp(-self.rates * until_h))).sum())

    def half_life(self, start_h: float, end_h: float) -> float:
        """Log-linear slope between two hours."""
        start, end = (float((self.weights * torch.exp(-self.rates * hour)).sum()) for hour in (start_h, end_h))
        return (end_h - start_h) * math.log(2) / math.log(start / end)

    def days_to_steady_state(self) -> float:
        shares = torch.tensor([self.area(24.0 * day) / self.area() for day in range(1, 60)])
        return int((shares < STEADY).sum()) + 1


def hour_of(values: torch.Tensor) -> float:
    return float(HOURS[values.argmax()])


def accumulation(curve: Curve) -> float:
    return curve.area() / curve.area(24)


QUANTITIES = {
    "cmax": lambda c: float(c.once().max()),
    "tmax": lambda c: hour_of(c.once()),
    "effect_tmax": lambda c: hour_of(c.once(effect=True)),
    "auc": lambda c: c.area(),
    "auc_24h": lambda c: c.area(24),
    "auc_144h": lambda c: c.area(144),
    "half_life": lambda c: math.log(2) / float(c.disposition),
    "initial_half_life": lambda c: c.half_life(hour_of(c.once()) + 1, hour_of(c.once()) + 5),
    "apparent_half_life": lambda c: c.half_life(hour_of(c.once()) + 4, 24),
    "effective_half_life": lambda c: -24 * math.log(2) / math.log(1 - 1 / accumulation(c)),
    "accumulation": accumulation,
    "steady_state": lambda c: c.days_to_steady_state(),
    "cmax_steady": lambda c: float(c.daily().max()),
    "trough_steady": lambda c: float(c.daily()[-1]),
    "clearance": lambda c: 1000 * c.dose_mg / c.area(),
    "nonrenal_share": lambda c: 100 * Curve(c.drug, c.dose_mg, 100).area() / Curve(c.drug, c.dose_mg, 0).area(),
    "volume": lambda c: 1000 * c.dose_mg / c.area() / float(c.disposition),
    "c50": lambda c: c.drug.block.c50_ng_mL,
    "block_24h": lambda c: 100 * float(drugs.blocked(c.drug, c.daily(effect=True)[-1] / 1000)),
}


def ours(row: dict[str, str]) -> float:
    drug = registry().drugs[row["drug"]]
    return QUANTITIES[row["quantity"]](Curve(drug, float(row["dose_mg"] or 10), float(row["egfr_mL_min_1_73m2"])))


def off(row: dict[str, str]) -> float:
    """Relative distance from the published range, negative below it, 0 inside."""
    value, low, high = ours(row), float(row["low"]), float(row["high"])
    return min(value / low - 1, 0) + max(value / high - 1, 0)


@pytest.mark.parametrize("key", sorted(set(SCORED) - OUTSIDE))
def test_a_published_number_is_met(key):
    distance = off(SCORED[key])
    assert abs(distance) <= TOLERANCE, f"{ours(SCORED[key]):.4g} {SCORED[key]['unit']} is {distance:+.0%} off"


@pytest.mark.parametrize("key", sorted(OUTSIDE))
def test_what_is_listed_as_outside_still_is(key):
    distance = off(SCORED[key])
    print(f"{key}: {ours(SCORED[key]):.4g} {SCORED[key]['unit']}, {distance:+.0%} off")
    assert abs(distance) > TOLERANCE, "now inside: take it off the list"


def test_no_row_is_skipped_silently_and_every_drug_has_one():
    aside = [key for entry in LISTED["not_scored"] for key in entry["ids"]]
    assert len(aside) == len(set(aside))
    assert set(aside) == set(ROWS) - set(SCORED)
    assert set(SCORED) >= OUTSIDE
    assert {row["drug"] for row in SCORED.values()} == set(registry().drugs)
    assert all(entry["reason"] for kind in LISTED.values() for entry in kind)
