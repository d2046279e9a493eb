"""Measuring devices: the error of one reading, from data/devices.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

import torch

from twin.chance import uniform
from twin.module import Tensor
from twin.registry import DATA
from twin.trials.plan import Measure


@cache
def devices() -> Mapping[str, Mapping[str, Any]]:
    """Every device with the standard deviation of its error by channel."""
    return tomllib.loads((DATA / "devices.toml").read_text())


def error(measure: Measure, occasion: str, seed: int, n: int) -> Tensor:
    """Measurement error `(patient,)`: the same in every arm, another one on every occasion."""
    sd = devices()[measure.device].get(measure.channel, 0)
    if not sd:
        return torch.zeros(n, dtype=torch.float64)
    share = uniform(seed, f"{measure.device} {measure.channel} {occasion}", (n,))
    return sd * torch.special.ndtri(share.clamp(min=1e-15))
