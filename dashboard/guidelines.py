"""Treatment targets of data/guidelines.toml."""

import tomllib
from functools import cache

from dashboard.figures.pressure import CHANNELS, Target
from twin.registry import DATA


@cache
def target() -> Target:
    """The first guideline of the file."""
    row = next(iter(tomllib.loads((DATA / "guidelines.toml").read_text("utf-8")).values()))
    return Target(row["label"], {name: tuple(row[name]) for name in CHANNELS})
