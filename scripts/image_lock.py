"""Writes requirements-image.txt: every wheel of a folder, by version and hash, as the container installs them."""

import hashlib
import sys
from pathlib import Path

from scripts.lock import ROOT, canonical

HEADER = "# The container's packages, by hash. `make lock-image` writes this file from requirements.txt and constraints.txt."
NOT_RUN = {"pip"}


def row(wheel: Path) -> str:
    name, version = wheel.name.split("-")[:2]
    return f"{canonical(name)}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def locked(folder: Path) -> str:
    """The text for the wheels in a folder."""
    rows = sorted(row(wheel) for wheel in folder.glob("*.whl") if canonical(wheel.name.split("-")[0]) not in NOT_RUN)
    return "\n".join([HEADER, *rows, ""])


if __name__ == "__main__":
    (ROOT / "requirements-image.txt").write_text(locked(Path(sys.argv[1])))
