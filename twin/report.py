"""A run and the registry as plain values, the same for the CLI and the API (trials.md, section 1)."""

import csv
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from twin import __version__
from twin.drugs import Drug
from twin.registry import Registry
from twin.rows import Parameter
from twin.simulate import Run, Status


def answer(run: Run, registry: Registry, patient: int = 0) -> dict[str, Any]:
    """One patient's run. No numbers unless its status is ok."""
    fine = run.status[patient] is Status.OK
    channels = {
        name: {"unit": registry.channels[name].unit, "values": values[patient].tolist()} for name, values in run.channels.items()
    }
    return {
        "model": {"version": __version__, "engine": run.engine},
        "status": run.status[patient].value,
        "t_h": run.t_h.tolist() if fine else [],
        "channels": channels if fine else {},
        "warnings": [run.why[patient]] if run.why[patient] else [],
    }


def write_csv(run: Run, path: Path, patient: int = 0) -> None:
    """One row per saved time, `t_h` first; the header is the channel names alone."""
    columns = {"t_h": run.t_h} | {name: values[patient] for name, values in run.channels.items()}
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows(zip(*(column.tolist() for column in columns.values()), strict=True))


def catalogue(registry: Registry) -> dict[str, Any]:
    """Everything a caller may set and read, with range, unit, default, labels and source."""
    return {
        "parameters": {row.key: parameter(row) for row in registry.parameters.values()},
        "drugs": {drug.name: medicine(drug) for drug in registry.drugs.values()},
        "channels": {
            row.name: {"unit": row.unit, "label": dict(row.label), "decimals": row.decimals, "plausible": [row.low, row.high]}
            for row in registry.channels.values()
        },
    }


def parameter(row: Parameter) -> dict[str, Any]:
    """One row; `range` is the slider's, `hard_range` what a file may ask for."""
    limits: Mapping[str, Any] = (
        {"choices": list(row.choices)}
        if row.choices
        else {
            "range": [row.low, row.high],
            "hard_range": [row.hard_low, row.hard_high],
            "step": None if math.isnan(row.step) else row.step,
        }
    )
    words = {"label": dict(row.label), "help": dict(row.help), "source": row.source, "status": row.status}
    about = {"group": row.group, "kind": row.kind, "symbol": row.symbol, "unit": row.unit, "default": row.default}
    return {**about, **limits, **words, "input": row.on_screen, "drive": row.drive, "advanced": row.advanced}


def medicine(drug: Drug) -> dict[str, Any]:
    """One drug as a caller may give it."""
    return {
        "label": dict(drug.label),
        "class": dict(drug.class_label),
        "substance": drug.substance,
        "channel": drug.channel,
        "target": drug.target,
        "dose_mg": {"unit": "mg", "range": [0, drug.max_dose_mg], "step": drug.dose_step_mg, "usual": drug.usual_doses_mg},
        "source": [drug.kinetics.source, drug.block.source],
    }
