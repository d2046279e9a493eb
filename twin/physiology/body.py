"""Size of the person.

Equations                                                        [mosteller1987; nadler1962]
    BSA  = sqrt(h w / k_BSA)
    BV_0 = b_h h^3 + b_w w + b_0            (one set of coefficients for each sex)
Holds:    BSA, BV_0 > 0.
Not here: obesity beyond what height and weight say.
"""

import torch

from twin.module import Module


def baseline(p):
    men = p.b_hm * p.height**3 + p.b_wm * p.weight + p.b_0m
    women = p.b_hf * p.height**3 + p.b_wf * p.weight + p.b_0f
    return {
        "BSA": torch.sqrt(p.height * p.weight / p.k_BSA),
        "BV_0": p.female * women + (1 - p.female) * men,
    }


MODULE = Module(
    baseline_reads={"height": "m", "weight": "kg", "female": "1"},
    baseline_gives={"BSA": "m^2", "BV_0": "L"},
    baseline=baseline,
)
