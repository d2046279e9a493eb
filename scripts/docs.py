"""Writes the generated pages of docs/ and the table in the README, or with --check fails when one of them is out of date."""

import argparse
import inspect
import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reliability import published  # noqa: E402
from dashboard.config import PREFIX, SETTINGS  # noqa: E402
from scripts import forecaster_page  # noqa: E402
from twin.compose import discover  # noqa: E402
from twin.registry import registry  # noqa: E402
from twin.rows import Parameter  # noqa: E402

MADE = "<!-- Made by `make docs`; do not edit. -->\n"
TABLE_START, TABLE_END = "<!-- Reliability: made by `make docs`, do not edit. -->\n", "<!-- /Reliability -->\n"


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


def measured() -> dict[str, Any]:
    """What `make reliability` found, with today's scorecard."""
    found: dict[str, Any] = json.loads((ROOT / "docs/reliability.json").read_text())
    kept = [row for row in found["figures"] if row["number"] != published.NUMBER]
    return found | {"figures": [*kept, published.figure().as_row()]}


def reliability() -> str:
    return json.dumps(measured(), indent=1, ensure_ascii=False) + "\n"


def number(value: float) -> str:
    """Three digits; small and large ones in powers of ten."""
    return f"{value:,.0f}" if value == round(value) and abs(value) < 1e6 else f"{value:.3g}"


def limits(value: Mapping[str, Any]) -> str:
    signs = {"at_least": "≥", "at_most": "≤"}
    return ", ".join(f"{sign} {number(value[name])}" for name, sign in signs.items() if value[name] is not None)


def lines(figure: Mapping[str, Any]) -> list[list[str]]:
    """Every number of a figure as a row of the table."""
    return [
        [value["what"], f"{number(value['value'])} {value['unit']}".strip(), limits(value), "yes" if value["met"] else "**no**"]
        for value in figure["values"]
    ]


def line(figure: Mapping[str, Any]) -> list[str]:
    """A figure in one row: the numbers that miss their limit, or the first ones where all keep it."""
    missed = [value for value in figure["values"] if not value["met"]]
    shown = lines({"values": missed or figure["values"][:2]})
    cells = [f"{what}: {told}" + (f" ({limit})" if limit else "") for what, told, limit, _ in shown]
    return [str(figure["number"]), figure["promise"], "; ".join(cells), "yes" if figure["met"] else "**no**"]


def circumstances(found: Mapping[str, Any]) -> str:
    where = "Measured on {date} at commit {commit}: {machine}; solver {engine}, torch {torch}".format_map(found)
    return f"{where}. `make reliability` repeats it, `docs/reliability.md` has every number.\n"


def reliability_page() -> str:
    """Every number of every figure, and what stands behind the misses."""
    found = measured()
    parts = ["# Reliability\n", MADE, circumstances(found)]
    for figure in found["figures"]:
        seed = "" if figure["seed"] is None else f"Seed {figure['seed']}. "
        title = f"## {figure['number']}. {figure['promise'][0].upper()}{figure['promise'][1:]}\n"
        spent = f"{seed}{figure.get('cpu_s', 0):g} s of CPU time.\n"
        remarks = [f"- {remark}" for remark in figure["remarks"]]
        parts += [title, table("measured, value, limit, met", lines(figure)), spent, *([*remarks, ""] if remarks else [])]
    return "\n".join(parts)


def readme() -> str:
    """The README with its table of reliability as measured last."""
    text, found = (ROOT / "README.md").read_text(), measured()
    before, _, rest = text.partition(TABLE_START)
    _, _, after = rest.partition(TABLE_END)
    rows = table("figure, promise, measured (limit), met", map(line, found["figures"]))
    return "\n".join([before + TABLE_START, circumstances(found), rows, TABLE_END + after])


PAGES: dict[str, Callable[[], str]] = {
    "docs/parameters.md": parameters,
    "docs/equations.md": equations,
    "docs/settings.md": settings,
    "docs/forecaster.md": lambda: forecaster_page.page(table),
    "docs/reliability.json": reliability,
    "docs/reliability.md": reliability_page,
    "README.md": readme,
}


def stale(root: Path) -> list[str]:
    """The pages that differ from what would be written."""
    paths = {name: root / name for name in PAGES}
    return [name for name, path in paths.items() if not path.is_file() or path.read_text() != PAGES[name]()]


def write(root: Path) -> None:
    (root / "docs").mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (root / name).write_text(page())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        write(ROOT)
        return 0
    old = stale(ROOT)
    if old:
        print(f"out of date, run `make docs`: {', '.join(old)}", file=sys.stderr)
    return len(old)


if __name__ == "__main__":
    sys.exit(main())
