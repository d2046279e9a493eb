"""docs/forecaster.md: the forecaster's model card, every figure from its manifest and from docs/forecaster.json."""

import json
import statistics
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from twin.forecast.rivals import DILATIONS
from twin.forecast.settings import settings
from twin.forecast.weights import FOLDER, MANIFEST

ROOT = Path(__file__).resolve().parent.parent
MEASURED = ROOT / "docs" / "forecaster.json"
Table = Callable[[str, Iterable[Iterable[object]]], str]
SPLITS = {"test": "test", "pairs": "two targets never blocked together", "odd": "long gaps, then multiplied doses"}
SHAPES = {
    "dense": "leaky integrators, everything listens to everything",
    "graph": "the same on the organs' arrows",
    "convolutions": "gated convolutions (TCN)",
    "plain": "leaky integrators without the guess",
    "attention": "the seeds' design: autoregressive graph attention",
}
WANTED = {"median": 0.1, "p99": 0.5}
WANTED_MS = 10
NETWORKS = {
    "integrators": "{layers} layers of {width} leaky integrators with learned time constants",
    "convolutions": "{depth} gated causal convolutions of {convolution_width} units, each reaching twice as far back as the one before",
}

INTRODUCTION = """
A network that learned the mechanistic twin over people and treatments. On the page it draws curve and band while a control moves; when the
control is let go, the twin's own answer takes the curve's place, the band stays, and the largest difference of the two is said. It answers
the API with `"engine": "forecaster"`, gives any run a band with `"band": 0.9`, and `POST /api/v1/sensitivity` its gradients.
`DASHBOARD_FORECASTER=false` returns everything to the mechanistic engine and loads nothing.

**It knows no patient.** What it learned from and is judged on are virtual people, simulated by this twin: a band says where the twin puts
{default} of virtual people like the one described, not where real people lie. A reading on an arm scatters more than any band here.
"""

DESIGN = """
## What it sees, and what it does

- It never sees a drug's name: only blocks of targets, intakes and habits as time courses, and the person's numbers.
- **A first guess in closed form**: the twin's equations linearised about the person's own rest, and relaxed (turns: {turns}) with
  hourly steps. The network learns what is left. This ties it to the organs' code: it is refused when equations, constants or channels
  change.
- **The network**: {network}, under gains from the person; steps of {step} h, shifted {step} times to hit every hour. No term without a
  signal, so a person to whom nothing happens gets exactly the rest.
- **The band's head** sees the hidden state, the curve, the person, and which hidden traits are told
  ({hidden}). A trait left at its average counts as not told.
  It is trained on what people as they are do beyond the person as told; they also eat a different amount of salt each day (log sd
  {salt}, an assumption). Split conformal prediction then stretches it, apart for people all of whose traits are told.
- **The domain**: the box of what was learned from, and the distance to the nearest of {kept} people; set so that {alarm} of held-out people
  are refused. Beyond {days} days, with more than three targets blocked at once, or outside the box, the mechanistic engine answers alone.
"""

LIMITS = """
## What it does not do

- Trials and cohorts run on the mechanistic engine: most trials last longer than {days} days, so no scorecard by the forecaster was made.
- The graph of arrows is a switch (`python -m twin train --shape graph`) and not what is shipped; which arrow carried a change is told by
  the mechanistic engine, by holding arrows still.
- Bands of a day's mean are means of the hours' bands, which is too wide rather than too narrow. Concentrations of drugs have none.
- Repeat it: `python -m twin dataset`, `python -m twin train`, `python -m benchmarks forecaster compare` and `speed`, `make docs`.
"""


def page(table: Table) -> str:
    """The whole page; `table` writes Markdown tables."""
    told = tomllib.loads((FOLDER / MANIFEST).read_text())
    measured = json.loads(MEASURED.read_text()) if MEASURED.exists() else {}
    default = f"{settings()['bands']['default']:.0%}"
    parts = ["# The forecaster: model card\n", "<!-- Made by `make docs`; do not edit. -->"]
    parts += [INTRODUCTION.format(default=default), design(told["recipe"]), errors(told, table), coverage(told, table)]
    parts += [comparison(measured["compare"], table)] if "compare" in measured else []
    parts += [speed(measured["speed"], table)] if "speed" in measured else []
    parts += [trained(told), LIMITS.format(days=settings()["people"]["horizon_days"]).rstrip() + "\n"]
    return "\n".join(parts)


def design(network: Mapping[str, Any]) -> str:
    people, domain = settings()["people"], settings()["domain"]
    return DESIGN.format(
        turns=settings()["signals"]["turns"],
        step=settings()["signals"]["step_hours"],
        network=NETWORKS["convolutions" if network["shape"] == "convolutions" else "integrators"].format(
            **network, depth=len(DILATIONS)
        ),
        hidden=", ".join(name.replace("_", " ") for name in people["hidden"]),
        salt=people["day_to_day_log_sd"],
        kept=domain["people_kept"],
        alarm=f"{domain['false_alarm']:.0%}",
        days=people["horizon_days"],
    )


def errors(told: Mapping[str, Any], table: Table) -> str:
    """Systolic error on held-out people, and of every channel."""
    rows = []
    for name, row in told["error"].items():
        wrong = row["sbp_mmHg"]
        figures = [f"{wrong[key]:.2f}" for key in ("median", "mean", "p99", "worst_hour")]
        rows.append([SPLITS[name], row["people"], *figures, f"{told['refused'][name]:.1%}"])
    test = told["error"]["test"]["sbp_mmHg"]
    kept = [
        f"{key} {test[key]:.2f} of {most} mmHg: {'met' if test[key] <= most else '**not met**'}" for key, most in WANTED.items()
    ]
    channels = sorted(told["channels"].items(), key=lambda item: item[1]["median"])
    each = [[f"`{name}`", f"{row['median']:.1%}", f"{row['p99']:.1%}"] for name, row in channels]
    return "\n".join([
        "## How wrong it is\n",
        "Systolic pressure, mmHg, each person's mean absolute error over 28 days; the worst hour is that of anyone.\n",
        table("people, number, median, mean, 99th percentile, worst hour, refused by the domain", rows),
        f"Wanted on test: {'; '.join(kept)}.\n",
        "Every channel: root mean square error of a person over the root mean square of what is to be forecast, as logarithms.\n",
        table("channel, median person, worst 1 %", each),
    ])  # fmt: skip


