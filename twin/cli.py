"""`python -m twin …`: simulate, heartbeat, describe, trial, validate, calibrate, dataset, train. Flags are the registry's own rows."""

import argparse
import json
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from twin import __version__, report
from twin.registry import InputError, Registry, registry
from twin.rows import Parameter
from twin.simulate import Run, Status, simulate

ENGINES = ("mechanistic",)
SHOWN = (
    "sbp_mmHg",
    "dbp_mmHg",
    "heart_rate_bpm",
    "pra_ng_mL_h",
    "ang_ii_pg_mL",
    "aldosterone_pg_mL",
    "sodium_excretion_mmol_day",
)
FLAG_GROUPS = ("patient", "life", "run")
NOTICE = "Educational and research software: never advice for one person."


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 fine, 1 a run that can't be believed, 2 bad input."""
    torch.set_num_threads(1)
    chosen = parser(registry()).parse_args(arguments)
    try:
        return int(chosen.command(chosen))
    except InputError as error:
        for fault in error.faults:
            print(fault.message, file=sys.stderr)
    except BrokenPipeError:
        return 0
    except (OSError, ValueError, RecursionError) as error:
        print(error, file=sys.stderr)
    return 2


def parser(source: Registry) -> argparse.ArgumentParser:
    """All commands, with one flag for each row a reader may set."""
    top = argparse.ArgumentParser(prog="python -m twin", description=NOTICE)
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(required=True)

    one = commands.add_parser("simulate", help="one patient: a scenario file, flags, or both")
    one.set_defaults(command=run_one)
    one.add_argument("file", nargs="?", type=Path, help="scenario in TOML or JSON; without it the default patient")
    one.add_argument("--csv", type=Path, help="write every saved time to this file")
    one.add_argument("--json", type=Path, help="write what the API would answer to this file")
    one.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    for row in (row for group in FLAG_GROUPS for row in source.group(group).values()):
        one.add_argument(f"--{row.key}", dest=row.key, metavar=row.unit, help=flag_help(row))

    beat = commands.add_parser("heartbeat", help="one heartbeat of a scenario at a chosen hour")
    beat.set_defaults(command=one_beat)
    beat.add_argument("file", type=Path, help="scenario in TOML or JSON")
    beat.add_argument("--hour", type=int, default=10, choices=range(24), metavar="0..23", help="clock hour; default 10")
    beat.add_argument("--day", type=int, help="default: the last one")
    beat.add_argument("--csv", type=Path, help="write the curves to this file")
    beat.add_argument("--json", type=Path, help="write curves and numbers to this file")

    rows = commands.add_parser("describe", help="every parameter with range, unit and source; drugs and channels")
    rows.set_defaults(command=describe)
    rows.add_argument("--json", action="store_true", help="as JSON")

    against_trials(commands)
    of_the_forecaster(commands)
    return top


def against_trials(commands: Any) -> None:
    """The commands that hold the twin against published trials."""
    scores = commands.add_parser("validate", help="virtual trials against published ones, misses first")
    scores.set_defaults(command=validate)
    scores.add_argument("--engine", choices=ENGINES, default=ENGINES[0])

    trials = commands.add_parser("trial", help="run one's own trial files")
    trials.set_defaults(command=trial)
    trials.add_argument("files", nargs="+", type=Path)
    trials.add_argument("--csv", type=Path, help="one row per arm and measure")
    trials.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    trials.add_argument("--drugs", type=Path, help="folder with further drug files")

    fits = commands.add_parser("calibrate", help="how well published trials fix the fitted constants")
    fits.set_defaults(command=calibrate)
    fits.add_argument("action", nargs="?", choices=("check", "build", "fit"), default="check")
    fits.add_argument("--patients", type=int, default=8, help="of each trial, at most; default 8")
    fits.add_argument("--iterations", type=int, default=5, help="of a fit; default 5")


def of_the_forecaster(commands: Any) -> None:
    """The commands that make what the forecaster ships."""
    from twin.forecast import dataset, weights

    data = commands.add_parser(
        "dataset", help="simulate the people that the forecaster learns from; goes on where it was interrupted"
    )
    data.set_defaults(command=make_dataset)
    data.add_argument("--out", type=Path, default=dataset.FOLDER, help="folder; default build/forecaster")
    data.add_argument("--scale", type=float, default=1.0, help="share of the people, to try things out; default 1")

    train = commands.add_parser("train", help="train the forecaster from its seed; goes on from its last checkpoint")
    train.set_defaults(command=train_forecaster)
    train.add_argument("--data", type=Path, default=dataset.FOLDER, help="folder of `dataset`")
    train.add_argument("--out", type=Path, default=weights.FOLDER, help="where the weights go; default data/weights")
    train.add_argument("--shape", help="instead of the shipped one")
    train.add_argument("--seed", type=int, help="instead of the shipped one")
    train.add_argument("--epochs", type=int, help="instead of the shipped number")


def flag_help(row: Parameter) -> str:
    """Label, range and default of a row, safe for argparse."""
    allowed = ", ".join(row.choices) if row.choices else f"{row.hard_low:g} to {row.hard_high:g}"
    return f"{row.label['en']}: {allowed}; default {row.default}".replace("%", "%%")


