"""Clinical cases of data/presets."""

import tomllib
from functools import cache
from typing import Any

from twin.registry import DATA

FIRST_VISIT = "hypertension"


@cache
def scenario(name: str = FIRST_VISIT) -> dict[str, Any]:
    """The scenario of a case."""
    return tomllib.loads((DATA / "presets" / f"{name}.toml").read_text("utf-8"))["scenario"]
