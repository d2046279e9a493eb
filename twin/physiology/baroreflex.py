"""Baroreflex: sympathetic drive against a set point that follows the pressure.

Equations                                                        [karaaslan2005, nervous system; guyton1992, resetting]
    ds/dt     = ((1/2 + sigma(-(MAP - P_set)/w_b)) (1 - k_rap (P_ra - P_ra0)) + u - s) / tau_s
    dP_set/dt = (MAP_0 + rho_b (MAP - MAP_0) - P_set) / tau_b
u: shift of the drive by weight, training and alcohol.
Holds:    s = 1 at rest, 0 < s < 2 near it.
Not here: seconds (the reflex is averaged over minutes), sleep, stress.
"""

import torch

from twin.module import Module, State


def rates(s, p):
    error = (s.mean_arterial_pressure - s.baroreflex_set_point_mmHg) / p.w_b
    drive = (1 / 2 + torch.sigmoid(-error)) * (1 - p.k_rap * s.right_atrial_excess) + s.habitual_drive
    set_point = p.MAP_0 + p.rho_b * (s.mean_arterial_pressure - p.MAP_0)
    return {
        "sympathetic_drive": (drive - s.sympathetic_drive) / p.tau_s,
        "baroreflex_set_point_mmHg": (set_point - s.baroreflex_set_point_mmHg) / p.tau_b,
    }


def readout(s, p):
    return {"sympathetic_ratio": s.sympathetic_drive}


MODULE = Module(
    states={
        "sympathetic_drive": State("1", 1, lambda p: 1 / p.tau_s),
        "baroreflex_set_point_mmHg": State("mmHg", "MAP_0", lambda p: 1 / p.tau_b),
    },
    baseline_reads={"MAP_0": "mmHg"},
    rate_reads={"mean_arterial_pressure": "mmHg", "right_atrial_excess": "mmHg", "habitual_drive": "1"},
    rates=rates,
    channels=("sympathetic_ratio",),
    readout=readout,
)
