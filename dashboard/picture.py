"""One scenario against its baseline, drawn: the same picture for a committed change and for a drag."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dashboard.band import banded
from dashboard.figures.channel import Channel, channel
from dashboard.figures.pressure import CHANNELS as PRESSURES
from dashboard.figures.pressure import Pressure, pressure
from dashboard.figures.profile import Profile, profile
from dashboard.figures.style import Figure, Theme
from dashboard.foresight import OFF, Foreseen
from dashboard.guidelines import guideline, guidelines
from dashboard.i18n import Text
from dashboard.kpis import Kpi, kpis
from dashboard.quantities import COUNTED, Units, figure_in, kpis_in, units_of
from dashboard.regimen import intakes
from dashboard.scenario import untreated
from dashboard.series import HOURS, Array, Curve, Intakes, over_days, over_hours
from dashboard.service import Forecast, Service
from twin.registry import Registry

PANELS = ("pra_ng_mL_h", "ang_ii_pg_mL", "aldosterone_pg_mL")
SPANS = ("run", "day")
CHARTS = ("pressure", "profile", *(f"channel-{at}" for at in range(len(PANELS))))


@dataclass(frozen=True)
class View:
    """What the reader looks at: a channel for each panel, the day of the profile, whole run or that day in the panels, whose limits."""

    panels: tuple[str, ...]
    day: int
    span: str
    guideline: str
    units: Units = COUNTED


@dataclass(frozen=True)
class Compared:
    """A scenario and its baseline, both run; `against` is the baseline's scenario."""

    raw: Mapping[str, Any]
    whatif: Forecast
    baseline: Forecast
    foreseen: Foreseen | None = None
    against: Mapping[str, Any] = field(default_factory=dict, kw_only=True)

    @property
    def days(self) -> int:
        return (len(self.whatif.t_h) - 1) // HOURS

    def channels(self, who: str) -> dict[str, Array]:
        return {name: np.asarray(values) for name, values in getattr(self, who).channels.items()}


@dataclass(frozen=True)
class Picture:
    figures: dict[str, Figure]
    kpis: list[Kpi]
    view: View


def view_of(asked: Mapping[str, Any], registry: Registry, days: int) -> View:
    """A view that can be drawn, whatever was asked."""
    panels, day = asked.get("panels"), asked.get("day")
    named = [*panels, *PANELS][: len(PANELS)] if isinstance(panels, list) else PANELS
    known = [name if isinstance(name, str) and name in registry.channels else PANELS[at] for at, name in enumerate(named)]
    shown = int(day) if isinstance(day, int | float) and 0 <= day < days else days - 1
    limits = asked.get("guideline")
    by = limits if isinstance(limits, str) and limits in guidelines() else next(iter(guidelines()))
    span = "day" if asked.get("span") == "day" else "run"
    return View(tuple(known), shown, span, by, units_of(asked.get("units")))


def compare(
    service: Service,
    raw: Mapping[str, Any],
    pinned: Mapping[str, Any] | None,
    language: str,
    is_preview: bool = False,
    level: float = OFF,
) -> Compared:
    """A scenario beside the pinned one, or beside the same person untreated with usual life. Raises InputError."""
    baseline = baseline_of(raw, pinned)
    foreseen = service.foresee(raw, language, level)
    if is_preview and foreseen and foreseen.is_inside:
        (before,) = service.forecasts([baseline], language, is_preview=True)
        return Compared(raw, service.preview(foreseen), before, foreseen, against=baseline)
    whatif, before = service.forecasts([raw, baseline], language, is_preview=is_preview)
    return Compared(raw, whatif, before, foreseen, against=baseline)


def baseline_of(raw: Mapping[str, Any], pinned: Mapping[str, Any] | None) -> dict[str, Any]:
    """The scenario to compare with, as long as the one asked."""
    days = {key: raw[key] for key in ("horizon_days",) if key in raw}
    kept = {key: value for key, value in (pinned or {}).items() if key != "horizon_days"}
    return untreated(raw) if pinned is None else kept | days


def draw(compared: Compared, registry: Registry, asked: Mapping[str, Any], text: Text, theme: Theme) -> Picture:
    """Everything on screen for two runs whose status is ok."""
    view = view_of(asked, registry, compared.days)
    taken = intakes(compared.raw, registry, text)
    runs = {who: compared.channels(who) for who in ("baseline", "whatif")}
    figures = dict(zip(CHARTS, _figures(runs, compared.days, view, taken, registry, text, theme), strict=True))
    banded(figures, compared.foreseen, view, compared.days, text, theme)
    rows = [registry.channels[name] for name in view.panels]
    whatif, baseline = (_filled(runs[who], view.panels) for who in ("whatif", "baseline"))
    cards = kpis(whatif, baseline, view.day, first_hour(taken), rows, text)
    return in_units(Picture(figures, cards, view), text)


def in_units(picture: Picture, text: Text) -> Picture:
    """The same picture in the units of its view."""
    view = picture.view
    if not view.units:
        return picture
    shown = dict(zip(CHARTS, (PRESSURES[0], PRESSURES[0], *view.panels), strict=True))
    figures = {name: figure_in(figure, shown.get(name, ""), view.units, text) for name, figure in picture.figures.items()}
    return Picture(figures, kpis_in(picture.kpis, view.panels, view.units, text), view)


def _figures(
    runs: dict[str, dict[str, Array]], days: int, view: View, taken: list[Intakes], registry: Registry, text: Text, theme: Theme
) -> Iterator[Figure]:
    curves = {who: {name: over_days(run[name]) for name in PRESSURES} for who, run in runs.items()}
    hours = {who: {name: over_hours(run[name], view.day) for name in PRESSURES} for who, run in runs.items()}
    limits = guideline(view.guideline)
    yield pressure(Pressure(curves, days, view.day, taken, limits), text, theme)
    yield profile(Profile(hours, view.day, taken, limits), text, theme)
    for name in view.panels:
        row = registry.channels[name]
        of = {who: _along(_filled(run, (name,))[name], view) for who, run in runs.items()}
        yield channel(
            Channel(row.label[text.language], text.unit(row.unit), row.decimals, of, days if view.span == "run" else None),
            text,
            theme,
        )


def _along(values: Array, view: View) -> Curve:
    return over_days(values) if view.span == "run" else over_hours(values, view.day)


def _filled(run: Mapping[str, Array], names: tuple[str, ...]) -> dict[str, Array]:
    """A run with zeros for what it lacks: the substance of a drug that is not taken."""
    absent = np.zeros_like(next(iter(run.values())))
    return {**run, **{name: run.get(name, absent) for name in names}}


def first_hour(taken: list[Intakes]) -> float | None:
    """Clock hour of the first drug's intake."""
    hours = [drug.t_h[0] % HOURS for drug in taken if len(drug.t_h)]
    return float(hours[0]) if hours else None
