"""`python -m twin.norms`: a general population of virtual people at rest, against published norms, misses first.

Who they are: data/population_general.toml; what is asked: data/evidence/population_rows.toml. Everyone lives as usual, so that nothing
is integrated. Writes data/evidence/population.csv and docs/population.md.
"""

import csv
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from twin.compose import model
from twin.inputs import Inputs
from twin.module import Tensor
from twin.registry import DATA, registry
from twin.simulate import Status, simulate
from twin.trials import expect, measures, population, table
from twin.trials.plan import Trial
from twin.trials.spread import Spread
from twin.units import factor

EVIDENCE, DOCS = DATA / "evidence", DATA.parent / "docs"
FILES = ("hemodynamics_norms.csv", "ras_biomarkers.csv")
COLUMNS = ("id", "quantity", "people", "statistic", "unit", "published", "low", "high", "twin", "verdict")
ORDER = ("outside", "near", "inside", "input")
NORMAL = {"sbp": 140, "dbp": 90}
SHARE = {"published": 0.95, "low": 0.9, "high": 1.0}  # a reference range holds 95 % of healthy people
WOOD_UNIT = 80  # dyn s cm-5 of 1 mmHg min/L
NG_DL = 0.1  # of 1 pg/mL
HEAD = """<!-- Made by `python -m twin.norms`; do not edit. -->
# The virtual population against published norms

Untreated people of a general population at rest (`data/population_general.toml`). *Inside*: within the printed range, or within a stated
tolerance where none is printed (`data/evidence/population_rows.toml`); *near* misses by less than half its half-width. *Input*: the
twin or its population is made from that number, so that agreeing says nothing. Reference ranges are asked for the share of people inside.
"""


@dataclass(frozen=True)
class People:
    """Who they are and what is read off them, `(patient,)` each."""

    female: Tensor
    age: Tensor
    read: Mapping[str, Tensor]


def _published() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name in FILES:
        with (EVIDENCE / name).open() as file:
            found |= {row["id"]: row for row in csv.DictReader(file)}
    return found


def _asked() -> dict[str, dict[str, Any]]:
    return tomllib.loads((EVIDENCE / "population_rows.toml").read_text())


def _band(
    plan: Mapping[str, Any], band: Mapping[str, Any], sex: str, norms: Mapping[str, Mapping[str, str]]
) -> dict[str, Tensor]:
    """People of one age band and sex."""
    low, high = band["low_years"], band["high_years"]
    limits = population.numbers(registry())
    stated: dict[str, Any] = {
        "female_fraction": float(sex == "F"),
        "age_years": Spread(torch.tensor((low + high) / 2, dtype=torch.float64), plan["ages"]["sd"], low, high),
    }
    for name in population.PRESSURES:
        mean = float(norms[f"AGE_{name[:3].upper()}_{band['name']}_{sex}"]["value"])
        stated[name] = Spread(torch.tensor(mean, dtype=torch.float64), plan["spread"][name], *limits[name][:2])
    trial = Trial(f"general_{band['name']}_{sex}", "", "", "", 1, plan["n"], plan["seed"], stated, (), (), (), ())
    return population.people(trial, registry())


def people() -> People:
    """The general population at rest. Raises ValueError when a person can't be believed."""
    plan, norms = tomllib.loads((DATA / "population_general.toml").read_text()), _published()
    bands = [_band(plan, band, sex, norms) for band in plan["band"] for sex in ("F", "M")]
    drawn = {name: torch.cat([band[name] for band in bands]) for name in bands[0]}
    patient = population.symbols(drawn, registry())
    run = simulate(Inputs(1, patient, {}, {"sodium_intake": patient["Na_in"][None]}))
    if set(run.status) != {Status.OK}:
        raise ValueError(next(why for why in run.why if why))
    constants = model().constants(patient)
    area = constants[list(model().personal).index("BSA")] / factor("m^2")
    return People(drawn["female"], drawn["age_years"], readings(run.channels, area))


