"""data/forecaster.toml: how people are drawn, how large the network is, how long it learns."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from twin import compiled
from twin.compose import model
from twin.registry import DATA, registry

FILE = DATA / "forecaster.toml"


@cache
def settings() -> Mapping[str, Any]:
    """Every table of the file."""
    return tomllib.loads(FILE.read_text())


@cache
def fingerprint() -> str:
    """What the forecaster was learned from: equations and their constants, channels, and what comes with a person."""
    twin = model()
    told = [compiled.equations(), {organ: dict(rows) for organ, rows in twin.rows.items()}, list(twin.personal)]
    told += [sorted(twin.channel_names), list(registry().patient_symbols())]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
