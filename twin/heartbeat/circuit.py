"""The circuit: nine compartments in a ring, a flow from each to the next, and how both change with what is unknown.

Equations                                                                 [heldt2004; stergiopulos1999, L beside Z_c]
    P_k    = E_k (V_k - V_uk) + P_out     (chambers, lungs, veins; arteries: vessels)
    q_k    = valve(P_k - P_k+1) / R_k + Q_L [k = ao],   valve(x) = d ln(1 + exp(x/d)) behind a chamber, else x
    dV_k/dt = q_k-1 - q_k,        V_sv = BV - (all other volumes)
    dQ_L/dt = (P_ao - P_sa - R_L Q_L) / L
R_ao is the characteristic resistance Z_c, R_sa the person's peripheral resistance R_sys.
State `(…, 9)`: the volumes but V_sv, in the order of RING, then Q_L. Unknown constants of the person: ln R_sys, ln C_art, V_u of the veins.
Holds:    the volumes sum to BV.
Not here: valves that leak or resist with inertia, gravity, breathing.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import softplus

from twin.heartbeat.person import AO, CHAMBERS, IN_CHEST, RING, SA, SV, Person, flags
from twin.heartbeat.vessels import arterial_pressure
from twin.module import Tensor

SIZE = len(RING)
Q_L = SIZE - 1
FREE = [k for k in range(SIZE) if k != SV]
LN_R, LN_C, V_U = range(3)
# DOWN takes the difference to the next compartment; SPREAD gives all volumes from the state.
DOWN = torch.eye(SIZE, dtype=torch.float64) - torch.eye(SIZE, dtype=torch.float64).roll(1, 1)
SPREAD = torch.eye(SIZE, dtype=torch.float64)[:, FREE]
SPREAD = torch.cat([SPREAD - flags((SV,))[:, None], torch.zeros(SIZE, 1, dtype=torch.float64)], 1)


@dataclass(frozen=True)
class Flow:
    """Volumes, pressures, flows `(…, compartment)` and the state's `rates`; `*_slopes` by the 9 states, then the 3 unknown constants."""

    V: Tensor
    P: Tensor
    q: Tensor
    rates: Tensor
    pressure_slopes: Tensor
    rate_slopes: Tensor
    q_slopes: Tensor


def volumes(state: Tensor, person: Person) -> Tensor:
    """All nine volumes in mL."""
    return state @ SPREAD.T + person.blood_mL[:, None] * flags((SV,))


def pressures(state: Tensor, unknown: Tensor, stiff: Tensor, person: Person) -> tuple[Tensor, Tensor, Tensor]:
    """Volumes, pressures and their slopes `(…, compartment, 9 + 3)`."""
    p = person.rows
    V = volumes(state, person)
    stiff = stiff.clone()
    P = stiff * (V - person.unstressed) + p["P_th"] * flags(IN_CHEST)
    by_unknown = torch.zeros(*V.shape, 3, dtype=V.dtype)
    P[..., SV] = (V[..., SV] - unknown[:, V_U]) * stiff[..., SV]
    by_unknown[..., SV, V_U] = -stiff[..., SV]
    for k, share in ((AO, p["f_ao"]), (SA, 1 - p["f_ao"])):
        C = share * unknown[:, LN_C].exp()
        P[..., k], stiff[..., k], by_unknown[..., k, LN_C] = arterial_pressure(
            V[..., k], C, person.unstressed[:, k], person.P_ref, person.stiffening
        )
    return V, P, torch.cat([stiff[..., None] * SPREAD, by_unknown], -1)


def flow(state: Tensor, unknown: Tensor, stiff: Tensor, person: Person, softness: float) -> Flow:
    """Everything at states `(…, patient, 9)`; `stiff` from `chambers.stiffness` at the same moments, `softness` of the valves in mmHg."""
    p = person.rows
    V, P, slopes = pressures(state, unknown, stiff, person)
    fall, fall_slopes = P @ DOWN.T, DOWN @ slopes
    valve = flags(CHAMBERS) > 0
    resistance = person.resistance.clone()
    resistance[:, SA] = unknown[:, LN_R].exp()
    q = torch.where(valve, softplus(fall, beta=1 / softness), fall) / resistance
    q_slopes = (torch.where(valve, torch.sigmoid(fall / softness), 1.0) / resistance)[..., None] * fall_slopes
    q_slopes[..., SA, SIZE + LN_R] -= q[..., SA]
    q[..., AO] += state[..., Q_L]
    q_slopes[..., AO, Q_L] += 1
    L, R_L = p["L"] / person.vessel_size, p["R_L"] / person.vessel_size
    inertia = (fall[..., AO] - R_L * state[..., Q_L]) / L
    inertia_slopes = fall_slopes[..., AO, :] / L[:, None]
    inertia_slopes[..., Q_L] -= R_L / L
    rates = torch.cat([-(q @ DOWN)[..., FREE], inertia[..., None]], -1)
    rate_slopes = torch.cat([-(DOWN.T @ q_slopes)[..., FREE, :], inertia_slopes[..., None, :]], -2)
    return Flow(V, P, q, rates, slopes, rate_slopes, q_slopes)
