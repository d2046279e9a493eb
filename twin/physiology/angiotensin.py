"""From renin to the receptors: angiotensins, AT1R and AT2R, angiotensin-(1-7), membrane ACE2. Ratios to the person's rest.

Equations                     [hallow2014 and leete2018, structure and rates; rates follow from rest values, half-lives and shares]
    PRA   = g_R R (1 - i_DRI) AGT (K_M + AGT_0) / (K_M + AGT_0 AGT)
    AngI  = PRA L_I / (k_ace g_A (1 - i_ACE) + k_chy + k_nep + k_dI)
    AngII = (k_ace g_A (1 - i_ACE) + k_chy)/k_conv AngI L_II / (k_a2 E + k_1 g_T (1 - i_ARB) + k_rest)
    dAGT/dt = v (1 - PRA) + ln2/h_AGT (1 - AGT),   v = PRA_0/AGT_0
    dX_1/dt = ln2/h_AT (g_T (1 - i_ARB) AngII_t - X_1)     AT1R-bound
    dX_2/dt = ln2/h_AT (AngII_t - X_2)                  AT2R-bound
    dA17/dt = ln2/h_17 (w AngI + (1 - w) E AngII - A17)
    AngII_t = AngII / (1 - f_loc (1 - E))                    in tissue; f_loc, what ACE2 clears there, is a hypothesis, 0 by default
    dE/dt   = (1 - E)/tau_E - k_vir v E                      v: viral load [hypothesis]
    a       = (1 - f_t) X_1 + f_t g_T (1 - i_ARB) (k_ace g_A (1 - i_ACE) + k_chy)/k_conv
    g_j     = (1 + w a_j (G_t - G_n)/G_s) / (1 + w a_j (G_0 - G_n)/G_s),  j = R, A, T;  w: hypothesis, 0 by default   [pilvankar2018]
    phi     = (sigma(k_at (q a - c_at)) - sigma(k_at (q - c_at))) / (k_at sigma'(k_at (1 - c_at))) - g_2 ln X_2
    q       = level^kappa_r
G_t: glucose that tissue has seen of late.
AngI and AngII are in quasi-steady state (half-lives under a minute).
a: AT1R activity; a share f_t answers to angiotensin made in tissue from renin that an inhibitor in plasma does not reach.
phi: effect of AT1R on its targets, 0 at rest, slope 1 for a renin level of 1, less what AT2R undoes [carey2005].
ACE activity is read in plasma, where no effect delay holds.
Holds:    all ratios 1 at rest and positive.
Not here: Ang III and IV as quantities; soluble ACE2.
"""

import math

import torch

from twin.module import Module, State


def removal(p):
    """First-order removal of angiotensin I and II in 1/h, from rest values, one half-life and shares."""
    L_I = p.PRA_0 / p.AngI_0
    k_dI = math.log(2) / p.h_I
    k_nep = p.f_nep * L_I
    k_conv = L_I - k_dI - k_nep
    L_II = k_conv * p.AngI_0 / p.AngII_0
    return L_I, k_dI, k_nep, k_conv, L_II


def per_glucose(p, rise):
    """Slope of a glucose factor, 1 at the person's own glucose."""
    strength = p.w_glu * rise / p.G_s
    return strength / (1 + strength * (p.G_0 - p.G_n))


def baseline(p):
    q = p.renin_level**p.kappa_r
    return {
        "q": q,
        "reach_rest": torch.sigmoid(p.k_at * (q - p.c_at)),
        "AngI_rest": p.AngI_0 * p.renin_level,
        "AngII_rest": p.AngII_0 * p.renin_level,
        "PRA_rest": p.PRA_0 * p.renin_level,
        "g_R": per_glucose(p, p.a_R),
        "g_A": per_glucose(p, p.a_A),
        "g_T": per_glucose(p, p.a_T),
    }


def signals(s, p):
    L_I, k_dI, k_nep, k_conv, _ = removal(p)
    k_chy = p.f_chy * k_conv
    excess = s.glucose_tissue - p.G_0
    free_at1r = (1 + p.g_T * excess) * (1 - s.block_at1r)
    conversion = (k_conv - k_chy) * (1 + p.g_A * excess) * (1 - s.block_ace) + k_chy
    PRA = (
        (1 + p.g_R * excess)
        * s.renin
        * (1 - s.block_renin)
        * s.angiotensinogen
        * (p.K_M + p.AGT_0)
        / (p.K_M + p.AGT_0 * s.angiotensinogen)
    )
    AngI = PRA * L_I / (conversion + k_nep + k_dI)
    loss = p.f_a2 * s.membrane_ace2 + p.f_at1 * free_at1r + 1 - p.f_a2 - p.f_at1
    AngII = conversion / k_conv * AngI / loss
    at_rest = 1 / (1 + math.exp(-p.k_at * (1 - p.c_at)))
    activity = (1 - p.f_t) * s.at1r_bound + p.f_t * free_at1r * conversion / k_conv
    reach = torch.sigmoid(p.k_at * (p.q * activity - p.c_at)) - p.reach_rest
    ln_at2r = torch.log(s.at2r_bound)
    return {
        "renin_activity": PRA,
        "angiotensin_i": AngI,
        "angiotensin_ii": AngII,
        "free_at1r": free_at1r,
        "angiotensin_ii_tissue": AngII / (1 - p.f_loc * (1 - s.membrane_ace2)),
        "at1r_activity": activity,
        "at1r_effect": reach / (p.k_at * at_rest * (1 - at_rest)) - p.g_2 * ln_at2r,
        "ln_at2r_bound": ln_at2r,
    }


