"""Reading a curve: windows of the clock and of the intake. Curves are `(patient, hour)`, straight lines between full hours."""

from dataclasses import dataclass

import torch

from twin.grid import HOURS_PER_DAY
from twin.module import Tensor

FIXED = {"mean_24h": (0.0, 24.0), "day": (9.0, 21.0), "night": (1.0, 6.0)}
PEAK_HOURS = range(1, 12)  # the hour after intake at which a peak window may start; it ends one hour later


@dataclass(frozen=True)
class Window:
    """Hours from midnight of the day of reading; a point when both are equal."""

    start_h: float
    end_h: float


def window(when: str, hour: float, dose_hour: float) -> Window:
    """Where a measure is read, for every measure but `peak`."""
    if when in FIXED:
        return Window(*FIXED[when])
    if when == "trough":
        return Window(dose_hour - 1, dose_hour)
    at = hour + (dose_hour if when == "hour_after_dose" else 0)
    return Window(at, at)


def average(curve: Tensor, start_h: float, end_h: float) -> Tensor:
    """Mean `(patient,)` of the curve between two hours since its start, or its value where they are equal."""
    if start_h == end_h:
        return _at(curve, start_h)
    inner = [float(h) for h in range(int(start_h) + 1, int(-(-end_h // 1)))]
    edges = [start_h, *inner, end_h]
    values = [_at(curve, h) for h in edges]
    area = sum((b - a) * (left + right) / 2 for a, b, left, right in zip(edges, edges[1:], values, values[1:], strict=False))
    return torch.as_tensor(area) / (end_h - start_h)


def _at(curve: Tensor, hour: float) -> Tensor:
    before = int(hour)
    share = hour - before
    return curve[:, before] if share == 0 else (1 - share) * curve[:, before] + share * curve[:, before + 1]


def on_day(curve: Tensor, where: Window, day: int) -> Tensor:
    """The window read on a day of the curve, counted from its start."""
    return average(curve, day * HOURS_PER_DAY + where.start_h, day * HOURS_PER_DAY + where.end_h)


def baseline(curve: Tensor, where: Window, lead_days: int) -> Tensor:
    """The same window before day 0 of the trial: on day -1, or on day -2 where it would reach into day 0."""
    return on_day(curve, where, lead_days - (1 if where.end_h <= HOURS_PER_DAY else 2))


def peak(curve: Tensor, ok: Tensor, dose_hour: float, day: int, lead_days: int) -> Window:
    """The hour after intake at which the mean curve has moved farthest from the same hour before the trial."""
    windows = [Window(dose_hour + hour, dose_hour + hour + 1) for hour in PEAK_HOURS]
    believed = curve[ok] if bool(ok.any()) else curve
    moved = [abs(float((on_day(believed, w, lead_days + day) - baseline(believed, w, lead_days)).mean())) for w in windows]
    return windows[moved.index(max(moved))]
