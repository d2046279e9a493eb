"""How the forecaster learns: one loop for every shape, from a seed, with checkpoints that survive a kill."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from tqdm import tqdm  # type: ignore[import-untyped]

from twin.compose import model
from twin.forecast.dataset import Split
from twin.forecast.emulator import Emulator, when_of
from twin.forecast.network import clock_of
from twin.forecast.settings import settings
from twin.forecast.shapes import network
from twin.forecast.signals import channel_names, signal_names
from twin.grid import HOURS_PER_DAY
from twin.module import Tensor
from twin.registry import registry

QUANTILE = 0.95
PRESSURES = ("sbp_mmHg", "dbp_mmHg", "map_mmHg")


@dataclass(frozen=True)
class Times:
    """Hours of each step, as the network is told them, for each of the shifts a split may have."""

    clock: Tensor
    when: Tensor

    @staticmethod
    def of(phase: Tensor, steps: int | None = None) -> "Times":
        """`phase (patient,)`, the shift of each one's steps; as many steps as a whole run has unless told."""
        step, days = settings()["signals"]["step_hours"], settings()["people"]["horizon_days"]
        count = steps or days * HOURS_PER_DAY // step + 1
        shift = torch.where(phase > 0, phase - step, 0)
        hours = shift[:, None].double() + step * torch.arange(count)
        clock = clock_of(hours)
        return Times(clock, when_of(hours, clock))


def emulator(shape: str, seed: int, recipe: Mapping[str, Any]) -> Emulator:
    """An untrained one. The numbers it starts from follow from the seed."""
    torch.manual_seed(seed)
    sizes = settings()["network"] | recipe
    twin, features = model(), len(registry().patient_symbols())
    signals, channels = len(signal_names(twin)), len(channel_names(twin))
    inner = network(shape, twin, features, sizes)
    return Emulator(inner, inner.width, features, signals, channels, len(settings()["people"]["hidden"]), sizes["band_units"])


def loss(
    one: Emulator, part: Mapping[str, Tensor], times: Times, weights: Tensor, recipe: Mapping[str, Any]
) -> tuple[Tensor, Tensor]:
    """Of the curve (Huber, on z over its usual size) and of the band (pinball), for one batch."""
    z, h = one.curve(part["person"], part["signals"], times.clock, part["z"] if one.training else None)
    wrong = (z - part["z"]) / one.scales.z
    curve = (weights * nn.functional.huber_loss(wrong, torch.zeros_like(wrong), reduction="none", delta=recipe["bend"])).mean()
    steps = torch.randperm(z.shape[1])[: max(1, round(recipe["band_share"] * z.shape[1]))]
    low, high = one.around(z[:, steps], h[:, steps], part["person"], part["known"], times.when[:, steps])
    beyond = (part["z_real"][:, steps] - z[:, steps].detach()) / one.scales.beyond
    return curve, pinball(beyond, high / one.scales.beyond) + pinball(-beyond, low / one.scales.beyond)


def pinball(value: Tensor, quantile: Tensor) -> Tensor:
    """Mean pinball loss of a high quantile."""
    miss = value - quantile
    return torch.maximum(QUANTILE * miss, (QUANTILE - 1) * miss).mean()


def rate(step: int, total: int, recipe: Mapping[str, Any]) -> float:
    """Share of the greatest learning rate: a linear start, then a cosine to zero."""
    return min(1.0, (step + 1) / recipe["warm_up_steps"]) * (1 + math.cos(math.pi * min(1.0, step / total))) / 2


def importance() -> Tensor:
    """Weight of each channel, one on average."""
    names = channel_names(model())
    weights = torch.ones(len(names))
    weights[[names.index(name) for name in PRESSURES]] = settings()["training"]["pressure_weight"]
    return weights / weights.mean()


@dataclass
class Progress:
    """What a checkpoint holds beside the weights."""

    epoch: int = 0
    best: float = math.inf
    best_epoch: int = 0
    history: tuple[tuple[float, float], ...] = ()


