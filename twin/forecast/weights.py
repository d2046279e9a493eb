"""What is shipped: data/weights/forecaster.safetensors, and a manifest that says from what it was learned and how good it is.

Weights are refused, in one sentence, when their bytes are not those of the manifest or when the twin has changed since.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load, save_file

from twin import __version__
from twin.forecast import train
from twin.forecast.bands import Bands
from twin.forecast.domain import Domain
from twin.forecast.emulator import Emulator
from twin.forecast.settings import fingerprint
from twin.registry import DATA

FOLDER = DATA / "weights"
WEIGHTS, MANIFEST = "forecaster.safetensors", "MANIFEST.toml"
HEADER = (
    "# Made by `python -m twin train`. What the forecaster's weights were learned from, and how good they are on held-out people."
)


class WeightsRefused(RuntimeError):
    """The weights that lie there can't be used; the message says why."""


def save(folder: Path, one: Emulator, bands: Bands, domain: Domain, recipe: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Weights first, the manifest last: half of it is never taken for the whole."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"emulator.{name}": value for name, value in one.state_dict().items()}
    tensors |= {"bands.k": bands.k} | {f"domain.{name}": value for name, value in vars(domain).items()}
    (folder / MANIFEST).unlink(missing_ok=True)
    save_file({name: value.contiguous() for name, value in tensors.items()}, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)  # the library writes for its owner alone
    own = {
        "sha256": hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest(),
        "twin": fingerprint(),
        "version": __version__,
        "torch": torch.__version__,
        "bytes": (folder / WEIGHTS).stat().st_size,
        "parameters": sum(value.numel() for value in one.parameters()),
    }
    (folder / MANIFEST).write_text("\n".join([HEADER, *written(own | {"recipe": dict(recipe)} | dict(facts)), ""]))


def manifest(folder: Path = FOLDER) -> dict[str, Any]:
    """The manifest. Raises WeightsRefused where there is none that can be read."""
    try:
        return tomllib.loads((folder / MANIFEST).read_text())
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise WeightsRefused(f"the forecaster's manifest {MANIFEST} is missing or can't be read") from fault


def check(folder: Path = FOLDER) -> bytes:
    """The bytes of the weights, proven to be those of the manifest and of the present twin. Raises WeightsRefused; no torch operation."""
    told = manifest(folder)
    try:
        data = (folder / WEIGHTS).read_bytes()
    except OSError as fault:
        raise WeightsRefused(f"the forecaster's weights {WEIGHTS} are missing") from fault
    if hashlib.sha256(data).hexdigest() != told.get("sha256"):
        raise WeightsRefused(f"the forecaster's weights {WEIGHTS} are not those of its manifest: damaged or replaced")
    if told.get("twin") != fingerprint():
        raise WeightsRefused(
            "the forecaster was trained on another version of the organs or their parameters: python -m twin train"
        )
    return data


def restore(folder: Path = FOLDER) -> tuple[Emulator, Bands, Domain]:
    """What was saved. Raises WeightsRefused."""
    tensors, told = load(check(folder)), manifest(folder)
    one = train.emulator(told["recipe"]["shape"], 0, told["recipe"])
    one.load_state_dict(
        {name.removeprefix("emulator."): value for name, value in tensors.items() if name.startswith("emulator.")}
    )
    parts = {name.removeprefix("domain."): value for name, value in tensors.items() if name.startswith("domain.")}
    return one.eval().requires_grad_(False), Bands(tensors["bands.k"]), Domain(**parts)


def written(table: Mapping[str, Any], name: str = "") -> list[str]:
    """Lines of TOML."""
    plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    lines = [f"\n[{name}]"] if name and plain else []
    lines += [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    for key, value in table.items():
        if isinstance(value, Mapping):
            lines += written(value, f"{name}.{_key(key)}" if name else _key(key))
    return lines


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else f'"{key}"'


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.5g}" if value == value else "nan"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
