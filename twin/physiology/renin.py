"""Renin secretion: acute feedback, nerves, filling of the atria, slow recruitment of secreting cells.

Equations                                       [hallow2014, feedback form; karaaslan2005, macula densa; twin_ras, recruitment]
    f     = nu_max / (1 + (nu_max - 1) a^B)
    n     = exp(g_rs (s - 1) - g_vr v - g_2 ln X_2) (1 - b_ren bb),      nu = f n (md(m)/md(1))^g_md
    md(m) = d_0 + d_1 / (d_2 + d_3 exp(d_k (m - 1)))
    dR/dt = ln2/h_R (nu U - R),      dU/dt = (f n - U)/tau_U      (receptors and nerves recruit cells, the macula densa does not)
Person: level = r exp(-k_age (age - age_r)) (Na_in/Na_r)^-k_Na, the untreated renin relative to a norm that falls with age
    [assumption] and with the usual sodium [he2013].
X_2: AT2R-bound angiotensin II, which holds renin back [carey2005].
R: active renin relative to the person's rest; a: AT1R activity; m: load at the macula densa; s: sympathetic drive;
v: ln of blood volume against rest, by which atrial peptides and the cardiopulmonary reflex hold renin back [he2013, size].
Holds:    R, U > 0, nu = f = n = 1 at rest, f <= nu_max.
Not here: prorenin, circadian renin.
"""

import math

import torch

from twin.module import Module, State


def baseline(p):
    level = p.r * torch.exp(-p.k_age * (p.age - p.age_r)) * (p.Na_in / p.Na_r) ** -p.k_Na
    return {"renin_level": level, "PRC_rest": p.PRC_0 * level}


def macula_densa(p, load):
    return p.d_0 + p.d_1 / (p.d_2 + p.d_3 * torch.exp(p.d_k * (load - 1)))


def signals(s, p):
    active = torch.clamp(s.at1r_activity, min=p.a_min)
    feedback = p.nu_max / (1 + (p.nu_max - 1) * active**p.B)
    at_rest = p.d_0 + p.d_1 / (p.d_2 + p.d_3)
    load = (macula_densa(p, s.macula_densa_load) / at_rest) ** p.g_md
    from_outside = p.g_rs * (s.sympathetic_drive - 1) - p.g_vr * s.ln_blood_volume - p.g_2 * s.ln_at2r_bound
    nerves = torch.exp(from_outside) * (1 - p.b_ren * s.block_beta1)
    return {"renin_secretion": feedback * load * nerves, "renin_recruitment": feedback * nerves}


def rates(s, p):
    return {
        "renin": math.log(2) / p.h_R * (s.renin_secretion * s.renin_cells - s.renin),
        "renin_cells": (s.renin_recruitment - s.renin_cells) / p.tau_U,
    }


def readout(s, p):
    return {"prc_pg_mL": p.PRC_rest * s.renin}


MODULE = Module(
    states={
        "renin": State("1", 1, lambda p: math.log(2) / p.h_R),
        "renin_cells": State("1", 1, lambda p: 1 / p.tau_U),
    },
    baseline_reads={"r": "1", "age": "year", "Na_in": "mmol/h"},
    baseline_gives={"renin_level": "1", "PRC_rest": "pg/mL"},
    baseline=baseline,
    reads={
        "at1r_activity": "1",
        "ln_at2r_bound": "1",
        "macula_densa_load": "1",
        "sympathetic_drive": "1",
        "ln_blood_volume": "1",
        "block_beta1": "1",
    },
    gives={"renin_secretion": "1", "renin_recruitment": "1"},
    signals=signals,
    rates=rates,
    channels=("prc_pg_mL",),
    readout=readout,
)
