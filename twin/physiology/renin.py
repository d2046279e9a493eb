"""Renin secretion: acute feedback, slow recruitment of secreting cells.

Equations                                       [hallow2014, feedback form; karaaslan2005, macula densa; twin_ras, recruitment]
    nu   = nu_max / (1 + (nu_max - 1) a^B) (md(m)/md(1))^g_md exp(g_rs (s - 1)) (1 - b_ren bb)
    md(m) = d_0 + d_1 / (d_2 + d_3 exp(d_k (m - 1)))
    dR/dt = ln2/h_R (nu U - R),      dU/dt = (nu - U)/tau_U
Person: level = r exp(-k_age (age - age_r)), the untreated renin relative to a norm that falls with age   [assumption].
R: active renin relative to the person's rest; a: AT1R-bound angiotensin II; m: load at the macula densa; s: sympathetic drive.
Holds:    R, U > 0, nu = 1 at rest, nu <= nu_max times the outer factors.
Not here: prorenin, circadian renin.
"""

import math

import torch

from twin.module import Module, State


def baseline(p):
    level = p.r * torch.exp(-p.k_age * (p.age - p.age_r))
    return {"renin_level": level, "PRC_rest": p.PRC_0 * level}


def macula_densa(p, load):
    return p.d_0 + p.d_1 / (p.d_2 + p.d_3 * torch.exp(p.d_k * (load - 1)))


def signals(s, p):
    bound = torch.clamp(s.at1r_bound, min=p.a_min)
    feedback = p.nu_max / (1 + (p.nu_max - 1) * bound**p.B)
    at_rest = p.d_0 + p.d_1 / (p.d_2 + p.d_3)
    load = (macula_densa(p, s.macula_densa_load) / at_rest) ** p.g_md
    nerves = torch.exp(p.g_rs * (s.sympathetic_drive - 1)) * (1 - p.b_ren * s.block_beta1)
    return {"renin_secretion": feedback * load * nerves}


def rates(s, p):
    return {
        "renin": math.log(2) / p.h_R * (s.renin_secretion * s.renin_cells - s.renin),
        "renin_cells": (s.renin_secretion - s.renin_cells) / p.tau_U,
    }


def readout(s, p):
    return {"prc_pg_mL": p.PRC_rest * s.renin}


MODULE = Module(
    states={
        "renin": State("1", 1, lambda p: math.log(2) / p.h_R),
        "renin_cells": State("1", 1, lambda p: 1 / p.tau_U),
    },
    baseline_reads={"r": "1", "age": "year"},
    baseline_gives={"renin_level": "1", "PRC_rest": "pg/mL"},
    baseline=baseline,
    reads={"at1r_bound": "1", "macula_densa_load": "1", "sympathetic_drive": "1", "block_beta1": "1"},
    gives={"renin_secretion": "1"},
    signals=signals,
    rates=rates,
    channels=("prc_pg_mL",),
    readout=readout,
)
