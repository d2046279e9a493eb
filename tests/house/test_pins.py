"""Everything that is installed is pinned, exactly and once."""

import re
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement

from scripts.lock import canonical, pins
from tests.house.tree import ROOT

FILES = ("requirements.txt", "requirements-dev.txt", "constraints.txt")
TEXTS = {name: (ROOT / name).read_text() for name in FILES}


def needed_by(name: str, seen: dict[str, str]) -> dict[str, str]:
    """The installed version of a package and of everything it asks for on this machine."""
    if canonical(name) in seen:
        return seen
    package = distribution(name)
    seen[canonical(name)] = package.version
    for text in package.requires or []:
        wanted = Requirement(text)
        if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
            needed_by(wanted.name, seen)
    return seen


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_an_exact_pin(name):
    lines = [line for line in TEXTS[name].splitlines() if line and line[0] not in "#-"]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_nothing_is_pinned_twice():
    names = [name for text in TEXTS.values() for name in pins(text)]
    assert sorted(names) == sorted(set(names))


def test_what_is_installed_is_what_is_pinned():
    pinned = {name: version for text in TEXTS.values() for name, version in pins(text).items()}
    installed: dict[str, str] = {}
    for name in pins(TEXTS["requirements.txt"] + TEXTS["requirements-dev.txt"]):
        needed_by(name, installed)
    public = {name: version.split("+")[0] for name, version in installed.items()}  # torch's +cpu
    assert public.items() <= pinned.items()


def test_the_container_gets_the_same_versions_by_hash():
    """Run `make lock-image` when this fails."""
    rows = [row.split() for row in (ROOT / "requirements-image.txt").read_text().splitlines() if row[0] != "#"]
    pinned = {name: version for text in TEXTS.values() for name, version in pins(text).items()}
    image = {canonical(name): version.split("+")[0] for name, version in (row[0].split("==") for row in rows)}
    assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", row[1]) for row in rows)
    assert image.items() <= pinned.items()
    assert set(pins(TEXTS["requirements.txt"])) <= set(image)
