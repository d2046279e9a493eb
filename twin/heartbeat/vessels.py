"""Large arteries: stiffer at higher pressure.

Equations                                                                              [hallow2023, k_P]
    dV/dP = C exp(-k_P (P - P_ref))   =>   P = P_ref - ln(x)/k_P,   x = 1 - k_P (V - V_ref)/C,   V_ref = V_u + C P_ref
P_ref: the person's own mean pressure, C: compliance there, V_u: volume that stretches nothing.
Below x_min (hundreds of mmHg above P_ref, met only on the way to a solution) the tangent goes on.
"""

import torch

from twin.module import Tensor

X_MIN = 0.05


def arterial_pressure(V: Tensor, C: Tensor, V_u: Tensor, P_ref: Tensor, k: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """P in mmHg, dP/dV in mmHg/mL and dP/dln C in mmHg."""
    fill = (V - V_u) / C - P_ref
    x = 1 - k * fill
    within = x.clamp(min=X_MIN)
    P = P_ref - (torch.log(within) + (x - within) / within) / k
    return P, 1 / (C * within), -(V - V_u) / C / within