def rates(s, p):
    _, _, k_nep, _, L_II = removal(p)
    from_i, from_ii = k_nep * p.AngI_0, p.f_a2 * L_II * p.AngII_0
    made_1_7 = (from_i * s.angiotensin_i + from_ii * s.membrane_ace2 * s.angiotensin_ii) / (from_i + from_ii)
    binding = math.log(2) / p.h_AT
    used = p.PRA_0 / p.AGT_0 * (1 - s.renin_activity)
    return {
        "angiotensinogen": used + math.log(2) / p.h_AGT * (1 - s.angiotensinogen),
        "at1r_bound": binding * (s.free_at1r * s.angiotensin_ii_tissue - s.at1r_bound),
        "at2r_bound": binding * (s.angiotensin_ii_tissue - s.at2r_bound),
        "angiotensin_1_7": math.log(2) / p.h_17 * (made_1_7 - s.angiotensin_1_7),
        "membrane_ace2": (1 - s.membrane_ace2) / p.tau_E - p.k_vir * s.viral_load * s.membrane_ace2,
    }


def readout(s, p):
    _, _, k_nep, _, L_II = removal(p)
    rest_1_7 = (k_nep * p.AngI_rest + p.f_a2 * L_II * p.AngII_rest) * p.h_17 / math.log(2)
    return {
        "pra_ng_mL_h": p.PRA_rest * p.M_I * s.renin_activity,
        "angiotensinogen_nmol_L": p.AGT_0 * s.angiotensinogen,
        "ang_i_pg_mL": p.AngI_rest * p.M_I * s.angiotensin_i,
        "ang_ii_pg_mL": p.AngII_rest * p.M_II * s.angiotensin_ii,
        "ang_1_7_pg_mL": rest_1_7 * p.M_17 * s.angiotensin_1_7,
        "at1r_bound_ratio": s.at1r_bound,
        "at2r_bound_ratio": s.at2r_bound,
        "ang_ii_tissue_ratio": s.angiotensin_ii_tissue,
        "ace2_ratio": s.membrane_ace2,
        "ace_activity_ratio": (1 + p.g_A * (s.glucose_tissue - p.G_0)) * (1 - s.plasma_ace_block),
    }


MODULE = Module(
    states={
        "angiotensinogen": State("1", 1, lambda p: math.log(2) / p.h_AGT),
        "at1r_bound": State("1", 1, lambda p: math.log(2) / p.h_AT),
        "at2r_bound": State("1", 1, lambda p: math.log(2) / p.h_AT),
        "angiotensin_1_7": State("1", 1, lambda p: math.log(2) / p.h_17),
        "membrane_ace2": State("1", 1, lambda p: 1 / p.tau_E),
    },
    baseline_reads={"renin_level": "1", "f_loc": "1", "w_glu": "1", "G_0": "mmol/L"},
    baseline_gives={
        "q": "1",
        "reach_rest": "1",
        "AngI_rest": "mmol/L",
        "AngII_rest": "mmol/L",
        "PRA_rest": "mmol/L/h",
        "g_R": "L/mmol",
        "g_A": "L/mmol",
        "g_T": "L/mmol",
    },
    baseline=baseline,
    reads={"renin": "1", "block_ace": "1", "block_at1r": "1", "block_renin": "1", "glucose_tissue": "mmol/L"},
    rate_reads={"viral_load": "1", "plasma_ace_block": "1"},
    gives={
        "renin_activity": "1",
        "angiotensin_i": "1",
        "angiotensin_ii": "1",
        "free_at1r": "1",
        "angiotensin_ii_tissue": "1",
        "at1r_activity": "1",
        "at1r_effect": "1",
        "ln_at2r_bound": "1",
    },
    signals=signals,
    rates=rates,
    channels=(
        "pra_ng_mL_h",
        "angiotensinogen_nmol_L",
        "ang_i_pg_mL",
        "ang_ii_pg_mL",
        "ang_1_7_pg_mL",
        "at1r_bound_ratio",
        "at2r_bound_ratio",
        "ang_ii_tissue_ratio",
        "ace2_ratio",
        "ace_activity_ratio",
    ),
    readout=readout,
)
