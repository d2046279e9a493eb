"""Attributes with a hyphen, which Python cannot write as names: **aria(label=…), **data(key=…)."""

from typing import Any


def aria(**said: str) -> dict[str, Any]:
    return {f"aria-{name}": value for name, value in said.items()}


def data(**held: str) -> dict[str, Any]:
    return {f"data-{name.replace('_', '-')}": value for name, value in held.items()}
