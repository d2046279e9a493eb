"""Limits of a guideline for means over hours, as lines on the pressure charts. Office limits are never drawn there."""

from dataclasses import dataclass
from typing import Any

from dashboard.figures.style import Theme, note
from dashboard.i18n import Text
from dashboard.series import HOURS, NIGHT_H

Limits = dict[str, float]  # mmHg by channel


@dataclass(frozen=True)
class Guideline:
    """Where hypertension begins: as mean of 24 hours, awake, asleep, and in the office with its goal of treatment."""

    label: str
    source: str
    mean_24h: Limits
    awake: Limits
    asleep: Limits
    office: Limits
    goal: str

    def drawn(self) -> list[float]:
        """Every limit that a chart may show."""
        return [value for limits in (self.mean_24h, self.awake, self.asleep) for value in limits.values()]


def limits(guideline: Guideline, theme: Theme) -> list[dict[str, Any]]:
    """Over days: the limits of a day's mean."""
    return [_line(0, 1, value, theme, xref="paper") for value in guideline.mean_24h.values()]


def limit_notes(guideline: Guideline, text: Text, theme: Theme) -> list[dict[str, Any]]:
    """In full at the systolic line, the number alone at the diastolic one."""
    place = {"xref": "paper", "x": 0.006, "xanchor": "left", "yref": "y", "yanchor": "top"}
    sbp, dbp = (text.number(value, 0) for value in guideline.mean_24h.values())
    words = (text("chart.limit", guideline=guideline.label, sbp=sbp, dbp=dbp), dbp)
    return [
        note(said, theme["target_ink"], y=value, **place) for said, value in zip(words, guideline.mean_24h.values(), strict=True)
    ]


def limits_by_the_clock(guideline: Guideline, theme: Theme) -> list[dict[str, Any]]:
    """Through a day: awake and asleep."""
    dusk, dawn = NIGHT_H
    spans = ((0, dawn, guideline.asleep), (dawn, dusk, guideline.awake), (dusk, HOURS, guideline.asleep))
    return [_line(start, end, value, theme, xref="x") for start, end, values in spans for value in values.values()]


def clock_notes(guideline: Guideline, text: Text, theme: Theme) -> list[dict[str, Any]]:
    place = {"xref": "x", "xanchor": "left", "yref": "y", "yanchor": "top"}
    spans = ((0, guideline.asleep), (NIGHT_H[1], guideline.awake))
    return [
        note(text.number(value, 0), theme["target_ink"], x=start, y=value, **place)
        for start, values in spans
        for value in values.values()
    ]


def _line(start: float, end: float, value: float, theme: Theme, **more: Any) -> dict[str, Any]:
    look = {"type": "line", "yref": "y", "layer": "between", "line": {"width": 1.5, "color": theme["target_ink"]}}
    return look | {"x0": start, "x1": end, "y0": value, "y1": value} | more
