"""Clinical cases of data/presets: who they are, in every language, and their scenario."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from twin.registry import DATA

FIRST_VISIT = "hypertension"


@dataclass(frozen=True)
class Case:
    """One file: `label` and `about` by language, `scenario` as the registry parses it."""

    name: str
    label: Mapping[str, str]
    about: Mapping[str, str]
    scenario: Mapping[str, Any]


@cache
def cases() -> dict[str, Case]:
    """Every case by name, in the order of the chooser."""
    files = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in (DATA / "presets").glob("*.toml")}
    ordered = sorted(files, key=lambda name: files[name]["order"])
    return {name: Case(name, files[name]["label"], files[name]["about"], files[name]["scenario"]) for name in ordered}


def scenario(name: str = FIRST_VISIT) -> dict[str, Any]:
    """The scenario of a case; an unknown name is the first visit's."""
    return dict(cases()[name if name in cases() else FIRST_VISIT].scenario)
