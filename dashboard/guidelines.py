"""Limits of blood pressure in data/guidelines.toml."""

import tomllib
from functools import cache

from dashboard.figures.limit import Guideline
from twin.registry import DATA


@cache
def guidelines() -> dict[str, Guideline]:
    """All of them by name, in the order of the file; the first is drawn unless another is asked for."""
    return {name: Guideline(**row) for name, row in tomllib.loads((DATA / "guidelines.toml").read_text("utf-8")).items()}


def guideline(name: str) -> Guideline:
    """One of them."""
    return guidelines()[name]
