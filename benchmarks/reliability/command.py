"""`python -m benchmarks reliability`: measures every figure and writes docs/reliability.json."""

import argparse
import json
import os
import platform
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from benchmarks.reliability import agreement, balance, box, medicines, order, published, repetition, rest, world
from benchmarks.reliability.figure import Figure
from twin import compiled

ROOT = Path(__file__).resolve().parents[2]
PATH = ROOT / "docs" / "reliability.json"
FIGURES = (order, balance, world, box, rest, medicines, repetition, agreement, published)


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def circumstances() -> dict[str, Any]:
    """Where and on what state of the project the figures were measured."""
    changed = bool(git("status", "--porcelain", "--", "twin", "data/parameters", "data/drugs", "data/channels.toml"))
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": git("rev-parse", "--short=12", "HEAD") + (" with uncommitted changes" if changed else ""),
        "engine": compiled.state(),
        "torch": torch.__version__,
        "python": platform.python_version(),
        "machine": f"{processor()}, {os.cpu_count()} cores, one thread",
    }


def line(figure: Figure) -> str:
    """A figure and its numbers, for the terminal."""
    numbers = [
        f"    {'  ' if value.met else '✗ '}{value.what}: {value.value:.3g} {value.unit}".rstrip() for value in figure.values
    ]
    return "\n".join([f"{figure.number}. {'met' if figure.met else 'MISSED'}: {figure.promise}", *numbers])


def measure(parts: Sequence[Any], share: float, say: Callable[[str], None] = print) -> list[dict[str, Any]]:
    """Rows of the figures, each with its CPU time."""
    rows = []
    for part in parts:
        start = time.process_time()
        with torch.no_grad():
            figure = part.figure(share)
        spent = time.process_time() - start
        say(f"{line(figure)}\n    {spent:.1f} s of CPU time")
        rows.append(figure.as_row() | {"cpu_s": round(spent, 1)})
    return rows


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks reliability", description=__doc__)
    parser.add_argument("--share", type=float, default=1, help="of the patients, to try it; then nothing is written")
    parser.add_argument("--only", type=int, nargs="+", default=[], help="numbers of figures; then nothing is written")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    before = circumstances()
    rows = measure([part for part in FIGURES if not chosen.only or part.NUMBER in chosen.only], chosen.share)
    if chosen.share == 1 and not chosen.only:
        PATH.write_text(json.dumps(before | {"figures": rows}, indent=1, ensure_ascii=False) + "\n")
        print(f"\nwritten: {PATH.relative_to(ROOT)}; `make docs` puts the table into the README")