def fit(one: Emulator, train: Split, stop: Split, recipe: Mapping[str, Any], seed: int, checkpoint: Path | None) -> Progress:
    """Learn until the epochs are over or nothing gets better; the best weights stay. Goes on from a checkpoint of the same recipe."""
    one.scales.measure(train.person, train.signals, train.z, train.z_real)
    total = recipe["epochs"] * (train.size // recipe["batch"])
    optimizer = torch.optim.AdamW(one.parameters(), lr=recipe["most_lr"], weight_decay=recipe["weight_decay"])
    done, best = Progress(), {name: value.clone() for name, value in one.state_dict().items()}
    if checkpoint and checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=True)
        if kept["asked"] == asked(recipe, seed, train):
            one.load_state_dict(kept["weights"])
            optimizer.load_state_dict(kept["optimizer"])
            done, best = Progress(**kept["progress"]), kept["best"]
    bar = tqdm(total=total, initial=done.epoch * (total // recipe["epochs"]), desc="learning", unit="batch")
    while done.epoch < recipe["epochs"] and done.epoch - done.best_epoch <= recipe["patience"]:
        epoch(one, optimizer, train, recipe, seed, done.epoch, total, bar)
        found, _ = evaluated(one, stop, recipe)  # the band is stretched afterwards, the curve is not
        done.epoch += 1
        done.history += ((float(done.epoch), found),)
        if found < done.best:
            done.best, done.best_epoch = found, done.epoch
            best = {name: value.clone() for name, value in one.state_dict().items()}
        if checkpoint:
            save(checkpoint, one, optimizer, done, best, asked(recipe, seed, train))
    bar.close()
    one.load_state_dict(best)
    return done


def asked(recipe: Mapping[str, Any], seed: int, train: Split) -> str:
    """What a checkpoint must belong to."""
    return repr((sorted(recipe.items()), seed, train.size, float(train.z.double().sum())))


def save(
    path: Path, one: Emulator, optimizer: torch.optim.Optimizer, done: Progress, best: Mapping[str, Tensor], asked_for: str
) -> None:
    """A checkpoint, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {
        "weights": one.state_dict(),
        "optimizer": optimizer.state_dict(),
        "progress": vars(done),
        "best": best,
        "asked": asked_for,
    }
    torch.save(kept, path.with_suffix(".draft"))
    path.with_suffix(".draft").replace(path)


def epoch(
    one: Emulator,
    optimizer: torch.optim.Optimizer,
    train: Split,
    recipe: Mapping[str, Any],
    seed: int,
    number: int,
    total: int,
    bar: tqdm,
) -> None:
    """One pass over everyone, in an order that follows from seed and number."""
    torch.manual_seed(1000 * seed + number)
    one.train()
    order, weights = torch.randperm(train.size), importance()
    for k in range(train.size // recipe["batch"]):
        step = number * (train.size // recipe["batch"]) + k
        who = order[k * recipe["batch"] : (k + 1) * recipe["batch"]]
        part = {name: values[who] for name, values in train.tensors.items()}
        for group in optimizer.param_groups:
            group["lr"] = recipe["most_lr"] * rate(step, total, recipe)
        optimizer.zero_grad()
        curve, band = loss(one, part, Times.of(part["phase"], part["z"].shape[1]), weights, recipe)
        (curve + band).backward()
        nn.utils.clip_grad_norm_(one.parameters(), recipe["longest_gradient"])
        optimizer.step()
        bar.update()


def evaluated(one: Emulator, split: Split, recipe: Mapping[str, Any]) -> tuple[float, float]:
    """Mean loss of curve and band over a split."""
    torch.manual_seed(0)
    one.eval()
    weights, found = importance(), []
    with torch.no_grad():
        for first in range(0, split.size, 128):
            part = {name: values[first : first + 128] for name, values in split.tensors.items()}
            found.append(
                torch.stack(loss(one, part, Times.of(part["phase"], part["z"].shape[1]), weights, recipe)) * len(part["person"])
            )
    curve, band = (torch.stack(found).sum(0) / split.size).tolist()
    return curve, band
