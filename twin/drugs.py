"""Drugs: kinetics as sums of exponentials, and the share of its target a drug blocks.

    C(t) = sum over doses D of D sum_i a_i exp(-lambda_i (t - t_D)),   block = C_e^n / (C_e^n + C50^n)
Disposition has one exponential (clearance, volume) or two (fast and slow rate, share of the area under the fast one);
absorption, transit and effect delay are first-order stages, each of which adds one exponential.  [twin_ras, section 4.4]
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

import torch

from twin.module import TARGETS, Tensor
from twin.rows import Words
from twin.units import factor

NUDGE = 1e-4  # two stages with one rate have no partial fractions: set the later one apart by this share
Anchored = float | list[float]


@dataclass(frozen=True)
class Kinetics:
    """Published kinetics; a list holds one value per anchor of kidney function."""

    source: str
    clearance_L_h: Anchored
    absorption_per_h: Anchored
    volume_L: Anchored | None = None
    fast_rate_per_h: Anchored = math.nan
    slow_rate_per_h: Anchored = math.nan
    fast_share: Anchored = math.nan
    transit_per_h: float | None = None
    egfr_mL_min_1_73m2: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        two = (self.fast_rate_per_h, self.slow_rate_per_h, self.fast_share)
        if any(isinstance(value, float) and math.isnan(value) for value in two) != (self.volume_L is not None):
            raise TypeError("kinetics need either volume_L or fast_rate_per_h, slow_rate_per_h and fast_share")


@dataclass(frozen=True)
class Block:
    """Concentration of half block, Hill exponent, and the rate of an effect delay where one was seen."""

    source: str
    c50_ng_mL: float
    hill: float = 1.0
    effect_delay_per_h: float | None = None


@dataclass(frozen=True)
class Drug:
    """One file of data/drugs."""

    name: str
    label: Words
    class_label: Words
    substance: str
    target: str
    max_dose_mg: float
    dose_step_mg: float
    usual_doses_mg: list[float]
    kinetics: Kinetics
    block: Block

    @property
    def channel(self) -> str:
        """Name of the output channel of the active substance."""
        return f"{self.substance}_ng_mL"


def load(path: Path) -> Drug:
    """A Drug from its file. Raises ValueError naming the file for a key or a target that does not exist."""
    try:
        row = tomllib.loads(path.read_text())
        kinetics, block = Kinetics(**row.pop("kinetics")), Block(**row.pop("block"))
        drug = Drug(name=path.stem, kinetics=kinetics, block=block, **row)
        check(drug)
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as fault:
        raise ValueError(f"{path.name}: {fault}") from fault
    if drug.target not in TARGETS:
        raise ValueError(f"{path.name}: target {drug.target!r} is none of {', '.join(TARGETS)}")
    return drug


def check(drug: Drug) -> None:
    """Raise TypeError naming a field that holds no number where one is needed, or anchors that fit no pair."""
    anchors = drug.kinetics.egfr_mL_min_1_73m2
    for part in (drug, drug.kinetics, drug.block):
        for known in fields(part):
            value = getattr(part, known.name)
            pair = isinstance(value, list) and len(value) == len(anchors) == 2 and anchors[0] != anchors[1]
            numbers = value if isinstance(value, list) else [value]
            if known.type in (Anchored, Anchored | None) and isinstance(value, list) and not pair:
                raise TypeError(f"{known.name} needs one number, or two and two different egfr_mL_min_1_73m2")
            if known.type not in (str, Words, Kinetics, Block) and not all(_is_number(number) for number in numbers):
                raise TypeError(f"{known.name} is not a number")
            if known.type == Words and not isinstance(value, dict):
                raise TypeError(f"{known.name} needs one text for each language")


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def at_kidney_function(value: Anchored, anchors: list[float], egfr: Tensor, beyond: bool = False) -> Tensor:
    """Value `(patient,)` at a kidney function: linear between two anchors, and `beyond` them or held there."""
    if not isinstance(value, list):
        return torch.full_like(egfr, value)
    share = (egfr - anchors[0]) / (anchors[1] - anchors[0])
    share = share if beyond else share.clamp(0, 1)
    return value[0] + (value[1] - value[0]) * share


def through(rates: Tensor, weights: Tensor, stage: Tensor) -> tuple[Tensor, Tensor]:
    """Exponentials `(exponential, patient)` after one more first-order stage."""
    for _ in rates:
        too_close = ((rates - stage).abs() < NUDGE * stage).any(0)
        stage = torch.where(too_close, stage * (1 + 2 * NUDGE), stage)
    weights = weights * stage / (stage - rates)
    return torch.cat([rates, stage[None]]), torch.cat([weights, -weights.sum(0)[None]])


def exponentials(drug: Drug, egfr: Tensor, effect: bool) -> tuple[Tensor, Tensor]:
    """Rates (1/h) and weights (mg/L per mg), both `(exponential, patient)`, in plasma or at the effect site."""
    k, anchors = drug.kinetics, drug.kinetics.egfr_mL_min_1_73m2
    clearance = at_kidney_function(k.clearance_L_h, anchors, egfr, beyond=True)
    if k.volume_L is not None:
        rates = (clearance / at_kidney_function(k.volume_L, anchors, egfr))[None]
        shares = torch.ones_like(rates)
    else:
        rates = torch.stack([at_kidney_function(rate, anchors, egfr) for rate in (k.fast_rate_per_h, k.slow_rate_per_h)])
        fast = at_kidney_function(k.fast_share, anchors, egfr)
        shares = torch.stack([fast, 1 - fast])
    weights = shares * rates / clearance
    stages = [k.absorption_per_h, k.transit_per_h, drug.block.effect_delay_per_h if effect else None]
    for stage in stages:
        if stage is not None:
            rates, weights = through(rates, weights, at_kidney_function(stage, anchors, egfr))
    return rates, weights


def concentration(drug: Drug, egfr: Tensor, doses: Mapping[float, Tensor], hours: Tensor, effect: bool = False) -> Tensor:
    """Concentration in mg/L `(day, hour, patient)` from doses in mg `(day, patient)` at each clock hour, read at `hours` of the day."""
    rates, weights = exponentials(drug, egfr, effect)
    day_decay = torch.exp(-24 * rates)
    total = torch.zeros(())
    for intake_hour, amounts in doses.items():
        held, before = torch.zeros_like(rates), []
        for amount in amounts:
            before.append(held)
            held = held * day_decay + amount
        earlier = torch.stack(before)
        taken = (hours >= intake_hour)[:, None]
        since = (hours - intake_hour)[:, None]
        for i in range(len(rates)):
            now = torch.where(taken, torch.exp(-rates[i] * since.clamp(min=0)), torch.zeros(()))
            old = torch.exp(-rates[i] * (since + 24))
            total = total + weights[i] * (amounts[:, None] * now + earlier[:, i][:, None] * old)
    return total.clamp(min=0)


def blocked(drug: Drug, effect_mg_L: Tensor, potency: Tensor | None = None) -> Tensor:
    """Share of the target blocked, in [0, 1); `potency` `(patient,)`, where given, divides C50."""
    present = effect_mg_L > 0
    relative = torch.where(present, effect_mg_L, 1) / (drug.block.c50_ng_mL * factor("ng/mL"))
    relative = relative if potency is None else relative * potency
    odds = torch.where(present, relative**drug.block.hill, 0)  # a power's slope at zero would spoil gradients
    return odds / (1 + odds)
