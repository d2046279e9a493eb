"""The shapes that were compared, by name: what `training.shape` of data/forecaster.toml chooses from."""

from collections.abc import Mapping
from typing import Any

from twin.compose import Model
from twin.forecast import graph
from twin.forecast.network import Network, Shape
from twin.forecast.rivals import Attention, Convolutions, Plain
from twin.forecast.settings import settings
from twin.grid import HOURS_PER_DAY

SHAPES = ("dense", "graph", "convolutions", "plain", "attention")


def network(shape: str, twin: Model, features: int, sizes: Mapping[str, Any]) -> Shape:
    """An untrained network of a shape. Raises ValueError for one that does not exist."""
    step, days = settings()["signals"]["step_hours"], settings()["people"]["horizon_days"]
    steps = days * HOURS_PER_DAY // step + 1
    masks = (graph.masks if shape == "graph" else graph.dense)(twin, sizes["width"])
    if shape in ("dense", "graph"):
        return Network(features, masks, sizes["layers"], step, steps)
    if shape == "plain":
        return Plain(features, masks, sizes["layers"], step, steps, twin)
    if shape == "convolutions":
        return Convolutions(features, masks.given.shape[1], len(masks.out), sizes["convolution_width"])
    if shape == "attention":
        return Attention(twin, features)
    raise ValueError(f"shape {shape!r} is none of {', '.join(SHAPES)}")
