"""Heart chambers: how stiff they are at each moment of the beat.

Equations                                          [bjordalsbakke2022, ventricles; heldt2004, sizes and timing]
    P = E(t) (V - V_0) + P_th,   E(t) = E_d + (E_es - E_d) e(t),   E_es of a ventricle times its contractility
    ventricle  e = c_e u^n_1 / (1 + u^n_1) / (1 + w^n_2),   u = t/a_1,  w = t/a_2,  a_1 = k_1 k_ts sqrt(T),  a_2 = k_2 a_1
    atrium     e = (1 - cos(2 pi x)) / 2 for x < 1, else 0;   x = (t + k_av sqrt(T) mod T) / (k_w k_ta sqrt(T))
t: time since the ventricles begin to contract, T: length of the beat.
Not here: a curved filling law (stiff hearts), the septum, the sac around the heart.
"""

import math
from collections.abc import Mapping

import torch

from twin.heartbeat.person import LA, LV, RA, RV, Person, flags
from twin.module import Tensor


def ventricle_activation(t: Tensor, T: Tensor, p: Mapping[str, float]) -> Tensor:
    """e(t) of the ventricles, 0 to about 1."""
    a_1 = p["k_1"] * p["k_ts"] * T.sqrt()
    u, w = (t / a_1) ** p["n_1"], (t / (p["k_2"] * a_1)) ** p["n_2"]
    return p["c_e"] * u / (1 + u) / (1 + w)


def atrium_activation(t: Tensor, T: Tensor, p: Mapping[str, float]) -> Tensor:
    """e(t) of the atria, 0 to 1: before the ventricles."""
    x = torch.remainder(t + p["k_av"] * T.sqrt(), T) / (p["k_w"] * p["k_ta"] * T.sqrt())
    return torch.where(x < 1, (1 - torch.cos(2 * math.pi * x)) / 2, 0.0)


def moments(count: int) -> Tensor:
    """Evenly spread phases of the beat, 0 to just below 1."""
    return torch.arange(count, dtype=torch.float64) / count


def stiffness(phase: Tensor, person: Person) -> Tensor:
    """dP/dV in mmHg/mL `(phase, patient, compartment)`; vessels are as stiff all along the beat."""
    T = person.period_s
    t = phase[:, None] * T
    ventricles = ventricle_activation(t, T, person.rows)[..., None] * flags((LV, RV))
    atria = atrium_activation(t, T, person.rows)[..., None] * flags((LA, RA))
    return person.slack + (person.active - person.slack) * (ventricles + atria)
