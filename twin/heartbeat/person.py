"""One person's heart and vessels: the rows of data/parameters/heartbeat.toml in the person's size.

Equations                                                                                          [assumption]
    heart     s = SV_0 / SV_ref:  V_0, 1/E and 1/R of chambers and valves grow with s; E_es of the left ventricle also with MAP_0/P_n
    vessels   b = BV_0 / BV_ref:  V_u, C, 1/R and 1/L grow with b
A heart has grown to its usual stroke volume and its wall to its usual pressure, so every resting person ejects about
the same share at about the same filling pressures. Units of this package: s, mL, mmHg.
Not here: what calibrate finds (R_sys, C_art, V_u of the veins); what age or training do to the heart beyond this.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import torch

from twin.module import Tensor
from twin.registry import registry

# The blood goes round: each compartment flows into the next, the last into the first.
RING = ("la", "lv", "ao", "sa", "sv", "ra", "rv", "pa", "pv")
LA, LV, AO, SA, SV, RA, RV, PA, PV = range(len(RING))
CHAMBERS = (LA, LV, RA, RV)
VENTRICLES = (LV, RV)
ARTERIES = (AO, SA)
IN_CHEST = (*CHAMBERS, PA, PV)


@cache
def rows() -> dict[str, float]:
    """The rows by symbol, as published (s, mL, mmHg) and not in the canonical units of the slow twin."""
    return {row.symbol: float(row.default) for row in registry().group("heartbeat").values()}


def flags(where: tuple[int, ...]) -> Tensor:
    """1 at these compartments, 0 elsewhere."""
    return torch.tensor([float(k in where) for k in range(len(RING))], dtype=torch.float64)


@dataclass(frozen=True)
class Person:
    """A batch of people: `(patient,)`, and `(patient, compartment)` in the order of RING (mL, mmHg/mL, mmHg s/mL)."""

    rows: Mapping[str, float]
    period_s: Tensor
    blood_mL: Tensor
    heart_size: Tensor
    vessel_size: Tensor
    P_ref: Tensor
    stiffening: Tensor
    slack: Tensor
    active: Tensor
    unstressed: Tensor
    resistance: Tensor


def person(rest: Mapping[str, Tensor], heart_rate_bpm: Tensor, contractility: Tensor, blood_mL: Tensor) -> Person:
    """People who at `rest` have MAP (mmHg), CO (mL/s), HR (bpm), BV (mL) and stiffening (times the usual), at another hour."""
    p = rows()
    heart = 60 * rest["CO"] / rest["HR"] / p["SV_ref"]
    vessel = rest["BV"] / p["BV_ref"]
    size = torch.stack([heart if k in CHAMBERS else vessel for k in range(len(RING))], -1)
    strength = torch.ones_like(size)
    strength[:, VENTRICLES] *= contractility[:, None]
    strength[:, LV] *= rest["MAP"] / p["P_n"]
    # 0 where the person's own unknown constant stands instead.
    slack = [p[f"Ed_{name}"] if k in CHAMBERS else 0 if k in ARTERIES else 1 / p[f"C_{name}"] for k, name in enumerate(RING)]
    active = [p[f"Ees_{name}"] if k in CHAMBERS else slack[k] for k, name in enumerate(RING)]
    unstressed = [0 if k == SV else p[f"V_{name}"] for k, name in enumerate(RING)]
    resistance = [0 if k == SA else p[f"R_{name}"] for k, name in enumerate(RING)]

    def ring(values: list[float]) -> Tensor:
        return torch.tensor(values, dtype=torch.float64)

    return Person(
        rows=p,
        period_s=60 / heart_rate_bpm,
        blood_mL=blood_mL,
        heart_size=heart,
        vessel_size=vessel,
        P_ref=rest["MAP"],
        stiffening=p["k_P"] * rest["stiffening"],
        slack=ring(slack) / size,
        active=ring(active) * strength / size,
        unstressed=ring(unstressed) * size,
        resistance=ring(resistance) / size,
    )
