"""Heart and vessels, cycle-averaged: cardiac output meets venous return, the tissues regulate their own flow.

Equations                             [karaaslan2005, circulation; guyton1972, venous return; twin_haemodynamics, pump curve]
    ln HR/HR_0   = g_sH (s - 1) - b_HR bb
    ln E         = g_sE (s - 1) - b_E bb
    ln TPR/TPR_0 = x_a + kappa_R phi + g_sR (s - 1) - c_R ccb
    R_vr         = (w_bv R_bv + R_a) / w_vr,  R_bv = f_bv TPR_0,  R_a = TPR - R_bv
    P_mf         = P_mf0 + ((1 - rho_v)(BV - BV_0) + BV_0 (g_sV (s - 1) + kappa_V phi)) / C      (veins yield within minutes)
    CO solves      CO R_vr + P_ra(CO) = P_mf,   P_ra = P_ra0 + A_ra (exp(k_ra (x/h - 1)) - 1),   x = CO / CO_0
    ln h         = h_HR ln HR/HR_0 + h_E ln E - h_P ln MAP/MAP_0,   MAP = CO TPR
    dx_a/dt      = (K_a (ln x + b_D bb - d) - x_a) / tau_a
phi: AT1R effect, s: sympathetic drive, bb and ccb: blocked share of beta-1 receptors and of vascular tone, d: ln metabolic demand.
Holds:    MAP = CO TPR; every factor is 1 for the resting person.
Not here: the pulse wave (pulse, heartbeat), heart failure, valves, posture.
"""

import torch

from twin.module import Module, State

HALLEY_STEPS = 2


def baseline(p):
    MAP_0 = p.DBP_0 + p.ff_0 * (p.SBP_0 - p.DBP_0)
    CO_0 = p.CI_0 * (1 - p.k_age * (p.age - p.age_ref)) * p.BSA
    TPR_0 = MAP_0 / CO_0
    R_vr0 = TPR_0 * (p.w_bv * p.f_bv + 1 - p.f_bv) / p.w_vr
    return {
        "MAP_0": MAP_0,
        "CO_0": CO_0,
        "TPR_0": TPR_0,
        "P_mf0": p.P_ra0 + CO_0 * R_vr0,
        "C": p.C_sys * p.BV_0 / p.BV_ref,
        "ff_rest": p.ff_0,
    }


def pump(p, ln_x, ln_h):
    """Excess right atrial pressure over its scale, and the relative filling x / h."""
    filling = torch.exp(ln_x * (1 + p.h_P) - ln_h)
    return torch.exp(p.k_ra * (filling - 1)), filling


def cardiac_output_log(p, R_vr, P_mf, ln_h):
    """ln(CO / CO_0) by Halley's method from the resting output; the curve rises everywhere and bends one way."""
    ln_x = torch.zeros_like(P_mf)
    steep = 1 + p.h_P
    for _ in range(HALLEY_STEPS):
        rise, filling = pump(p, ln_x, ln_h)
        flow = torch.exp(ln_x) * p.CO_0 * R_vr
        miss = flow + p.P_ra0 + p.A_ra * (rise - 1) - P_mf
        climb = p.A_ra * p.k_ra * steep * rise * filling
        slope, bend = flow + climb, flow + climb * steep * (1 + p.k_ra * filling)
        step = 2 * miss * slope / (2 * slope * slope - miss * bend)
        ln_x = torch.clamp(ln_x - step, p.lx_min, p.lx_max)
    return ln_x


def signals(s, p):
    drive = s.sympathetic_drive - 1
    ln_HR = p.g_sH * drive - p.b_HR * s.block_beta1
    ln_E = p.g_sE * drive - p.b_E * s.block_beta1
    ln_R = s.ln_autoregulation + p.kappa_R * s.at1r_effect + p.g_sR * drive - p.c_R * s.block_vascular_tone
    TPR = p.TPR_0 * torch.exp(ln_R)
    R_bv = p.f_bv * p.TPR_0
    R_vr = (p.w_bv * R_bv + torch.maximum(TPR - R_bv, p.f_min * TPR)) / p.w_vr
    shift = (1 - p.rho_v) * (s.blood_volume - p.BV_0) + p.BV_0 * (p.g_sV * drive + p.kappa_V * s.at1r_effect)
    P_mf = p.P_mf0 + shift / p.C
    ln_h = p.h_HR * ln_HR + p.h_E * ln_E - p.h_P * ln_R
    ln_x = cardiac_output_log(p, R_vr, P_mf, ln_h)
    CO = p.CO_0 * torch.exp(ln_x)
    return {
        "ln_heart_rate": ln_HR,
        "ln_contractility": ln_E,
        "ln_cardiac_output": ln_x,
        "cardiac_output": CO,
        "total_peripheral_resistance": TPR,
        "mean_arterial_pressure": CO * TPR,
        "ln_mean_arterial_pressure": ln_x + ln_R,
        "right_atrial_excess": P_mf - p.P_ra0 - CO * R_vr,
    }


def rates(s, p):
    demand = s.ln_metabolic_demand - p.b_D * s.block_beta1
    return {"ln_autoregulation": (p.K_a * (s.ln_cardiac_output - demand) - s.ln_autoregulation) / p.tau_a}


MODULE = Module(
    states={"ln_autoregulation": State("1", 0, lambda p: 1 / p.tau_a)},
    baseline_reads={"DBP_0": "mmHg", "SBP_0": "mmHg", "age": "year", "BSA": "m^2", "BV_0": "L"},
    baseline_gives={"MAP_0": "mmHg", "CO_0": "L/h", "TPR_0": "mmHg*h/L", "P_mf0": "mmHg", "C": "L/mmHg", "ff_rest": "1"},
    baseline=baseline,
    reads={
        "sympathetic_drive": "1",
        "at1r_effect": "1",
        "blood_volume": "L",
        "block_beta1": "1",
        "block_vascular_tone": "1",
    },
    rate_reads={"ln_metabolic_demand": "1"},
    gives={
        "ln_heart_rate": "1",
        "ln_contractility": "1",
        "ln_cardiac_output": "1",
        "cardiac_output": "L/h",
        "total_peripheral_resistance": "mmHg*h/L",
        "mean_arterial_pressure": "mmHg",
        "ln_mean_arterial_pressure": "1",
        "right_atrial_excess": "mmHg",
    },
    signals=signals,
    rates=rates,
)
