"""People and what the twin says of them, in shards that survive an interruption: `python -m twin dataset`.

Each shard holds `person (n, feature)`, `signals (n, step, signal)`, `z (n, step, channel)` of the person as told,
`z_real` of the person as they are, whose sodium also varies from day to day, `rest (n, clock, channel)` and `known (n, trait)`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from tqdm import tqdm  # type: ignore[import-untyped]

from twin.chance import generator
from twin.compose import model
from twin.forecast import domain, people, signals
from twin.forecast.settings import fingerprint, settings
from twin.grid import HOURS_PER_DAY
from twin.inputs import Inputs
from twin.module import Tensor
from twin.registry import Registry, registry
from twin.simulate import Run, Status, simulate

FOLDER = Path(__file__).resolve().parents[2] / "build" / "forecaster"
MANIFEST = "manifest.json"
SHARD = 256


@dataclass(frozen=True)
class Split:
    """One split in memory; `told` holds each person's scenario."""

    tensors: Mapping[str, Tensor]
    told: list[dict[str, Any]]

    @property
    def size(self) -> int:
        """Number of people."""
        return len(self.told)

    def __getattr__(self, name: str) -> Tensor:
        return self.tensors[name]


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def asked_for() -> dict[str, str]:
    """What a data set must have been made from."""
    rows = {name: settings()[name] for name in ("people", "signals")}
    return {"twin": fingerprint(), "people": hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()}


def manifest(folder: Path) -> dict[str, Any]:
    """What lies in a folder, if it was made from the present twin; otherwise an empty one."""
    path = folder / MANIFEST
    found = json.loads(path.read_text()) if path.exists() else {}
    return found if found.get("from") == asked_for() else {"from": asked_for(), "shards": {}}


def shards(scale: float = 1) -> Iterator[tuple[str, str, int, int]]:
    """Name, split, seed and size of every shard."""
    for split, row in settings()["splits"].items():
        people_left = max(1, round(row["people"] * scale))
        for number in range(-(-people_left // SHARD)):
            size = min(SHARD, people_left - number * SHARD)
            yield f"{split}-{number:03d}.safetensors", split, row["seed"] * 1000 + number, size


def make(folder: Path = FOLDER, scale: float = 1) -> dict[str, Any]:
    """Make what is missing; the manifest is written after each shard, so that an interrupted run goes on where it was."""
    folder.mkdir(parents=True, exist_ok=True)
    found = manifest(folder)
    for name, split, seed, size in tqdm(list(shards(scale)), desc="people simulated", unit="shard"):
        row = found["shards"].get(name, {})
        if row.get("asked") == size and (folder / name).exists() and hash_of(folder / name) == row["sha256"]:
            continue
        people_kept = write(folder / name, split, seed, size)
        found["shards"][name] = {"asked": size, "people": people_kept, "sha256": hash_of(folder / name)}
        draft = folder / f"{MANIFEST}.draft"
        draft.write_text(json.dumps(found, indent=1))
        draft.replace(folder / MANIFEST)
    return found


def write(path: Path, split: str, seed: int, size: int) -> int:
    """Simulate one shard; the number of people whose runs can be believed."""
    drawn = people.shard(split, seed, size, registry())
    tensors = answered(drawn, seed, registry())
    kept = tensors.pop("ok")
    told = [{"raw": one.raw, "known": one.known} for one, ok in zip(drawn, kept.tolist(), strict=True) if ok]
    chosen = {name: values[kept].contiguous() for name, values in tensors.items()}
    save_file(chosen, path, metadata={"told": json.dumps(told)})
    return len(told)


def answered(drawn: list[people.Drawn], seed: int, source: Registry) -> dict[str, Tensor]:
    """Tensors of one shard, and `ok` where both runs can be believed."""
    step, hidden = settings()["signals"]["step_hours"], settings()["people"]["hidden"]
    told = Inputs.join([source.parse(one.raw) for one in drawn])
    real = Inputs.join([source.parse(_as_they_are(one)) for one in drawn])
    hourly = signals.of(told, model(), source)
    phase = seed % step
    hours = torch.arange(phase - step if phase else 0, hourly.now.shape[0], step)
    runs = [simulate(told), simulate(_from_day_to_day(real, seed))]
    ok = torch.tensor([all(run.status[i] is Status.OK for run in runs) for i in range(told.size)])
    z, z_real = (_z(run, hourly, hours) for run in runs)
    names = signals.channel_names(model())
    clock = hours[1 : 1 + HOURS_PER_DAY // step] % HOURS_PER_DAY
    rest = torch.stack([hourly.rest[name][:, clock] for name in names], 2)
    seen = signals.at_steps(hourly, phase, step)
    ok &= seen.isfinite().flatten(1).all(1)
    known = torch.tensor([[one.known[name] for name in hidden] for one in drawn])
    shift = torch.full((told.size,), phase)
    found = {"person": hourly.person, "signals": seen, "z": z, "z_real": z_real, "rest": rest}
    found["summary"] = domain.summary(hourly, model())
    return {name: values.float() for name, values in found.items()} | {"known": known, "ok": ok, "phase": shift}


def _as_they_are(one: people.Drawn) -> dict[str, Any]:
    return one.raw | {"patient": one.raw["patient"] | dict(one.hidden)}


def _from_day_to_day(inputs: Inputs, seed: int) -> Inputs:
    """The same people, who do not eat the same amount of salt every day."""
    sodium, spread = inputs.daily["sodium_intake"], settings()["people"]["day_to_day_log_sd"]
    noise = torch.randn(sodium.shape, generator=generator(seed, "day to day"), dtype=torch.float64)
    eaten = sodium * torch.exp(spread * noise - spread**2 / 2)
    return Inputs(inputs.horizon_days, inputs.patient, inputs.doses_mg, {**inputs.daily, "sodium_intake": eaten})


def _z(run: Run, hourly: signals.Hourly, hours: Tensor) -> Tensor:
    """Channels `(n, step, channel)` as the network sees them; zero before midnight of day 0."""
    names, at = signals.channel_names(model()), hours.clamp(min=0)
    found = [signals.logarithm(run.channels[name][:, at], hourly.rest[name][:, at]) for name in names]
    return torch.stack(found, 2) * (hours >= 0)[:, None]


def load(folder: Path, split: str) -> Split:
    """One split. Raises FileNotFoundError or ValueError where it is not whole or not that of the present twin."""
    rows = {name: row for name, row in manifest(folder)["shards"].items() if name.startswith(f"{split}-")}
    if not rows:
        raise FileNotFoundError(f"no {split} data of the present twin in {folder}: python -m twin dataset")
    parts, told = [], []
    for name, row in sorted(rows.items()):
        if hash_of(folder / name) != row["sha256"]:
            raise ValueError(f"{name} is not what the manifest says: python -m twin dataset")
        parts.append(load_file(folder / name))
        with safe_open(folder / name, "pt") as file:
            told += json.loads(file.metadata()["told"])
    return Split({name: torch.cat([part[name] for part in parts]) for name in parts[0]}, told)
