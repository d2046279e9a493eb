"""People, habits and regimens as scenarios, seeded: what the forecaster learns from and is judged on.

A scenario tells what the sliders say; `Drawn.hidden` says what the person really has where a trait is not told.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from twin.drugs import Drug
from twin.forecast.settings import settings
from twin.grid import HOURS_PER_DAY
from twin.registry import Registry
from twin.rows import Parameter
from twin.trials.plan import Trial
from twin.trials.population import people

HYPOTHESES = ("glucose_on_ras", "tissue_ace2_share")
DIABETES_SHARE = 0.2
USUAL_HOURS, USUAL_HOUR_SHARE, TWO_HOURS_SHARE = (7, 8, 8, 9, 19.5, 20, 21, 22), 0.6, 0.3


@dataclass(frozen=True)
class Drawn:
    """A scenario, the traits as they really are, and which of them the scenario tells."""

    raw: dict[str, Any]
    hidden: Mapping[str, float]
    known: Mapping[str, bool]


def shard(split: str, seed: int, count: int, source: Registry) -> list[Drawn]:
    """`count` people who share the clock hours of their intakes, so that they are simulated together."""
    chance = random.Random(f"{split} {seed}")
    visible, traits = (_population(f"{split} {seed} {part}", count, source) for part in ("visible", "hidden"))
    hours = [_clock_hour(chance)] * 2 + ([_clock_hour(chance)] if chance.random() < TWO_HOURS_SHARE else [])
    return [
        _one(split, chance, {k: v[i] for k, v in visible.items()}, {k: v[i] for k, v in traits.items()}, hours, source)
        for i in range(count)
    ]


def _clock_hour(chance: random.Random) -> float:
    usual = chance.random() < USUAL_HOUR_SHARE
    return chance.choice(USUAL_HOURS) if usual else chance.randrange(2 * HOURS_PER_DAY) / 2


def _population(seed: str, count: int, source: Registry) -> dict[str, list[float]]:
    """People of data/population.toml, column by column."""
    drawn = random.Random(seed).randrange(2**31)
    stated = {"diabetes_fraction": DIABETES_SHARE}
    found = people(Trial("forecaster", "", "", "", 1, count, drawn, stated, (), (), (), ()), source)
    return {name: values.tolist() for name, values in found.items()}


def _one(
    split: str, chance: random.Random, visible: dict[str, float], traits: dict[str, float], hours: list[float], source: Registry
) -> Drawn:
    told = settings()["people"]
    rows = source.group("patient") | source.group("life")
    is_broad = chance.random() < told["broad_share"]
    person = _even(chance, rows) if is_broad else _rounded(visible, rows)
    hidden, known = {}, {}
    for name in told["hidden"]:
        known[name] = chance.random() < told["known_share"]
        hidden[name] = _even_log(chance, rows[name]) if known[name] and is_broad else traits[name]
        hidden[name] = min(max(hidden[name], rows[name].hard_low), rows[name].hard_high)
        person[name] = hidden[name] if known[name] else rows[name].default
    for name in HYPOTHESES:
        person[name] = chance.uniform(0, rows[name].high) if chance.random() < told["hypothesis_share"] else 0.0
    meals = rows["carbohydrate_g_day"]
    person["carbohydrate_g_day"] = chance.uniform(meals.low, meals.high) if chance.random() < told["meals_share"] else 0.0
    raw: dict[str, Any] = {"horizon_days": told["horizon_days"]}
    raw |= {group: {name: person[name] for name in source.group(group) if name in person} for group in ("patient", "life")}
    raw["drug"] = _plans(split, chance, hours, source)
    raw["habit"] = [_habit(chance, source.habits[key], person) for key, p in told["habit_share"].items() if chance.random() < p]
    if chance.random() < told["infection_share"]:
        raw["condition"] = [{"what": "sars_cov_2", "from_day": chance.randrange(20), "severity": chance.uniform(0.2, 2)}]
    return Drawn(raw, hidden, known)


def _even(chance: random.Random, rows: Mapping[str, Parameter]) -> dict[str, Any]:
    """Every slider anywhere."""
    person = {
        name: chance.choice(row.choices) if row.choices else chance.uniform(row.low, row.high) for name, row in rows.items()
    }
    person["diet"] = "usual"
    least = (rows["sbp_mmHg"].at_least or {"plus": 0})["plus"] + person["dbp_mmHg"]
    person["sbp_mmHg"] = chance.uniform(max(least, rows["sbp_mmHg"].low), max(rows["sbp_mmHg"].high, least))
    return person


def _even_log(chance: random.Random, row: Parameter) -> float:
    return float(row.low * (row.high / row.low) ** chance.random())


def _rounded(visible: dict[str, float], rows: Mapping[str, Parameter]) -> dict[str, Any]:
    person: dict[str, Any] = {
        name: min(max(value, rows[name].low), rows[name].high) for name, value in visible.items() if name in rows
    }
    return person | {"sex": "female" if visible["female"] else "male", "diet": "usual"}


def _plans(split: str, chance: random.Random, hours: list[float], source: Registry) -> list[dict[str, Any]]:
    told = settings()["people"]
    count = chance.choices(range(len(told["drug_counts"])), told["drug_counts"])[0]
    targets = sorted({drug.target for drug in source.drugs.values()})
    if split == "pairs":
        chosen = list(chance.choice(told["held_out"]))
    elif split == "odd":
        chosen = [chance.choice(targets) for _ in range(max(1, count))]
    else:
        chosen = _allowed(chance, targets, count)
    medicines = [chance.choice([drug.name for drug in source.drugs.values() if drug.target == target]) for target in chosen]
    plans = [_plan(chance, source.drugs[name], chance.choice(hours)) for name in dict.fromkeys(medicines)]
    return [part for plan in plans for part in _odd(chance, plan, source)] if split == "odd" else plans


def _allowed(chance: random.Random, targets: list[str], count: int) -> list[str]:
    """Targets, mostly different ones, without the pairs that are held out."""
    while True:
        chosen = [chance.choice(targets) for _ in range(count)]
        if not any(set(pair) <= set(chosen) for pair in settings()["people"]["held_out"]):
            return chosen


def _plan(chance: random.Random, drug: Drug, first: float) -> dict[str, Any]:
    told, days = settings()["people"], settings()["people"]["horizon_days"]
    usual = chance.random() < told["usual_dose_share"]
    dose = chance.choice(drug.usual_doses_mg) if usual else chance.uniform(0.02, 1) * drug.max_dose_mg
    every = chance.choices([24, 12, 48], [0.75, 0.2, 0.05])[0] if first < 12 else 24
    plan: dict[str, Any] = {"drug": drug.name, "dose_mg": dose, "every_h": every, "first_dose_h": first, "from_day": 0}
    if chance.random() < told["begins_later_share"]:
        plan["from_day"] = chance.randrange(1, days - 6)
    if chance.random() < told["ends_early_share"]:
        plan["to_day"] = chance.randrange(plan["from_day"] + 1, days)
    if chance.random() < told["missed_share"]:
        start, length = chance.randrange(1, days), chance.randint(1, told["most_missed_in_a_row"])
        plan["missed_days"] = list(range(start, min(start + length, days)))
    if chance.random() < told["poor_adherence_share"]:
        plan["adherence"] = chance.uniform(0.5, 1)
    return plan


def _odd(chance: random.Random, plan: dict[str, Any], source: Registry) -> list[dict[str, Any]]:
    """The plan with a long gap and, from then on, a multiple of the dose."""
    told, days = settings()["people"]["odd"], settings()["people"]["horizon_days"]
    gap, start = chance.randint(*told["missed_in_a_row"]), chance.randrange(3, days - 10)
    most = source.drugs[plan["drug"]].max_dose_mg
    plan = plan | {"from_day": 0}
    dose = min(plan["dose_mg"] * chance.uniform(*told["times"]), most)
    return [plan | {"to_day": start}, plan | {"from_day": start + gap, "dose_mg": dose, "to_day": days}]


def _habit(chance: random.Random, row: Parameter, person: Mapping[str, Any]) -> dict[str, Any]:
    start = chance.randrange(settings()["people"]["horizon_days"] - 7) if chance.random() < 0.7 else 0
    if row.choices:
        return {"key": row.name, "value": row.choices[-1], "from_day": start}
    spread = {"weight_kg": 0.15, "glucose_mmol_L": 0.4}.get(row.name)
    usual = person[row.name]
    to = chance.uniform(row.low, row.high) if spread is None else usual * (1 + chance.uniform(-spread, spread))
    return {"key": row.name, "value": min(max(to, row.low), row.high), "from_day": start}
