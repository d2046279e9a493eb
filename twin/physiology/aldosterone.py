"""Aldosterone and its slow effect on the kidney.

Equations                                                        [leete2018, secretion; twin_haemodynamics, genomic delay]
    xi(x)    = x_0 + x_1 sigma(x_k (x - x_c))
    dA/dt    = (xi(q a)/xi(q) exp(-g_va v) - A) / tau_ALD     A, a: aldosterone and AT1R activity relative to rest
    dx_ald/dt = (ln(A (1 - i_MRA)) - x_ald) / tau_MR
v: ln of blood volume against rest, by which atrial peptides hold aldosterone back [he2013, size].
Holds:    A > 0; A = 1 and x_ald = 0 at rest.
Not here: potassium, ACTH, circadian aldosterone.
"""

import torch

from twin.module import Module, State


def secretion(p, activity):
    return p.x_0 + p.x_1 * torch.sigmoid(p.x_k * (activity - p.x_c))


def baseline(p):
    return {"ALD_rest": p.ALD_0 * secretion(p, p.q) / secretion(p, torch.ones_like(p.q)), "xi_rest": secretion(p, p.q)}


def rates(s, p):
    made = secretion(p, p.q * s.at1r_activity) / p.xi_rest * torch.exp(-p.g_va * s.ln_blood_volume)
    effect = torch.log(s.aldosterone * (1 - s.block_mineralocorticoid))
    return {
        "aldosterone": (made - s.aldosterone) / p.tau_ALD,
        "ln_aldosterone_effect": (effect - s.ln_aldosterone_effect) / p.tau_MR,
    }


def readout(s, p):
    return {"aldosterone_pg_mL": p.ALD_rest * s.aldosterone}


MODULE = Module(
    states={
        "aldosterone": State("1", 1, lambda p: 1 / p.tau_ALD),
        "ln_aldosterone_effect": State("1", 0, lambda p: 1 / p.tau_MR),
    },
    baseline_reads={"q": "1"},
    baseline_gives={"ALD_rest": "pg/mL", "xi_rest": "1"},
    baseline=baseline,
    rate_reads={"at1r_activity": "1", "ln_blood_volume": "1", "block_mineralocorticoid": "1"},
    rates=rates,
    channels=("aldosterone_pg_mL",),
    readout=readout,
)