def coverage(told: Mapping[str, Any], table: Table) -> str:
    """Share of the truth inside the bands: by level, group and week."""
    found = told["coverage"]
    by_level = [
        [kind, f"{float(level):.0%}", *(f"{row[key]:.1%}" for key in ("sbp_mmHg", "worst_channel", "best_channel"))]
        for kind in ("pointwise", "whole")
        for level, row in found[kind].items()
    ]
    parts = {**found["groups"], **found["weeks"]}
    rows = [[name, row["people"], f"{row['share']:.1%}", f"{row['low']:.1%} to {row['high']:.1%}"] for name, row in parts.items()]
    widths = ", ".join(f"{name} {value:.1f}" for name, value in told["half_width"].items())
    return "\n".join([
        "## What the bands cover\n",
        "Pointwise: share of hours inside, which the page draws. Whole: share of people whose whole curve is inside.\n",
        table("band, level, systolic pressure, least covered channel, most covered channel", by_level),
        f"Half the width of the usual systolic band, median person, mmHg: {widths}.\n",
        f"Systolic pressure, pointwise band of {settings()['bands']['default']:.0%}, with the 95 % interval over people:\n",
        table("group, people, inside, interval", rows),
    ])  # fmt: skip


def comparison(found: Mapping[str, Any], table: Table) -> str:
    """Shapes on the same people: mean and range over seeds."""
    rows = [["the guess alone", 0, "", *(f"{found['guess'][split]['median']:.2f}" for split in SPLITS), ""]]
    for shape, words in SHAPES.items():
        seeds = [row for row in found["rows"] if row["shape"] == shape]
        if not seeds:
            continue
        each = [over([row["errors"][split]["median"] for row in seeds], 2) for split in SPLITS]
        spent = statistics.mean(row["cpu_s"] for row in seeds)
        channels = over([100 * row["channels"] for row in seeds], 1)
        rows.append([words, seeds[0]["parameters"], f"{spent:.0f}", *each, channels])
    medians = {
        shape: statistics.mean(row["errors"]["test"]["median"] for row in found["rows"] if row["shape"] == shape)
        for shape in {row["shape"] for row in found["rows"]}
    }
    best = min(medians, key=lambda shape: medians[shape])
    return "\n".join([
        "## Shapes compared\n",
        f"The same {found['people']} people, {found['passes']} passes, {len({row['seed'] for row in found['rows']})} seeds; "
        "a small budget, so that all are far from their best. Systolic error of the median person, mmHg: mean over seeds (range).\n",
        table("shape, weights, CPU s, test, pairs, odd, median channel %", rows),
        f"Least on test: {SHAPES[best]}. Shipped: {SHAPES[settings()['training']['shape']]}.\n",
        f"On the organs' arrows the same network errs {medians['graph'] / medians['dense']:.1f} times as much as the dense one: "
        "the graph buys no accuracy here. What else it could buy, which arrow carried a change, the mechanistic engine tells exactly.\n",
    ])  # fmt: skip


def over(values: list[float], decimals: int) -> str:
    return f"{statistics.mean(values):.{decimals}f} ({min(values):.{decimals}f} to {max(values):.{decimals}f})"


def speed(found: Mapping[str, Any], table: Table) -> str:
    """One patient, one run of the benchmark."""
    rows = [[name, f"{row['median']:.1f}", f"{row['least']:.1f}"] for name, row in found["ms"].items()]
    times = {name: row["median"] for name, row in found["ms"].items()}
    curve = next(value for name, value in times.items() if name.startswith("curve with"))
    model, design = times.get("the model, compiled", 0), next(value for name, value in times.items() if "seeds" in name)
    return "\n".join([
        "## Speed\n",
        f"One treated person, {found['horizon_days']} days, one thread, CPU time in ms, median and least of repeats; measured on "
        f"{found['day']} in one run on a machine shared with others. Loading takes {found['loading_s']:.2f} s "
        f"and {found['held_MiB']:.0f} MiB.\n",
        table("what, median, least", rows),
        f"Wanted: a curve with its band in at most {WANTED_MS} ms: {'met' if curve <= WANTED_MS else '**not met**'}. "
        f"The compiled model takes {model / curve:.1f} times as long, the seeds' design {design / curve:.1f} times.\n"
        if model
        else "",
    ])  # fmt: skip


def trained(told: Mapping[str, Any]) -> str:
    people = ", ".join(f"{name} {count}" for name, count in told["data"]["people"].items())
    data, learning, recipe = told["data"]["sha256_of_shards"][:16], told["training"], told["recipe"]
    return "\n".join([
        "## What it was learned from\n",
        f"- People by split: {people}; drawn half over all sliders, half from `data/population.toml`. Hash of the data {data}….",
        f"- {learning['epochs']} epochs, {learning['cpu_seconds']} s of CPU time on one thread, seed {recipe['seed']}, "
        f"shape {recipe['shape']}, torch {told['torch']}; {told['parameters']} weights, {told['bytes'] / 1e6:.1f} MB.",
        f"- Weights {told['sha256'][:16]}…, of twin {told['twin'][:16]}….",
    ])  # fmt: skip
