"""Systolic and diastolic pressure from the mean, and the body clock. Read-outs: nothing here feeds back.

Equations                                                        [twin_heartbeat, pulse; twin_haemodynamics, clock]
    ln PP/PP_0 = (b_SV + c_S ln HR_0/HR_n) ln SV/SV_0 + (k_M s_art + c_M l) (MAP - MAP_0) + (b_H - c_H l) ln HR/HR_0 + b_C ln E
    l   = ln((SV_0/PP_0) / (C_n BV_0/BV_n))      (arterial compliance of the person against the usual one)
    ff  = ff_0 + f_SV ln SV/SV_0 + f_P ln MAP/MAP_0 + f_C ln E
    SBP = MAP + (1 - ff) PP,    DBP = MAP - ff PP
    w(t) = cos(2 pi (t - t_A)/T_day) + k_B cos(4 pi (t - t_B)/T_day),   psi_k = (1 + k w(t)) / (1 + k w(t_0))
    MAP, CO and HR are read as MAP psi_P, CO psi_P^k_Q and HR psi_H: 1 at the office hour t_0
s_art: how fast arteries stiffen with pressure, a trait. PP and ff emulate twin.heartbeat, to which their constants are fitted.
Holds:    SBP = SBP_0 and DBP = DBP_0 for the resting person at the office hour; SBP > DBP.
Not here: non-dippers, the shape of the pulse wave (heartbeat).
"""

import math

import torch

from twin.module import Module


def baseline(p):
    PP_0 = p.SBP_0 - p.DBP_0
    compliance = torch.log(p.CO_0 / p.HR_0 / PP_0 * p.BV_n / p.BV_0 / p.C_n)
    return {
        "PP_0": PP_0,
        "per_SV": p.b_SV + p.c_S * torch.log(p.HR_0 / p.HR_n),
        "per_MAP": p.k_M * p.s_art + p.c_M * compliance,
        "per_HR": p.b_H - p.c_H * compliance,
    }


def wave(p, hour, cos=torch.cos):
    turn = 2 * math.pi / p.T_day
    return cos(turn * (hour - p.t_A)) + p.k_B * cos(2 * turn * (hour - p.t_B))


def swing(p, hour, size):
    return (1 + size * wave(p, hour)) / (1 + size * wave(p, p.t_0, math.cos))


def readout(s, p):
    psi = swing(p, s.clock, p.k_P)
    MAP, CO = s.mean_arterial_pressure * psi, s.cardiac_output * psi**p.k_Q
    HR = p.HR_0 * torch.exp(s.ln_heart_rate) * swing(p, s.clock, p.k_H)
    SV = CO / HR
    ln_SV, ln_P, ln_HR = torch.log(SV * p.HR_0 / p.CO_0), torch.log(MAP / p.MAP_0), torch.log(HR / p.HR_0)
    stretch = p.per_MAP * (MAP - p.MAP_0)
    PP = p.PP_0 * torch.exp(p.per_SV * ln_SV + stretch + p.per_HR * ln_HR + p.b_C * s.ln_contractility)
    ff = p.ff_rest + p.f_SV * ln_SV + p.f_P * ln_P + p.f_C * s.ln_contractility
    return {
        "sbp_mmHg": MAP + (1 - ff) * PP,
        "dbp_mmHg": MAP - ff * PP,
        "map_mmHg": MAP,
        "heart_rate_bpm": HR,
        "cardiac_output_L_min": CO,
        "stroke_volume_mL": SV,
        "tpr_mmHg_min_L": MAP / CO,
        "contractility_ratio": torch.exp(s.ln_contractility),
    }


MODULE = Module(
    baseline_reads={
        "SBP_0": "mmHg",
        "DBP_0": "mmHg",
        "MAP_0": "mmHg",
        "CO_0": "L/h",
        "HR_0": "1/h",
        "ff_rest": "1",
        "s_art": "1",
        "BV_0": "L",
    },
    baseline_gives={"PP_0": "mmHg", "per_SV": "1", "per_MAP": "1/mmHg", "per_HR": "1"},
    baseline=baseline,
    rate_reads={
        "mean_arterial_pressure": "mmHg",
        "cardiac_output": "L/h",
        "ln_heart_rate": "1",
        "ln_contractility": "1",
        "clock": "h",
    },
    channels=(
        "sbp_mmHg",
        "dbp_mmHg",
        "map_mmHg",
        "heart_rate_bpm",
        "cardiac_output_L_min",
        "stroke_volume_mL",
        "tpr_mmHg_min_L",
        "contractility_ratio",
    ),
    readout=readout,
)
