"""`data/` read once. The registry knows every parameter, drug and channel, and `parse` is the only door into the twin."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from twin import drugs as drug_files
from twin.drugs import Drug
from twin.inputs import Inputs
from twin.rows import Channel, Parameter, parameter
from twin.scenario import Fault, InputError, parse
from twin.units import factor

__all__ = ["Fault", "InputError", "Registry", "registry"]

DATA = Path(__file__).resolve().parent.parent / "data"
SCREEN_GROUPS = ("drug", "life", "condition", "patient", "run")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except tomllib.TOMLDecodeError as fault:
        raise ValueError(f"{path.name}: {fault}") from fault


@dataclass(frozen=True)
class Registry:
    """Everything `data/` says."""

    parameters: Mapping[str, Parameter]
    drugs: Mapping[str, Drug]
    channels: Mapping[str, Channel]
    messages: Mapping[str, Mapping[str, Any]]

    @staticmethod
    def load(folder: Path = DATA, extra_drugs: Path | None = None) -> "Registry":
        """Read a data folder, with further drug files where given. Raises ValueError naming the file for a row that does not fit."""
        parameters: dict[str, Parameter] = {}
        for path in sorted((folder / "parameters").glob("*.toml")):
            for name, row in _read(path).items():
                try:
                    found = parameter(path.stem, name, row)
                except (KeyError, TypeError, ValueError, AttributeError) as fault:
                    raise ValueError(f"{path.name}: {name}: {fault}") from fault
                if any(row.group == found.group and row.symbol == found.symbol for row in parameters.values()):
                    raise ValueError(f"{path.name}: {name}: symbol {found.symbol} twice")
                parameters[found.key] = found
        if extra_drugs and not extra_drugs.is_dir():
            raise ValueError(f"{extra_drugs}: no such folder")
        files = sorted((folder / "drugs").glob("*.toml")) + sorted(extra_drugs.glob("*.toml") if extra_drugs else [])
        medicines = {path.stem: drug_files.load(path) for path in files}
        channels = {name: _channel(name, row) for name, row in _read(folder / "channels.toml").items()}
        channels |= {drug.channel: _drug_channel(drug) for drug in medicines.values()}
        return Registry(parameters, medicines, channels, _read(folder / "messages.toml"))

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups of what a reader sets, in the order of the screen."""
        return SCREEN_GROUPS

    def group(self, name: str) -> dict[str, Parameter]:
        """The parameters of one group by their name in it."""
        return {row.name: row for row in self.parameters.values() if row.group == name}

    @property
    def habits(self) -> dict[str, Parameter]:
        """What may change during a run: the rows that name a drive, by their name."""
        return {row.name: row for row in self.parameters.values() if row.drive}

    def symbols(self, organ: str) -> dict[str, float]:
        """An organ's constants by symbol, in canonical units."""
        return {row.symbol: row.canonical() for row in self.group(organ).values()}

    def patient_symbols(self) -> tuple[str, ...]:
        """Symbols of what an organ may read about the person."""
        numbers = [row.symbol for group in ("patient", "life") for row in self.group(group).values() if row.kind == "number"]
        return (*numbers, "female")

    def parse(self, raw: Any, language: str = "en") -> Inputs:
        """A scenario (trials.md, section 1) as Inputs of one patient. Raises InputError with every fault at once."""
        return parse(self, raw, language)


def _channel(name: str, row: Mapping[str, Any]) -> Channel:
    try:
        low, high = row["plausible"]
        return Channel(name, row["unit"], row["label"], row["decimals"], low, high)
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f"channels.toml: {name}: {fault}") from fault


def _drug_channel(drug: Drug) -> Channel:
    top = drug.max_dose_mg / factor("ng/mL")
    return Channel(drug.channel, "ng/mL", dict.fromkeys(drug.label, drug.substance), 1, 0, top)


@cache
def registry() -> Registry:
    """The registry of the repository's own data."""
    return Registry.load()
