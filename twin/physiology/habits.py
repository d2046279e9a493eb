"""Habits: where a change of weight, training, alcohol or diet is known to act, with strengths from published falls of pressure.

Equations                                                        [empirical strengths; see the rows]
    dx_t/dt = (n_ex - x_t) / tau_t                               (training takes weeks)
    u       = u_max tanh((g_w dW + g_al dA - g_ex x_t) / u_max)  (shift of sympathetic drive)      [landsberg2013; cornelissen2005]
    u_d     = g_dash diet + g_K dK                               (distal sodium loss, logit)       [terker2015, potassium]
    d       = k_w ln(1 + dW/W)                                   (metabolic demand goes with body surface)  [mosteller1987]
dW, n_ex, dA, dK: changes of weight, sessions, drinks and potassium; diet: 1 on the DASH diet. All 0 in usual life.
Holds:    every signal is 0 in usual life.
Not here: what alcohol does within hours, plasma potassium, strength training.
"""

import torch

from twin.module import Module, State


def signals(s, p):
    shift = p.g_w * s.weight_change + p.g_al * s.alcohol_change - p.g_ex * s.training
    return {
        "habitual_drive": p.u_max * torch.tanh(shift / p.u_max),
        "dietary_distal_loss": p.g_dash * s.diet_change + p.g_K * s.potassium_change,
        "ln_metabolic_demand": p.k_w * torch.log1p(s.weight_change / p.weight),
    }


def rates(s, p):
    return {"training": (s.exercise_change - s.training) / p.tau_t}


MODULE = Module(
    states={"training": State("1/h", 0, lambda p: 1 / p.tau_t)},
    baseline_reads={"weight": "kg"},
    reads={
        "weight_change": "kg",
        "alcohol_change": "1/h",
        "exercise_change": "1/h",
        "diet_change": "1",
        "potassium_change": "mmol/h",
    },
    gives={"habitual_drive": "1", "dietary_distal_loss": "1", "ln_metabolic_demand": "1"},
    signals=signals,
    rates=rates,
)
