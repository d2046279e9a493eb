"""Writes the generated pages of docs/, or with --check fails when one of them is out of date."""

import argparse
import inspect
import math
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dashboard.config import PREFIX, SETTINGS  # noqa: E402
from twin.compose import discover  # noqa: E402
from twin.registry import registry  # noqa: E402
from twin.rows import Parameter  # noqa: E402

MADE = "<!-- Made by `make docs`; do not edit. -->\n"


def table(head: str, rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; `head` names its columns, separated by commas."""
    columns = head.split(", ")
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def span(low: float, high: float) -> str:
    return "" if math.isnan(low) else f"{low} to {high}"


def row(p: Parameter) -> list[object]:
    allowed = ", ".join(p.choices) or span(p.low, p.high)
    in_a_file = "" if p.choices else span(p.hard_low, p.hard_high)
    return [f"`{p.key}`", p.symbol, p.label["en"], p.default, p.unit, allowed, in_a_file, p.source, p.status]


def parameters() -> str:
    """Every parameter, drug and channel of the registry."""
    known = registry()
    rows = [row(p) for p in known.parameters.values()]
    drugs = [
        [f"`{d.name}`", d.class_label["en"], d.substance, d.target, d.max_dose_mg, d.kinetics.source, d.block.source]
        for d in known.drugs.values()
    ]
    channels = [[f"`{c.name}`", c.label["en"], c.unit, f"{c.low} to {c.high}"] for c in known.channels.values()]
    return "\n".join([
        "# Parameters, drugs and channels\n", MADE,
        "Sources are keys of `data/references.bib`. A scenario file may go beyond a slider's range.\n",
        "## Parameters\n", table("key, symbol, label, default, unit, range, in a file, source, status", rows),
        "## Drugs\n", table("name, class, active substance, target, largest dose (mg), kinetics from, effect from", drugs),
        "## Channels\n", table("name, label, unit, believed within", channels),
    ])  # fmt: skip


def equations() -> str:
    """What every organ says of itself, and the stepping and the kinetics."""
    organs = [f"twin.physiology.{name}" for name in discover()]
    parts = []
    for name in [*organs, "twin.drugs", "twin.solve"]:
        title = name.rpartition(".")[2].replace("_", " ").capitalize()
        parts.append(f"## {title}\n\n```text\n{inspect.getdoc(import_module(name))}\n```\n")
    opening = (
        "Symbols are those of the code and of [parameters.md](parameters.md); keys in brackets are in `data/references.bib`.\n"
    )
    return "\n".join(["# Equations\n", MADE, opening, *parts])


def settings() -> str:
    """Every setting of the server, each under its own heading."""
    parts = [f"## {PREFIX}{s.name.upper()}\n\n{s.help}\n\nDefault: `{s.default!r}`\n" for s in SETTINGS]
    opening = "Read from the environment; an unknown name refuses to start. `HOST` and `PORT` say where the page is served.\n"
    return "\n".join(["# Settings\n", MADE, opening, *parts])


PAGES: dict[str, Callable[[], str]] = {"parameters.md": parameters, "equations.md": equations, "settings.md": settings}


def stale(folder: Path) -> list[str]:
    """The pages that differ from what would be written."""
    paths = {name: folder / name for name in PAGES}
    return [name for name, path in paths.items() if not path.is_file() or path.read_text() != PAGES[name]()]


def write(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (folder / name).write_text(page())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        write(ROOT / "docs")
        return 0
    old = stale(ROOT / "docs")
    if old:
        print(f"out of date, run `make docs`: {', '.join(old)}", file=sys.stderr)
    return len(old)


if __name__ == "__main__":
    sys.exit(main())
