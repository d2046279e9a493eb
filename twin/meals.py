"""When the day's carbohydrate appears in plasma: three meals, each absorbed through two equal first-order stages.

m(h) = 24 / 3 * sum over meals of k^2 t exp(-k t), t = h - meal,  over this and all earlier days      [hovorka2004]
"""

import math
from typing import TYPE_CHECKING

import torch

from twin.grid import HOURS_PER_DAY
from twin.module import Tensor

if TYPE_CHECKING:
    from twin.registry import Registry

MEALS = ("breakfast", "lunch", "dinner")


def profile(hours: Tensor, source: "Registry") -> Tensor:
    """Appearance at clock hours, relative to the day's mean; its mean over a day is 1."""
    rows = source.group("meal")
    rate = 1 / rows["greatest_appearance"].canonical()
    held = math.exp(-HOURS_PER_DAY * rate)
    total = torch.zeros_like(hours)
    for meal in MEALS:
        since = (hours - rows[meal].canonical()) % HOURS_PER_DAY
        earlier = HOURS_PER_DAY * held / (1 - held)  # what all days before today's meal add, in closed form
        total = total + rate**2 * torch.exp(-rate * since) * (since + earlier) / (1 - held)
    return HOURS_PER_DAY / len(MEALS) * total


def glucose_per_carbohydrate(source: "Registry") -> float:
    """Glucose that reaches plasma, in mmol per mg of carbohydrate."""
    rows = source.group("meal")
    return rows["available"].canonical() / rows["molar_mass"].canonical()
