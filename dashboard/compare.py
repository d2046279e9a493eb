"""Up to four named scenarios beside baseline and screen: their runs, their curves in one chart, their differences in a table.

Names never leave the browser (assets/web/52-compare.js): here a scenario is a slot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from dash import html

from dashboard import wire
from dashboard.answer import table_of
from dashboard.attributes import data
from dashboard.differences import CHANNELS, differences, limit
from dashboard.figures.overlay import Line, Overlay, overlay
from dashboard.figures.style import Figure
from dashboard.i18n import Text, text_of
from dashboard.kpis import PRESSURES, Kpi
from dashboard.picture import baseline_of, first_hour, view_of
from dashboard.quantities import Units, figure_in, kpis_in, units_of
from dashboard.regimen import intakes
from dashboard.scenario import Raw, raw_of
from dashboard.series import HOURS, Array, over_days
from dashboard.service import Service
from dashboard.theme import palette
from twin.registry import Registry
from twin.scenario import InputError

SLOTS = ("0", "1", "2", "3")
LETTERS = dict(zip(SLOTS, "ABCD", strict=True))
PAIR = "pressure"  # the choice that draws systolic and diastolic together


@dataclass(frozen=True)
class Column:
    """One scenario: its numbers against the baseline, or none where it cannot be computed."""

    who: str
    numbers: list[Kpi]


@dataclass(frozen=True)
class Comparison:
    columns: list[Column]
    figure: Figure


def asked(body: Mapping[str, Any], registry: Registry) -> dict[str, Raw]:
    """Scenarios by who, baseline first, all over the days of the one on screen."""
    screen = raw_of(table_of(body.get("values")), registry)
    pinned = table_of(body.get("baseline"))
    found = {"baseline": baseline_of(screen, raw_of(pinned, registry) if pinned else None), "whatif": screen}
    saved = body.get("scenarios")
    for one in saved if isinstance(saved, list) else []:
        slot = str(table_of(one).get("slot"))
        if slot in SLOTS and isinstance(one.get("values"), dict):
            found[slot] = baseline_of(screen, raw_of(one["values"], registry))
    return found


def runs_of(service: Service, raws: Mapping[str, Raw], language: str) -> dict[str, dict[str, Array]]:
    """Channels by who, those only that can be read and computed."""
    readable = []
    for who, raw in raws.items():
        try:
            service.registry.parse(raw, language)
        except InputError:
            continue
        readable.append(who)
    if not readable:
        return {}
    made = service.forecasts([raws[who] for who in readable], language)
    ok = {who: run for who, run in zip(readable, made, strict=True) if run.is_ok}
    return {who: {name: np.asarray(values) for name, values in run.channels.items()} for who, run in ok.items()}


def compared(service: Service, body: Any, channel: Any) -> Comparison | None:
    """None where baseline or screen cannot be computed: the page says why at its usual place."""
    body = table_of(body)
    registry, text = service.registry, text_of(str(body.get("language")))
    raws = asked(body, registry)
    runs = runs_of(service, raws, text.language)
    if not {"baseline", "whatif"} <= set(runs):
        return None
    days = (len(runs["whatif"]["sbp_mmHg"]) - 1) // HOURS
    day = view_of(table_of(body.get("view")), registry, days).day
    theme = palette(body)
    units = units_of(table_of(body.get("view")).get("units"))
    columns = [Column(who, _in_units(_numbers(who, raws, runs, day, registry, text), units, text)) for who in raws]
    name = channel if isinstance(channel, str) and channel in registry.channels else PRESSURES[0]
    figure = overlay(_overlay(runs, channel, days, registry, text), text, theme)
    return Comparison(columns, wire.whole(figure_in(figure, name, units, text)))


def _numbers(
    who: str, raws: Mapping[str, Raw], runs: Mapping[str, dict[str, Array]], day: int, registry: Registry, text: Text
) -> list[Kpi]:
    if who not in runs:
        return []
    dose_h = first_hour(intakes(raws[who], registry, text))
    return differences(runs[who], runs["baseline"], day, dose_h, registry, text)


def _in_units(numbers: list[Kpi], units: Units, text: Text) -> list[Kpi]:
    return kpis_in(numbers, CHANNELS, units, text) if numbers else numbers


def _overlay(runs: Mapping[str, dict[str, Array]], channel: Any, days: int, registry: Registry, text: Text) -> Overlay:
    names: Sequence[str] = (channel,) if isinstance(channel, str) and channel in registry.channels else PRESSURES
    first = registry.channels[names[0]]
    lines = [
        Line(who, f"{_short(who, text)} · {registry.channels[name].label[text.language]}", over_days(_of(run, name)), end)
        for name in names
        for who, run in runs.items()
        for end in (_short(who, text) if name == names[0] else "",)
    ]
    return Overlay(lines, text.unit(first.unit), first.decimals, days)


def _of(run: Mapping[str, Array], name: str) -> Array:
    """Zero for the substance of a drug that is not taken."""
    return run[name] if name in run else np.zeros_like(run["sbp_mmHg"])


def _short(who: str, text: Text) -> str:
    return LETTERS.get(who) or text(f"compare.{who}")


def table(found: Comparison, text: Text) -> html.Table:
    """A column for each scenario, a row for each quantity; each number with its difference from the baseline."""
    heads = [
        html.Th([_short(one.who, text), html.Span(className="scenario-name", **data(slot=one.who))], scope="col")
        for one in found.columns
    ]
    labels = found.columns[0].numbers
    head = html.Thead(html.Tr([html.Th(text("compare.quantity"), scope="col"), *heads]))
    body = html.Tbody(
        [
            html.Tr(
                [html.Th([kpi.label, " ", html.Small(kpi.unit)], scope="row"), *(_cell(one, at, text) for one in found.columns)]
            )
            for at, kpi in enumerate(labels)
        ]
    )
    return html.Table([html.Caption(text("compare.caption", guideline=limit().label)), head, body])


def _cell(column: Column, at: int, text: Text) -> html.Td:
    if not column.numbers:
        return html.Td(text("compare.none"))
    kpi = column.numbers[at]
    parts: list[Any] = [html.Span(kpi.value(text), className="of-value")]
    if column.who != "baseline":
        parts.append(html.Span(kpi.change(text), className="of-change"))
    return html.Td(parts)
