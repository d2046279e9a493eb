"""Virtual people: what the trial file states, and data/population.toml for the rest. Seeded, patient by patient the same in every arm."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

import torch

from twin.module import Tensor
from twin.registry import DATA, Registry
from twin.rows import Parameter
from twin.trials.plan import Trial
from twin.trials.spread import Spread, stratified
from twin.units import factor

THIRDS = {"any": (0, 1), "low": (0, 1 / 3), "normal": (1 / 3, 2 / 3), "high": (2 / 3, 1)}
TRIES = 200
PRESSURES = ("sbp_mmHg", "dbp_mmHg")
METRE = 100  # cm


@cache
def usual() -> Mapping[str, Mapping[str, Any]]:
    """The rows of data/population.toml."""
    return tomllib.loads((DATA / "population.toml").read_text())


def numbers(source: Registry) -> dict[str, tuple[float, float, str]]:
    """Hard limits and unit of every number a population may state."""
    limits = {row.name: (row.hard_low, row.hard_high, row.unit) for row in _rows(source)}
    bmi = usual()["bmi_kg_m2"]
    return limits | {"bmi_kg_m2": (bmi["low"], bmi["high"], "kg/m²")}


def choices_of(source: Registry) -> dict[str, Parameter]:
    """Choices that everyone in a population makes."""
    return {name: row for name, row in source.habits.items() if row.choices}


def people(trial: Trial, source: Registry) -> dict[str, Tensor]:
    """Quantities `(patient,)` by name in display units, and `female`. Raises ValueError naming what cannot be sampled."""
    stated, n = trial.population, trial.n
    share = stated.get("female_fraction", usual()["female_fraction"]["mean"])
    drawn = {"female": (stratified(trial.seed, "female", n) < share).double()}
    left_out = {*PRESSURES, "bmi_kg_m2" if "weight_kg" in stated else "weight_kg"}
    known = numbers(source)
    for name in sorted((name for name in known if name not in left_out), key=lambda name: name not in stated):
        spread = _spread(name, stated.get(name), drawn, source)
        drawn[name] = spread.at(_thirds(name, trial, stratified(trial.seed, name, n)))
    if "glucose_mmol_L" not in stated:
        drawn["glucose_mmol_L"] = _with_diabetes(trial, drawn["glucose_mmol_L"], source)
    drawn |= _pressures(trial, drawn, source)
    if "weight_kg" not in drawn:
        low, high, _ = numbers(source)["weight_kg"]
        drawn["weight_kg"] = (drawn.pop("bmi_kg_m2") * (drawn["height_cm"] / METRE) ** 2).clamp(low, high)
    return drawn


def _with_diabetes(trial: Trial, glucose: Tensor, source: Registry) -> Tensor:
    """Fasting glucose, higher in the share of people who have diabetes."""
    row, (_, high, _) = usual()["diabetes_fraction"], numbers(source)["glucose_mmol_L"]
    who = stratified(trial.seed, "diabetes", trial.n) < trial.population.get("diabetes_fraction", row["mean"])
    spread = Spread(torch.tensor(row["glucose"]["mean"], dtype=torch.float64), row["glucose"]["sd"], row["glucose"]["low"], high)
    return torch.where(who, spread.at(stratified(trial.seed, "glucose with diabetes", trial.n)), glucose)


def _thirds(name: str, trial: Trial, shares: Tensor) -> Tensor:
    low, high = THIRDS[trial.population.get("renin_class", "any")] if name == "renin_profile" else (0, 1)
    return low + shares * (high - low)


def _spread(name: str, stated: float | Spread | None, drawn: Mapping[str, Tensor], source: Registry) -> Spread:
    """What a quantity is drawn from."""
    if isinstance(stated, Spread):
        return stated
    if stated is not None:
        return Spread(torch.tensor(stated, dtype=torch.float64), 0, stated, stated)
    row, (low, high, _) = usual().get(name, {}), numbers(source)[name]
    low, high = row.get("low", low), row.get("high", high)
    sexes = [row.get(sex, row) for sex in ("male", "female")]
    default = next((known.default for known in _rows(source) if known.name == name), None)
    means = torch.tensor([float(sex.get("mean", default)) for sex in sexes], dtype=torch.float64)
    mean = means[0] + (means[1] - means[0]) * drawn["female"]
    if row.get("on") in drawn:
        mean = mean + row["per_unit"] * (drawn[row["on"]] - row["at"])
    sd = row.get("log_sd") or sexes[0].get("sd", 0)
    return Spread(mean.clamp(low, high), sd, low, high, "log_sd" in row)


def _pressures(trial: Trial, drawn: Mapping[str, Tensor], source: Registry) -> dict[str, Tensor]:
    """Systolic and diastolic pressure: correlated, and never closer to each other than the registry allows."""
    least = (source.parameters["patient.sbp_mmHg"].at_least or {"plus": 0})["plus"]
    stated = {name: trial.population.get(name) for name in PRESSURES}
    first, second = reversed(PRESSURES) if stated[PRESSURES[0]] is None and stated[PRESSURES[1]] is not None else PRESSURES
    rho = usual()["dbp_mmHg"]["correlation_with_sbp"] if None not in stated.values() else 0
    found = {name: torch.zeros(trial.n, dtype=torch.float64) for name in PRESSURES}
    open_ = torch.ones(trial.n, dtype=torch.bool)
    for attempt in range(TRIES):
        shares = [stratified(trial.seed, f"{name} {attempt}", trial.n) for name in (first, second)]
        normal = [torch.special.ndtri(share) for share in shares]
        leading = _spread(first, stated[first], drawn, source).at(shares[0])
        joint = torch.special.ndtr(rho * normal[0] + (1 - rho**2) ** 0.5 * normal[1])
        following = _spread(second, stated[second], {**drawn, first: leading}, source).at(joint)
        found = {name: torch.where(open_, values, found[name]) for name, values in ((first, leading), (second, following))}
        open_ = found["sbp_mmHg"] < found["dbp_mmHg"] + least
        if not open_.any():
            return found
    raise ValueError(f"sbp_mmHg at least {least} mmHg above dbp_mmHg")


def symbols(drawn: Mapping[str, Tensor], source: Registry) -> dict[str, Tensor]:
    """The people as `Inputs.patient`: by symbol, in canonical units."""
    return {row.symbol: drawn[row.name] * factor(row.unit) for row in _rows(source)} | {"female": drawn["female"]}


def _rows(source: Registry) -> list[Parameter]:
    """The numbers that tell a person."""
    return [row for group in ("patient", "life") for row in source.group(group).values() if row.kind == "number"]
