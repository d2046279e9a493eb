"""The files that belong to the project, as git knows them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def ours() -> tuple[Path, ...]:
    """Tracked files and those that a commit would add; not what others wrote (assets/vendor)."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    paths = (ROOT / name for name in sorted(set(names)) if name)
    return tuple(path for path in paths if path.is_file() and "vendor" not in path.parts)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))
