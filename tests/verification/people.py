"""Random people, treatments and habits over the registry's box, as scenarios of plain values."""

import random
from itertools import product

from twin.inputs import Inputs
from twin.registry import registry

MORNING = ((24, 8),)
INTAKES = ((24, 8), (12, 8), (48, 20))  # every_h, first_dose_h: few clock hours, so that patients share a day's steps


def bounds(row, hard: bool = False) -> tuple[float, float]:
    return (row.hard_low, row.hard_high) if hard else (row.low, row.high)


def mended(patient: dict) -> dict:
    """The same person with the rules between rows kept."""
    for row in registry().group("patient").values():
        if row.at_least:
            patient[row.name] = max(patient[row.name], patient[row.at_least["key"]] + row.at_least["plus"])
    return patient


def person(rng: random.Random, hard: bool = False, **given: float) -> dict:
    rows = registry().group("patient").values()
    drawn = {row.name: rng.choice(row.choices) if row.choices else rng.uniform(*bounds(row, hard)) for row in rows}
    return mended(drawn | given)


def corners(hard: bool = False) -> list[dict]:
    """Every corner of the box of people and sodium intake, as scenarios without treatment; the other rows at a random end of theirs."""
    rows = [*registry().group("patient").values(), *registry().group("life").values()]
    plain, advanced = ([row for row in rows if row.advanced is folded] for folded in (False, True))
    rng, people = random.Random(22), []
    for values in product(*(row.choices or bounds(row, hard) for row in plain)):
        chosen = dict(zip((row.key for row in plain), values, strict=True))
        chosen |= {row.key: rng.choice(row.choices or bounds(row, hard)) for row in advanced}
        patient = {key.removeprefix("patient."): value for key, value in chosen.items() if key.startswith("patient.")}
        life = {key.removeprefix("life."): value for key, value in chosen.items() if key.startswith("life.")}
        people.append({"patient": mended(patient), "life": life})
    return people


def plan(rng: random.Random, drug: str, days: int, intakes: tuple) -> dict:
    every_h, first_dose_h = rng.choice(intakes)
    dose = rng.choice(registry().drugs[drug].usual_doses_mg)
    missed = rng.sample(range(days), min(days, 2)) if rng.random() < 0.3 else []
    start = rng.randrange(max(1, days // 2))
    return {
        "drug": drug,
        "dose_mg": dose,
        "every_h": every_h,
        "first_dose_h": first_dose_h,
        "from_day": start,
        "missed_days": missed,
    }


def habit(rng: random.Random, days: int, hard: bool = False) -> dict:
    """A random change of a random habit."""
    row = rng.choice(list(registry().habits.values()))
    return {
        "key": row.name,
        "value": rng.choice(row.choices) if row.choices else rng.uniform(*bounds(row, hard)),
        "from_day": rng.randrange(days),
    }


def scenario(rng: random.Random, days: int, hard: bool = False, intakes: tuple = INTAKES) -> dict:
    """A random person on about half of the drugs and, half of the time each, with a change of salt, another change, and an infection."""
    sodium = bounds(registry().parameters["life.sodium_mmol_day"], hard)
    drugs = [name for name in registry().drugs if rng.random() < 0.5]
    change = {"key": "sodium_mmol_day", "value": rng.uniform(*sodium), "from_day": rng.randrange(days)}
    return {
        "horizon_days": days,
        "patient": person(rng, hard),
        "life": {"sodium_mmol_day": rng.uniform(*sodium)},
        "drug": [plan(rng, drug, days, intakes) for drug in drugs],
        "habit": [one for one in (change, habit(rng, days, hard)) if rng.random() < 0.5],
        "condition": [{"what": "sars_cov_2", "severity": rng.uniform(0, 2)}] if rng.random() < 0.5 else [],
    }


def batch(scenarios: list[dict], **same: object) -> Inputs:
    """Scenarios as one batch, each with the `same` keys on top."""
    return Inputs.join([registry().parse(one | same) for one in scenarios])
