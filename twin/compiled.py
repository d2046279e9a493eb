"""The same steps compiled ahead of time: loading, refusing, running. Building them is `twin.compile_engine`.

A package lies in build/engine (or TWIN_ENGINE_DIR) beside a manifest. It is refused, with one log line, unless equations,
rows, torch and processor are those it was built from; the twin then runs in eager mode. A model with free rows (calibration)
has a package of its own in a folder beside it, which serves every value of them.
"""

import ast
import hashlib
import json
import logging
import os
import platform
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch

from twin.compose import Model, model
from twin.module import Tensor
from twin.solve import PER_LOOP

ROOT = Path(__file__).resolve().parent.parent
PACKAGE, MANIFEST, PROGRESS = "twin.pt2", "manifest.json", "progress.json"
SOURCES = ("physiology/*.py", "compose.py", "module.py", "solve.py")
log = logging.getLogger(__name__)


def folder(twin: Model | None = None) -> Path:
    """Where the package of a model lies."""
    own = Path(os.environ.get("TWIN_ENGINE_DIR", ROOT / "build" / "engine"))
    return own.with_name(f"{own.name}-calibration") if twin and twin.free else own


def processor() -> str:
    """The level the package is built for: one portable level on x86-64, the machine's own elsewhere."""
    return "x86-64-v3" if platform.machine() in ("x86_64", "AMD64") else platform.machine()


def bare_code(path: Path) -> str:
    """A file's code without comments, layout and docstrings."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            body[0].value.value = ""
    return ast.unparse(tree)


@cache
def equations() -> list[str]:
    """The code of the equations, file by file."""
    paths = [path for pattern in SOURCES for path in sorted((ROOT / "twin").glob(pattern))]
    return [path.name + bare_code(path) for path in paths]


@cache
def fingerprint(twin: Model | None = None) -> dict[str, str]:
    """What a package must have been built from: equations, constants, what comes with a patient, torch and the processor's level."""
    twin = twin or model()
    fixed = {
        organ: {symbol: value for symbol, value in rows.items() if f"{organ}.{symbol}" not in twin.free}
        for organ, rows in twin.rows.items()
    }
    digest = hashlib.sha256(json.dumps([equations(), fixed, list(twin.personal)], sort_keys=True).encode())
    return {"equations": digest.hexdigest(), "torch": torch.__version__, "processor": processor()}


@dataclass(frozen=True)
class Package:
    """A loaded package."""

    loader: Any

    def run(self, rest: Tensor, constants: Tensor, nodes: Tensor, weights: Tensor) -> Tensor:
        """As `twin.solve.solve`; each turn of the loop gets its own nodes and the node at its end."""
        ends = nodes[2 * PER_LOOP :: 2 * PER_LOOP]
        saved = self.loader.run([t.contiguous() for t in (rest, constants, nodes[:-1], ends, weights)])[0]
        return torch.cat([rest[None], saved])


def refusal(twin: Model | None = None) -> str | None:
    """Why the package that lies there can't be used; None when it can, 'absent' when none lies there."""
    manifest = folder(twin) / MANIFEST
    if not manifest.exists() or not (folder(twin) / PACKAGE).exists():
        return "absent"
    try:
        built = dict(json.loads(manifest.read_text()))
    except (OSError, ValueError, TypeError):
        return "its manifest can't be read"
    for name, value in fingerprint(twin).items():
        if built.get(name) != value:
            return f"built from other {name}"
    if processor() == "x86-64-v3" and torch.backends.cpu.get_cpu_capability() not in ("AVX2", "AVX512"):
        return "this processor has no AVX2"
    return None


@cache
def _load(path: str, changed: float) -> Package:
    return Package(torch._C._aoti.AOTIModelPackageLoader(path, "model", False, 1, -1))


@cache
def _say_once(reason: str) -> None:
    log.warning("compiled engine refused: %s; running in eager mode", reason)


def package(required: bool = False, twin: Model | None = None) -> Package | None:
    """The package that matches, or None. Raises RuntimeError when it is `required` and can't be had."""
    reason = refusal(twin)
    if reason is None:
        path = folder(twin) / PACKAGE
        return _load(str(path), path.stat().st_mtime)
    if required:
        raise RuntimeError(f"compiled engine: {reason}")
    if reason != "absent":
        _say_once(reason)
    return None


def progress() -> float | None:
    """How far a build that is under way has come, 0 to 1; None when none is."""
    path = folder() / PROGRESS
    try:
        report = json.loads(path.read_text())
        os.kill(report["pid"], 0)
    except (OSError, ValueError, KeyError):
        return None
    return float(report["fraction"])


def state() -> str:
    """'ready', 'building', 'absent' or 'refused: why'."""
    reason = refusal()
    if reason is None:
        return "ready"
    if progress() is not None:
        return "building"
    return "absent" if reason == "absent" else f"refused: {reason}"


if __name__ == "__main__":
    from twin import compile_engine

    sys.exit(compile_engine.main(sys.argv[1:]))
