"""Sodium along the nephron: what three segments leave unreabsorbed, pressure natriuresis and its slow resetting.

Equations             [karaaslan2005, segments; twin_calibration, R2-1 to R2-3; folkow1982 and guyton1992, resetting]
    P_n    = (1 - exp(-q_pn ln(MAP/MAP_0))) / q_pn                                   (each further fall costs more)
    dx_p/dt = (P_n - x_p)/tau_p,      dx_r/dt = (rho_r x_p - x_r)/tau_r
    e_pt   = shift(e_pt0, G_p (x_p - x_r) - G_at phi - G_rs (s - 1)),   G_p = G_pn (P_pn / max(MAP_0, P_min))^m_pn n / s_salt
    m      = (GFR C e_pt) / (GFR_0 C_0 e_pt0)                                         (load at the macula densa)
    e_dt   = shift(e_dt0, G_thz thz + u_d),          d = m e_dt / e_dt0
    z      = G_load ln d - G_ald x_ald + G_vol v + G_ccb ccb + G_bb bb
    e_cd   = shift(e_cd0, ln L(z + ln d) - ln d),   L(z) = sp(beta_L (1 + z)) / sp(beta_L)
shift(e, x) = e / (e + (1 - e) exp(-x)): the fraction whose log odds lie x above those of e.
    U_Na   = GFR_0 C_0 e_pt0 e_dt0 d e_cd
n = min(1, eGFR/eGFR_r)^k_n: fewer nephrons answer to pressure with less sodium [guyton1992]; u_d: shift by diet; s_salt: trait.
Person: excretion equals intake at rest. Few nephrons with a large intake need a larger delivery D, so that e_cd0 stays below
    eps_max (adaptation of the remaining nephrons, sharpness n_a): the odds of e_pt0 and e_dt0 rise by one factor until e_pt0 e_dt0 = D.
    Where D would reach 1 no kidney can excrete the intake, and there is no rest.
Holds:    every fraction in (0, 1), U_Na > 0.
Not here: potassium, glucose, loop of Henle as a segment of its own.
"""

import math

import torch
from torch.nn.functional import softplus

from twin.module import Module, State


def shifted(fraction, odds):
    """The fraction whose odds are those of `fraction` times `odds`."""
    raised = fraction * odds
    return raised / (raised + 1 - fraction)


def baseline(p):
    excreted = p.Na_in / (p.GFR_0 * p.C_Na0)
    usual = p.eps_pt * p.eps_dt
    delivered = (usual**p.n_a + (excreted / p.eps_max) ** p.n_a) ** (1 / p.n_a)
    odds_pt, odds_dt = p.eps_pt / (1 - p.eps_pt), p.eps_dt / (1 - p.eps_dt)
    both, kept = odds_pt * odds_dt, torch.where(delivered < 1, 1 - delivered, math.nan)
    middle = delivered * (odds_pt + odds_dt)
    rise = (middle + torch.sqrt(middle**2 + 2 * 2 * both * kept * delivered)) / (2 * both * kept)
    e_pt0, e_dt0 = (odds * rise / (1 + odds * rise) for odds in (odds_pt, odds_dt))
    slope = (p.P_pn / torch.clamp(p.MAP_0, min=p.P_min)) ** p.m_pn
    nephrons = torch.clamp(p.eGFR / p.eGFR_r, max=1) ** p.k_n
    gain = p.G_pn * slope * nephrons / p.s_salt
    return {"e_pt0": e_pt0, "e_dt0": e_dt0, "e_cd0": excreted / delivered, "G_p": gain}


def signals(s, p):
    P_n = (1 - torch.exp(-p.q_pn * s.ln_mean_arterial_pressure)) / p.q_pn
    drive = s.sympathetic_drive - 1
    natriuresis = p.G_p * (s.pressure_signal - s.pressure_reset)
    e_pt = shifted(p.e_pt0, torch.exp(natriuresis - p.G_at * s.at1r_effect - p.G_rs * drive))
    m = s.glomerular_filtration * s.plasma_sodium * e_pt / (p.GFR_0 * p.C_Na0 * p.e_pt0)
    e_dt = shifted(p.e_dt0, torch.exp(p.G_thz * s.block_distal_sodium + s.dietary_distal_loss))
    d = m * e_dt / p.e_dt0
    ln_d = torch.log(d)
    blocks = p.G_ccb * s.block_vascular_tone + p.G_bb * s.block_beta1
    z = p.G_load * ln_d - p.G_ald * s.ln_aldosterone_effect + p.G_vol * s.ln_blood_volume + blocks
    lost = softplus(p.beta_L * (1 + z + ln_d)) / math.log1p(math.exp(p.beta_L))
    e_cd = shifted(p.e_cd0, lost / d)
    U_Na = p.GFR_0 * p.C_Na0 * p.e_pt0 * p.e_dt0 * d * e_cd
    return {"pressure_natriuresis": P_n, "macula_densa_load": m, "sodium_excretion": U_Na}


def rates(s, p):
    return {
        "pressure_signal": (s.pressure_natriuresis - s.pressure_signal) / p.tau_p,
        "pressure_reset": (p.rho_r * s.pressure_signal - s.pressure_reset) / p.tau_r,
    }


MODULE = Module(
    states={
        "pressure_signal": State("1", 0, lambda p: 1 / p.tau_p),
        "pressure_reset": State("1", 0, lambda p: 1 / p.tau_r),
    },
    baseline_reads={
        "Na_in": "mmol/h",
        "GFR_0": "L/h",
        "C_Na0": "mmol/L",
        "MAP_0": "mmHg",
        "eGFR": "L/h/m^2",
        "s_salt": "1",
    },
    baseline_gives={"e_pt0": "1", "e_dt0": "1", "e_cd0": "1", "G_p": "1"},
    baseline=baseline,
    reads={
        "ln_mean_arterial_pressure": "1",
        "glomerular_filtration": "L/h",
        "plasma_sodium": "mmol/L",
        "ln_blood_volume": "1",
        "sympathetic_drive": "1",
        "at1r_effect": "1",
        "ln_aldosterone_effect": "1",
        "block_distal_sodium": "1",
        "dietary_distal_loss": "1",
        "block_vascular_tone": "1",
        "block_beta1": "1",
    },
    gives={"pressure_natriuresis": "1", "macula_densa_load": "1", "sodium_excretion": "mmol/h"},
    signals=signals,
    rates=rates,
)
