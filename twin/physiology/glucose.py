"""Glucose and insulin, with meals.

Equations                                                        [topp2000, with beta-cell mass fixed and insulin in quasi-steady state;
                                                                  minimal_model_table, effect of glucose itself]
    I     = I_0 h(G)/h(G_0),   h(G) = G^2 / (alpha + G^2)                        (insulin follows glucose within minutes)
    dG/dt = P - (E_G + S_I I) G + S_G (G_0 + dG - G) + m/V_G,     P = (E_G + S_I I(G_0 + dG)) (G_0 + dG)
    dG_t/dt = (G - G_t) / tau_G                                                  (what tissue has seen of late)  [assumption]
Person: I_0 = (R_0/G_0 - E_G) / S_I, so that the measured fasting glucose is at rest: who has a high one makes too little insulin.
m: carbohydrate appearing in plasma; V_G = v_G W; dG: a shift of the fasting level, by hepatic production.
Holds:    G, I > 0; G = G_t = G_0 in the fasting person.
Not here: glucagon, gut hormones, loss of glucose in urine, insulin resistance as a state.
"""

from twin.module import Module, State


def secretion(p, glucose):
    return glucose**2 / (p.alpha + glucose**2)


def baseline(p):
    insulin = (p.R_0 / p.G_0 - p.E_G) / p.S_I
    return {"I_per_h": insulin / secretion(p, p.G_0), "V_G": p.v_G * p.weight}


def use(p, glucose):
    """What leaves plasma, mmol/L/h."""
    return (p.E_G + p.S_I * p.I_per_h * secretion(p, glucose)) * glucose


def rates(s, p):
    level = p.G_0 + s.glucose_change
    kept = use(p, level) - use(p, s.glucose) + p.S_G * (level - s.glucose)
    return {
        "glucose": kept + s.carbohydrate_intake / p.V_G,
        "glucose_tissue": (s.glucose - s.glucose_tissue) / p.tau_G,
    }


def readout(s, p):
    return {"glucose_mmol_L": s.glucose, "insulin_pmol_L": p.I_per_h * secretion(p, s.glucose)}


MODULE = Module(
    states={"glucose": State("mmol/L", "G_0", lambda p: p.S_G), "glucose_tissue": State("mmol/L", "G_0", lambda p: 1 / p.tau_G)},
    baseline_reads={"G_0": "mmol/L", "weight": "kg"},
    baseline_gives={"I_per_h": "mmol/L", "V_G": "L"},
    baseline=baseline,
    rate_reads={"glucose_change": "mmol/L", "carbohydrate_intake": "mmol/h"},
    rates=rates,
    channels=("glucose_mmol_L", "insulin_pmol_L"),
    readout=readout,
)
