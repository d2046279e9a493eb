"""Random people, treatments and habits over the registry's box, as scenarios of plain values."""

import random
from itertools import product
from typing import Any

from twin.daily import CONDITIONS
from twin.inputs import Inputs
from twin.registry import registry
from twin.rows import Parameter

MORNING = ((24, 8),)
INTAKES = ((24, 8), (12, 8), (48, 20))  # every_h, first_dose_h: few clock hours, so that patients share a day's steps
MOST_DRUGS, MOST_CHANGES = 3, 2
Raw = dict[str, Any]


def bounds(row: Parameter, hard: bool = False) -> tuple[float, float]:
    return (row.hard_low, row.hard_high) if hard else (row.low, row.high)


def ends(row: Parameter, hard: bool = False) -> tuple:
    """Both ends of a row, or its choices."""
    return row.choices or bounds(row, hard)


def drawn(rng: random.Random, row: Parameter, hard: bool = False) -> Any:
    return rng.choice(row.choices) if row.choices else rng.uniform(*bounds(row, hard))


def mended(patient: Raw) -> Raw:
    """The same person with the rules between rows kept."""
    for row in registry().group("patient").values():
        if row.at_least:
            patient[row.name] = max(patient[row.name], patient[row.at_least["key"]] + row.at_least["plus"])
    return patient


def person(rng: random.Random, hard: bool = False, **given: float) -> Raw:
    return mended({row.name: drawn(rng, row, hard) for row in registry().group("patient").values()} | given)


def usual_life(rng: random.Random, hard: bool = False) -> Raw:
    return {row.name: drawn(rng, row, hard) for row in registry().group("life").values()}


def corners(rng: random.Random, hard: bool = False) -> list[Raw]:
    """Every corner of the main inputs, as scenarios without treatment; each of the folded ones at an end drawn for each corner."""
    groups = {name: registry().group(name) for name in ("patient", "life")}
    rows = [row for group in groups.values() for row in group.values()]
    main, folded = ([row for row in rows if row.advanced is kind] for kind in (False, True))
    found = []
    for values in product(*(ends(row, hard) for row in main)):
        chosen = {row.name: value for row, value in zip(main, values, strict=True)}
        chosen |= {row.name: rng.choice(ends(row, hard)) for row in folded}
        patient, life = ({name: chosen[name] for name in group} for group in groups.values())
        found.append({"patient": mended(patient), "life": life})
    return found


def plan(rng: random.Random, drug: str, days: int, intakes: tuple) -> Raw:
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


def change(rng: random.Random, days: int, hard: bool = False) -> Raw:
    """Any habit at any amount, overnight."""
    row = rng.choice(list(registry().habits.values()))
    return {"key": row.name, "value": drawn(rng, row, hard), "from_day": rng.randrange(days)}


def illness(rng: random.Random, days: int, hard: bool = False) -> Raw:
    severity = drawn(rng, registry().parameters["condition.severity"], hard)
    return {"what": rng.choice(CONDITIONS), "from_day": rng.randrange(days), "severity": severity}


def scenario(rng: random.Random, days: int, hard: bool = False, intakes: tuple = INTAKES, fewest_drugs: int = 0) -> Raw:
    """A random person with up to three drugs, up to two changes of habits and, half of the time, an infection."""
    drugs = rng.sample(list(registry().drugs), rng.randint(fewest_drugs, MOST_DRUGS))
    return {
        "horizon_days": days,
        "patient": person(rng, hard),
        "life": usual_life(rng, hard),
        "drug": [plan(rng, drug, days, intakes) for drug in drugs],
        "habit": [change(rng, days, hard) for _ in range(rng.randint(0, MOST_CHANGES))],
        "condition": [illness(rng, days, hard)] if rng.random() < 0.5 else [],
    }


def untreated(rng: random.Random, size: int, days: int) -> Inputs:
    """People without meals and treatment, who rest."""
    sodium = registry().parameters["life.sodium_mmol_day"]
    rows = [{"patient": person(rng), "life": {sodium.name: drawn(rng, sodium)}} for _ in range(size)]
    return batch(rows, horizon_days=days)


def hypertensive(rng: random.Random, size: int) -> list[Raw]:
    """People with high pressure and an ordinary sodium intake."""
    found = []
    for _ in range(size):
        patient = person(rng, sbp_mmHg=rng.uniform(140, 200), dbp_mmHg=rng.uniform(80, 115))
        found.append({"patient": patient, "life": {"sodium_mmol_day": rng.uniform(80, 280)}})
    return found


def batch(scenarios: list[Raw], **same: object) -> Inputs:
    """Scenarios as one batch, each with the `same` keys on top."""
    return Inputs.join([registry().parse(one | same) for one in scenarios])
