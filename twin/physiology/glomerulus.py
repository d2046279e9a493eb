"""Renal vessels and glomerular filtration.

Equations                                                        [karaaslan2005, renal haemodynamics; leete2019, myogenic response]
    R_aa  = R_aa0 2 sigma(k_s (s - 1)) exp(x_aa + e_aa phi) (1 - c_aa ccb),   R_ea = R_ea0 exp(e_ea phi)
    P_gh  = MAP R_ea / (R_aa + R_ea)
    GFR   = K_gf sp(P_gh),   K_gf = GFR_0 / sp(P_gh0),   sp(P) = ln(1 + exp((P - P_o)/w_f))     (a softly floored filtration pressure)
    TGF   = t_0 + (1 - t_0) (t_a + t_b) / (t_a + t_b exp(-t_k (m - 1)))          (m: relative load at the macula densa)
    myo   = m_0 + 1 / (1 + m_0/(1 - m_0) exp(-m_k (P_gh - P_gh0)))
    dx_aa/dt = (ln(TGF myo) - x_aa) / tau_aa
Person: P_gh0 = min(P_gh_ref, MAP_0 - dP_min), renal blood flow GFR_0 / (FF (1 - Hct)); hypertension sits before the glomerulus.
Holds:    GFR > 0; everything is at its own rest when the person is.
Not here: loss of nephrons over time, albuminuria.
"""

import torch
from torch.nn.functional import softplus

from twin.module import Module, State


def baseline(p):
    GFR_0 = p.eGFR * p.BSA
    P_gh0 = torch.clamp(p.MAP_0 - p.dP_min, max=p.P_gh_ref)
    flow = GFR_0 / (p.FF * (1 - p.Hct))
    filtering = GFR_0 / softplus((P_gh0 - p.P_o) / p.w_f)
    return {"GFR_0": GFR_0, "P_gh0": P_gh0, "K_gf": filtering, "R_aa0": (p.MAP_0 - P_gh0) / flow, "R_ea0": P_gh0 / flow}


def signals(s, p):
    drive = 2 * torch.sigmoid(p.k_s * (s.sympathetic_drive - 1))
    R_aa = p.R_aa0 * drive * torch.exp(s.ln_afferent + p.e_aa * s.at1r_effect) * (1 - p.c_aa * s.block_vascular_tone)
    R_ea = p.R_ea0 * torch.exp(p.e_ea * s.at1r_effect)
    P_gh = s.mean_arterial_pressure * R_ea / (R_aa + R_ea)
    GFR = p.K_gf * softplus((P_gh - p.P_o) / p.w_f)
    return {"glomerular_pressure": P_gh, "glomerular_filtration": GFR}


def rates(s, p):
    load = torch.exp(-p.t_k * (s.macula_densa_load - 1))
    feedback = p.t_0 + (1 - p.t_0) * (p.t_a + p.t_b) / (p.t_a + p.t_b * load)
    stretch = torch.exp(-p.m_k * (s.glomerular_pressure - p.P_gh0))
    myogenic = p.m_0 + 1 / (1 + p.m_0 / (1 - p.m_0) * stretch)
    return {"ln_afferent": (torch.log(feedback * myogenic) - s.ln_afferent) / p.tau_aa}


def readout(s, p):
    return {"gfr_mL_min": s.glomerular_filtration}


MODULE = Module(
    states={"ln_afferent": State("1", 0, lambda p: 1 / p.tau_aa)},
    baseline_reads={"eGFR": "L/h/m^2", "BSA": "m^2", "MAP_0": "mmHg"},
    baseline_gives={"GFR_0": "L/h", "P_gh0": "mmHg", "K_gf": "L/h", "R_aa0": "mmHg*h/L", "R_ea0": "mmHg*h/L"},
    baseline=baseline,
    reads={
        "sympathetic_drive": "1",
        "at1r_effect": "1",
        "mean_arterial_pressure": "mmHg",
        "block_vascular_tone": "1",
    },
    rate_reads={"macula_densa_load": "1"},
    gives={"glomerular_pressure": "mmHg", "glomerular_filtration": "L/h"},
    signals=signals,
    rates=rates,
    channels=("gfr_mL_min",),
    readout=readout,
)
