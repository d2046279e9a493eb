"""Random numbers of their own for each quantity, so that naming one more leaves the others as they were."""

import zlib

import torch

from twin.module import Tensor


def generator(seed: int, name: str) -> torch.Generator:
    """The source of one quantity."""
    return torch.Generator().manual_seed(zlib.crc32(f"{seed} {name}".encode()))  # it looks at 32 bits


def uniform(seed: int, name: str, size: tuple[int, ...]) -> Tensor:
    """Independent shares in [0, 1)."""
    return torch.rand(size, generator=generator(seed, name), dtype=torch.float64)
