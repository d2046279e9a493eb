"""Water and sodium of the body, and the blood volume they set.

Equations                                                        [karaaslan2005, water and vasopressin; guyton1992]
    BV    = BV_0 + beta_v (V - V_0),    v = ln(BV/BV_0),    C = M / V
    ADH   = exp(clamp(k_adh (C - C_0), l_min, l_max))
    drink = W_0 (1 + g_th (ADH - 1)),   urine = W_0 / ADH
    dV/dt = drink - urine
    dM/dt = sodium intake - sodium excretion
Holds:    V, M > 0; what is eaten and not excreted is in the body.
Not here: sweat, potassium, the slow sodium store of the skin, red cell mass.
"""

import torch

from twin.module import Module, State


def baseline(p):
    V_0 = p.k_ECF * p.BV_0
    return {"V_0": V_0, "M_0": p.C_0 * V_0, "W_0": p.W_ref * p.BSA / p.A_ref, "C_Na0": p.C_0}


def signals(s, p):
    concentration = s.body_sodium_mmol / s.extracellular_fluid_L
    vasopressin = torch.exp(torch.clamp(p.k_adh * (concentration - p.C_0), p.l_min, p.l_max))
    blood_volume = p.BV_0 + p.beta_v * (s.extracellular_fluid_L - p.V_0)
    return {
        "blood_volume": blood_volume,
        "ln_blood_volume": torch.log(blood_volume / p.BV_0),
        "plasma_sodium": concentration,
        "water_intake": p.W_0 * (1 + p.g_th * (vasopressin - 1)),
        "urine_flow": p.W_0 / vasopressin,
    }


def rates(s, p):
    return {
        "extracellular_fluid_L": s.water_intake - s.urine_flow,
        "body_sodium_mmol": s.sodium_intake - s.sodium_excretion,
    }


def readout(s, p):
    return {
        "blood_volume_L": s.blood_volume,
        "ecf_volume_L": s.extracellular_fluid_L,
        "sodium_excretion_mmol_day": s.sodium_excretion,
    }


MODULE = Module(
    states={"extracellular_fluid_L": State("L", "V_0"), "body_sodium_mmol": State("mmol", "M_0")},
    baseline_reads={"BV_0": "L", "BSA": "m^2"},
    baseline_gives={"V_0": "L", "M_0": "mmol", "W_0": "L/h", "C_Na0": "mmol/L"},
    baseline=baseline,
    rate_reads={"sodium_intake": "mmol/h", "sodium_excretion": "mmol/h"},
    gives={"blood_volume": "L", "ln_blood_volume": "1", "plasma_sodium": "mmol/L", "water_intake": "L/h", "urine_flow": "L/h"},
    signals=signals,
    rates=rates,
    channels=("blood_volume_L", "ecf_volume_L", "sodium_excretion_mmol_day"),
    readout=readout,
)