def readings(channels: Mapping[str, Tensor], area: Tensor) -> dict[str, Tensor]:
    """What the rows ask for `(patient,)`: at the office hour, by day and by night; `area`: body surface in m²."""
    office = int(registry().parameters["pulse.office_hour"].default)
    now = {name: values[:, office] for name, values in channels.items()}
    spans = {name: measures.FIXED[name] for name in ("day", "night")}
    mean = {
        f"{span}_{name}": measures.average(channels[f"{name}_mmHg"], *hours)
        for span, hours in spans.items()
        for name in ("sbp", "dbp")
    }
    output, resistance = now["cardiac_output_L_min"], now["tpr_mmHg_min_L"] * WOOD_UNIT
    ratios = {name: mean[f"night_{name}"] / mean[f"day_{name}"] for name in ("sbp", "dbp")}
    return mean | {
        "sbp": now["sbp_mmHg"],
        "dbp": now["dbp_mmHg"],
        "map": now["map_mmHg"],
        "pulse_pressure": now["sbp_mmHg"] - now["dbp_mmHg"],
        "heart_rate": now["heart_rate_bpm"],
        "cardiac_output": output,
        "cardiac_index": output / area,
        "stroke_volume": now["stroke_volume_mL"],
        "stroke_index": now["stroke_volume_mL"] / area,
        "resistance": resistance,
        "resistance_index": resistance * area,
        "blood_volume": now["blood_volume_L"],
        "pra": now["pra_ng_mL_h"],
        "renin": now["prc_pg_mL"],
        "aldosterone": now["aldosterone_pg_mL"] * NG_DL,
        "night_day_sbp": ratios["sbp"],
        "night_day_dbp": ratios["dbp"],
        "dip_percent": 100 * (1 - ratios["sbp"]),
    }


def _who(ask: Mapping[str, Any], group: People) -> Tensor:
    low, high = ask.get("ages", (0, math.inf))
    who = (group.age >= low) & (group.age <= high + 1)
    if "sex" in ask:
        who &= group.female == float(ask["sex"] == "female")
    if ask.get("normal"):
        who &= (group.read["sbp"] < NORMAL["sbp"]) & (group.read["dbp"] < NORMAL["dbp"])
    return who


def _slope(x: Tensor, y: Tensor) -> float:
    return float(((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum())


def _number(ask: Mapping[str, Any], group: People, limits: tuple[float, float]) -> float:
    who = _who(ask, group)
    values, statistic = group.read[ask["of"]][who], ask.get("statistic", "mean")
    if statistic == "slope":
        return _slope(group.age[who], values)
    if statistic == "per_sbp":
        return 10 * _slope(group.read["sbp"][who], values)
    if statistic == "inside":
        return float(((values >= limits[0]) & (values <= limits[1])).double().mean())
    return float(values.mean())


def _limits(ask: Mapping[str, Any], row: Mapping[str, str]) -> tuple[float, float, float]:
    """Published value, low and high: as printed, or the stated value and tolerance."""
    if "biomarker" in row:
        low, high = map(float, row["value_or_change"].split("-"))
        return math.nan, low, high
    value = ask.get("value", math.nan if not row["value"] else row["value"])
    if "tolerance" in ask:
        return float(value), float(value) - ask["tolerance"], float(value) + ask["tolerance"]
    return float(value), float(row["low"]), float(row["high"])


def _told(ask: Mapping[str, Any]) -> str:
    """Who a row is about, in words."""
    years = [f"{low}-{high} years" for low, high in [ask["ages"]]] if "ages" in ask else ["adult"]
    return ", ".join([ask.get("sex", "both"), *years, *(["normal pressure"] if ask.get("normal") else [])])


def line(name: str, ask: Mapping[str, Any], row: Mapping[str, str], group: People) -> dict[str, Any]:
    """One row of the table."""
    value, low, high = _limits(ask, row)
    twin, unit = _number(ask, group, (low, high)), row["unit"]
    statistic = ask.get("statistic", "mean")
    if statistic == "inside":
        value, low, high = SHARE.values()
        unit = f"share in {row['value_or_change']} {unit}"
    verdict = "input" if ask.get("input") else expect.verdict(twin, low, high)
    return dict(zip(COLUMNS, (name, ask["of"], _told(ask), statistic, unit, value, low, high, twin, verdict), strict=True))


def rows(group: People) -> list[dict[str, Any]]:
    """One line for each row asked, misses first."""
    norms = _published()
    found = [line(name, ask, norms[name], group) for name, ask in _asked().items()]
    return sorted(found, key=lambda entry: ORDER.index(entry["verdict"]))


def page(lines: Sequence[Mapping[str, Any]]) -> str:
    """docs/population.md."""
    counts = ", ".join(f"{sum(entry['verdict'] == verdict for entry in lines)} {verdict}" for verdict in ORDER)
    cells = [COLUMNS, ["---"] * len(COLUMNS), *([table.text(entry[key]) for key in COLUMNS] for entry in lines)]
    return "\n".join([HEAD, f"{counts}.\n", *("| " + " | ".join(row) + " |" for row in cells)]) + "\n"


def main() -> None:
    """Write the table and the page."""
    lines = rows(people())
    (EVIDENCE / "population.csv").write_text(table.as_csv(lines, COLUMNS))
    (DOCS / "population.md").write_text(page(lines))


if __name__ == "__main__":
    main()
