"""Rest: every organ's closed form gives it at once; the residual says whether the person really rests there."""

import torch

from twin.compose import Model
from twin.module import Tensor

AT_REST = 1e-8  # largest relative rate, per hour


def residual(twin: Model, constants: Tensor, sodium_mmol_h: Tensor) -> Tensor:
    """Largest `|rate| / (1 + |state|)` in 1/h of the untreated person on the usual intake `(patient,)`; NaN where there is no rest."""
    rest = twin.rest(constants)
    drives = [sodium_mmol_h if name == "sodium_intake" else torch.zeros_like(sodium_mmol_h) for name in twin.drives]
    rates = torch.stack(twin.rates(rest.unbind(0), constants.unbind(0), drives))
    return (rates.abs() / (1 + rest.abs())).amax(0)


def restless(twin: Model, constants: Tensor, sodium_mmol_h: Tensor) -> list[int]:
    """Patients who have no resting state."""
    return torch.nonzero(~(residual(twin, constants, sodium_mmol_h) < AT_REST)).flatten().tolist()
