"""The run on screen as CSV and as JSON: every number with its unit, every parameter, and which model gave it."""

import csv
import io
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import numpy as np

from dashboard.i18n import Text
from dashboard.kpis import Kpi
from dashboard.picture import Compared
from dashboard.series import Array
from twin import __version__
from twin.registry import Registry

WHO = ("whatif", "baseline")
DIGITS = ".7g"
NEWLINE = "\r\n"  # RFC 4180


def model(compared: Compared) -> dict[str, str]:
    """Which model, engine and library gave the numbers."""
    return {"version": __version__, "engine": compared.whatif.engine, "torch": version("torch")}


def parameters(raw: Mapping[str, Any], registry: Registry) -> dict[str, dict[str, Any]]:
    """Every parameter as this scenario has it, with unit and source; the model's constants included."""
    found = {}
    for key, row in registry.parameters.items():
        group = raw if row.group == "run" else raw.get(row.group, {})
        value = group.get(row.name, row.default) if isinstance(group, Mapping) else row.default
        found[key] = {"value": value, "unit": row.unit, "source": row.source, "status": row.status}
    return found


def as_csv(compared: Compared, registry: Registry, text: Text) -> str:
    """A table of hours behind lines that start with '#'; a column's name ends with its unit."""
    columns: dict[str, Array] = {"t_h [h]": np.asarray(compared.whatif.t_h)}
    for name, row in registry.channels.items():
        for who in WHO:
            run = getattr(compared, who).channels
            if name in run:
                columns[f"{who}.{name} [{row.unit}]"] = np.asarray(run[name])
    out = io.StringIO()
    out.writelines(f"# {line}{NEWLINE}" for line in _head(compared, registry, text))
    table = csv.writer(out, lineterminator=NEWLINE)
    table.writerow(columns)
    table.writerows([format(value, DIGITS) for value in row] for row in zip(*(c.tolist() for c in columns.values()), strict=True))
    return out.getvalue()


def _head(compared: Compared, registry: Registry, text: Text) -> list[str]:
    """What stands above the table: the notice, the model, both scenarios, the rows a reader can set."""
    lines = [text("page.title"), text("page.notice")]
    lines += [f"model.{name} = {value}" for name, value in model(compared).items()]
    for who, raw in (("whatif", compared.raw), ("baseline", compared.against)):
        rows = parameters(raw, registry)
        for key, row in registry.parameters.items():
            if row.group in ("patient", "life", "run"):
                lines.append(f"{who}.{key} = {rows[key]['value']} [{row.unit}]")
        for kind in ("drug", "habit", "condition"):
            lines += [f"{who}.{kind} = {_entry(entry)}" for entry in raw.get(kind, ())]
    return lines


def _entry(entry: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in entry.items())


def as_json(compared: Compared, kpis: list[Kpi], registry: Registry, text: Text) -> dict[str, Any]:
    """The same with all parameters, for a program."""
    return {
        "notice": text("page.notice"),
        "model": model(compared),
        "scenario": compared.raw,
        "baseline": compared.against,
        "parameters": {who: parameters(raw, registry) for who, raw in (("whatif", compared.raw), ("baseline", compared.against))},
        "key_numbers": [
            {"label": kpi.label, "unit": kpi.unit, "whatif": list(kpi.values), "baseline": list(kpi.against)} for kpi in kpis
        ],
        "t_h": np.ascontiguousarray(compared.whatif.t_h),
        "channels": {name: _channel(name, compared, registry, text) for name in registry.channels if _is_there(name, compared)},
    }


def _is_there(name: str, compared: Compared) -> bool:
    return any(name in getattr(compared, who).channels for who in WHO)


def _channel(name: str, compared: Compared, registry: Registry, text: Text) -> dict[str, Any]:
    row = registry.channels[name]
    runs = {who: getattr(compared, who).channels for who in WHO}
    series = {who: np.ascontiguousarray(run[name]) for who, run in runs.items() if name in run}
    return {"unit": row.unit, "label": row.label[text.language], **series}
