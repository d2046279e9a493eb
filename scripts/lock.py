"""Writes constraints.txt: the installed version of everything the requirements bring along."""

import re
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# What the requirements bring along, pinned as tested. `make lock` writes this file from .venv."
NOT_OURS = {"pip"}


def canonical(name: str) -> str:
    """The one spelling of a package name that indexes and files agree on."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[str, str]:
    """The `name==version` lines of a requirements file."""
    return {canonical(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)$", text, re.M)}


def locked() -> str:
    """The text that constraints.txt should have."""
    files = ("requirements.txt", "requirements-dev.txt")
    direct = {name for file in files for name in pins((ROOT / file).read_text())}
    found = {canonical(d.metadata["Name"]): d.version for d in distributions()}
    rows = [f"{name}=={version}" for name, version in sorted(found.items()) if name not in direct | NOT_OURS]
    return "\n".join([HEADER, *rows, ""])


if __name__ == "__main__":
    (ROOT / "constraints.txt").write_text(locked())
