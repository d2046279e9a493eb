"""A truncated normal: the one distribution of virtual people. Mean and sd are those before truncation."""

from dataclasses import dataclass

import torch

from twin.chance import generator
from twin.module import Tensor

LEAST_MASS = 1e-6  # below it, hardly a draw of the normal falls inside the limits


@dataclass(frozen=True)
class Spread:
    """Mean `()` or `(patient,)`, sd and limits in the unit of the quantity; `log`: the logarithm is normal, about ln mean."""

    mean: Tensor
    sd: float
    low: float
    high: float
    log: bool = False

    def limits(self) -> tuple[Tensor, Tensor]:
        """Share of the normal that lies below the low and below the high limit."""
        low, high, mean = (torch.as_tensor(x, dtype=torch.float64) for x in (self.low, self.high, self.mean))
        if self.log:
            low, high, mean = low.log(), high.log(), mean.log()
        return torch.special.ndtr((low - mean) / self.sd), torch.special.ndtr((high - mean) / self.sd)

    def can_be_sampled(self) -> bool:
        """Whether the limits leave something to draw."""
        if self.sd == 0:
            return bool(((self.mean >= self.low) & (self.mean <= self.high)).all())
        below, upto = self.limits()
        return self.low < self.high and bool((upto - below > LEAST_MASS).all())

    def at(self, share: Tensor) -> Tensor:
        """Quantile `(patient,)` of the truncated normal at shares in (0, 1)."""
        if self.sd == 0:
            return self.mean.expand(share.shape).clone()
        below, upto = self.limits()
        inside = below + share * (upto - below)
        middle = self.mean.log() if self.log else self.mean
        drawn = middle + self.sd * torch.special.ndtri(inside.clamp(1e-15, 1 - 1e-15))
        return (drawn.exp() if self.log else drawn).clamp(self.low, self.high)


def stratified(seed: int, name: str, n: int) -> Tensor:
    """Shares in (0, 1), one from each n-th part in a random order: a small trial's means then hardly depend on the seed."""
    source = generator(seed, name)
    order = torch.randperm(n, generator=source)
    return (order + torch.rand(n, generator=source, dtype=torch.float64).clamp(min=1e-9)) / n
