"""A beat drawn by hand in the person's size: where the search for the periodic beat begins. The result doesn't depend on it."""

import math
from collections.abc import Mapping

import torch

from twin.heartbeat.chambers import moments
from twin.heartbeat.circuit import FREE
from twin.heartbeat.person import AO, LA, LV, PA, PV, RA, RING, RV, SA, SV, Person
from twin.module import Tensor

FILLED_mL = {LA: 65.0, LV: 135.0, RA: 32.0, RV: 135.0}  # in a heart of size 1
LOW_mmHg = {PA: 16.0, PV: 10.0}
VEINS_mmHg = 9.0
PULSE_DELAY = 1 / 12  # of a beat
ATRIAL_SWING = 0.4  # of the stroke


def sketch(steps: int, person: Person, near: Mapping[str, Tensor], C_art: Tensor) -> tuple[Tensor, Tensor]:
    """State `(moment, patient, 9)` and unknown constants `(patient, 3)` for SBP, DBP, MAP (mmHg), CO (mL/s) and compliance as guessed.

    Ventricles empty as a cosine, atria the other way round.
    """
    p, T = person.rows, person.period_s
    stroke, pulse = near["CO"] * T, near["SBP"] - near["DBP"]
    t = moments(steps)[:, None] * T
    end = p["k_ts"] * T.sqrt()
    out = torch.where(t < end, (1 - torch.cos(math.pi * t / end)) / 2, (T - t) / (T - end))
    V = torch.zeros(steps, len(T), len(RING), dtype=torch.float64)
    for k, volume in FILLED_mL.items():
        V[..., k] = volume * person.heart_size - (1 if k in (LV, RV) else -ATRIAL_SWING) * stroke * out
    for k, low in LOW_mmHg.items():
        V[..., k] = person.unstressed[:, k] + (low - p["P_th"]) / person.slack[:, k]
    for k, share in ((AO, p["f_ao"]), (SA, 1 - p["f_ao"])):
        pressure = near["DBP"] + pulse * out.roll(round(PULSE_DELAY * steps), 0)
        bend = (1 - torch.exp(-p["k_P"] * (pressure - person.P_ref))) / p["k_P"]
        V[..., k] = person.unstressed[:, k] + share * C_art * (person.P_ref + bend)
    V_u = person.blood_mL - V.sum(-1).mean(0) - VEINS_mmHg / person.slack[:, SV]
    unknown = torch.stack([((near["MAP"] - VEINS_mmHg) / near["CO"]).log(), C_art.log(), V_u], -1)
    return torch.cat([V[..., FREE], near["CO"].expand(steps, -1)[..., None]], -1), unknown