def read_scenario(path: Path | None) -> Any:
    """A scenario from a TOML or JSON file."""
    if path is None:
        return {}
    text = path.read_text()
    return json.loads(text) if path.suffix == ".json" else tomllib.loads(text)


def with_flags(raw: Any, chosen: argparse.Namespace, source: Registry) -> Any:
    """The scenario with flags laid over it; what is no table stays, for the registry to refuse."""
    if not isinstance(raw, dict):
        return raw
    for group in FLAG_GROUPS:
        for row in source.group(group).values():
            text = getattr(chosen, row.key)
            if text is None:
                continue
            place = raw if group == "run" else raw.setdefault(group, {})
            if isinstance(place, dict):
                place[row.name] = text if row.choices else as_number(text)
    return raw


def as_number(text: str) -> float | str:
    """A number where the text is one; the registry says what is wrong with anything else."""
    try:
        return float(text)
    except ValueError:
        return text


def run_one(chosen: argparse.Namespace) -> int:
    """`simulate`."""
    source = registry()
    run = simulate(source.parse(with_flags(read_scenario(chosen.file), chosen, source)))
    if chosen.json:
        chosen.json.write_text(json.dumps(report.answer(run, source)))
    if run.status[0] is not Status.OK:
        print(f"no numbers: {run.status[0].value}: {run.why[0]}", file=sys.stderr)
        return 1
    if chosen.csv:
        report.write_csv(run, chosen.csv)
    print(f"{NOTICE}\ntwin {__version__}, {run.engine}. Mean of each day:\n")
    print(table(run, source))
    return 0


def one_beat(chosen: argparse.Namespace) -> int:
    """`heartbeat`."""
    from twin.heartbeat import command

    return int(command.main(read_scenario(chosen.file), chosen.hour, chosen.day, chosen.csv, chosen.json))


def table(run: Run, source: Registry) -> str:
    """Daily means of the channels people ask for first: every day of a week, every week beyond."""
    drugs = [drug.channel for drug in source.drugs.values() if drug.channel in run.channels]
    names = [*SHOWN, *drugs]
    days = (len(run.t_h) - 1) // 24
    shown = [day for day in range(days) if days <= 7 or day % 7 == 6 or day in (0, days - 1)]
    widths = [max(len(name), 8) for name in names]
    lines = ["day  " + "  ".join(name.rjust(width) for name, width in zip(names, widths, strict=True))]
    for day in shown:
        means = [run.channels[name][0, day * 24 : (day + 1) * 24].mean() for name in names]
        cells = [f"{mean:.{source.channels[name].decimals + 1}f}" for name, mean in zip(names, means, strict=True)]
        lines.append(f"{day:3d}  " + "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)))
    return "\n".join(lines)


def describe(chosen: argparse.Namespace) -> int:
    """`describe`."""
    source = registry()
    if chosen.json:
        print(json.dumps(report.catalogue(source), indent=2, ensure_ascii=False))
        return 0
    print(f"{'parameter':48s} {'default':>10s}  {'unit':16s} {'range':>18s}  {'status':24s} {'source':20s} label")
    for row in source.parameters.values():
        limits = "|".join(row.choices) if row.choices else f"{row.hard_low:g} … {row.hard_high:g}"
        default = "" if row.is_list else row.default
        print(
            f"{row.key:48s} {default!s:>10s}  {row.unit:16s} {limits:>18s}  {row.status:24s} {row.source:20s} {row.label['en']}"
        )
    print(f"\n{'drug':48s} {'dose':>10s}  {'substance':16s} {'target':>18s}  {'':24s} source")
    for drug in source.drugs.values():
        limit = f"0 … {drug.max_dose_mg:g}"
        print(
            f"{drug.name:48s} {limit:>10s}  {drug.substance:16s} {drug.target:>18s}  {'mg':24s} {drug.kinetics.source}, {drug.block.source}"
        )
    print(f"\n{'channel':48s} {'':10s}  {'unit':16s}")
    for channel in source.channels.values():
        print(f"{channel.name:48s} {'':10s}  {channel.unit:16s} {'':18s}  {'':24s} {'':20s} {channel.label['en']}")
    return 0


def validate(chosen: argparse.Namespace) -> int:
    """`validate`."""
    from twin import validate as scorecard

    return int(scorecard.main(engine=chosen.engine))


def trial(chosen: argparse.Namespace) -> int:
    """`trial`."""
    from twin import trials

    return int(trials.main(chosen.files, csv=chosen.csv, engine=chosen.engine, drugs_folder=chosen.drugs))


def calibrate(chosen: argparse.Namespace) -> int:
    """`calibrate`."""
    from twin.calibrate import command

    return int(command.main(chosen.action, chosen.patients, chosen.iterations))


def make_dataset(chosen: argparse.Namespace) -> int:
    """`dataset`."""
    from twin.forecast import command

    return int(command.make(chosen.out, chosen.scale))


def train_forecaster(chosen: argparse.Namespace) -> int:
    """`train`."""
    from twin.forecast import command

    return int(command.learn(chosen.data, chosen.out, chosen.shape, chosen.seed, chosen.epochs))
