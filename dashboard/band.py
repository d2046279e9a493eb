"""The forecaster's band on the page: which level, where it is drawn, and what is said about it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import dash_bootstrap_components as dbc
import numpy as np
from dash import html

from dashboard.figures import band
from dashboard.figures.pressure import CHANNELS as PRESSURES
from dashboard.figures.style import Figure, Theme
from dashboard.foresight import OFF, Foreseen, levels, most_different, usual_level
from dashboard.i18n import Text
from dashboard.series import HOURS, Array, Curve, over_days, over_hours

if TYPE_CHECKING:
    from dashboard.picture import Compared, View


def level_of(view: Mapping[str, Any]) -> float:
    """The level asked for: one that was calibrated, none, or the usual one."""
    known = {f"{level:g}": level for level in (OFF, *levels())}
    return known.get(str(view.get("band")), usual_level())


def banded(figures: Mapping[str, Figure], foreseen: Foreseen | None, view: "View", days: int, text: Text, theme: Theme) -> None:
    """Lay the band on every chart. Traces without numbers stand for a band that is not there, so that charts keep their traces."""
    if foreseen is None:
        return
    absent = np.full(days * HOURS + 1, np.nan)

    def lines(name: str, is_day: bool) -> list[dict[str, Any]]:
        low, high = (_along(table.get(name, absent), view.day if is_day else None) for table in (foreseen.lower, foreseen.upper))
        words = [text(f"band.{side}", level=percent(foreseen.level, text)) for side in ("lower", "upper")]
        return band.edges(low, high, (words[0], words[1]), theme)

    for chart, is_day in (("pressure", False), ("profile", True)):
        band.add(figures[chart], [trace for name in PRESSURES for trace in lines(name, is_day)])
    for at, name in enumerate(view.panels):
        band.add(figures[f"channel-{at}"], lines(name, view.span == "day"))


def _along(values: Array, day: int | None) -> Curve:
    return over_days(values) if day is None else over_hours(values, day)


def percent(level: float, text: Text) -> str:
    return text.number(100 * level, 0)


def note(compared: "Compared", text: Text) -> str:
    """What the band says and how far the forecaster was from the answer shown."""
    foreseen = compared.foreseen
    if foreseen is None:
        return ""
    if not foreseen.is_inside:
        return text("band.outside")
    apart = most_different(compared.channels("whatif"), foreseen.channels, PRESSURES)
    checked = text("band.checked", difference=text.number(apart, 1))
    return checked if foreseen.level == OFF else f"{text('band.meaning', level=percent(foreseen.level, text))} {checked}"


def chooser(text: Text) -> html.Label:
    """How wide the band is."""
    options = [{"value": f"{level:g}", "label": f"{percent(level, text)} %"} for level in levels()]
    options.append({"value": f"{OFF:g}", "label": text("band.none")})
    select = dbc.Select(id="band", options=options, value=f"{usual_level():g}")
    return html.Label([text("band.label"), select], id="band-chooser", className="band", hidden=True, title=text("band.choose"))


def line() -> html.P:
    """Where `note` is written; the script writes there while a control moves."""
    return html.P(id="band-note", className="band-note")
