"""The numbers above the charts, each against the baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.i18n import Text
from dashboard.series import Array, before_dose, lowest, mean_of_day
from twin.rows import Channel

PRESSURES = ("sbp_mmHg", "dbp_mmHg")
MORNING_H = 8.0
SLASH = "/"


@dataclass(frozen=True)
class Kpi:
    """One card: its numbers for what-if and baseline; the difference in percent where only ratios mean something."""

    label: str
    unit: str
    decimals: int
    values: tuple[float, ...]
    against: tuple[float, ...]
    is_percent: bool = False

    def value(self, text: Text) -> str:
        return SLASH.join(text.number(value, self.decimals) for value in self.values)

    def reference(self, text: Text) -> str:
        return SLASH.join(text.number(value, self.decimals) for value in self.against)

    @property
    def changes(self) -> tuple[float, ...]:
        if self.is_percent:
            return tuple(100 * (value / base - 1) if base else 0.0 for value, base in zip(self.values, self.against, strict=True))
        return tuple(value - base for value, base in zip(self.values, self.against, strict=True))

    @property
    def change_decimals(self) -> int:
        return 0 if self.is_percent else self.decimals

    def change(self, text: Text) -> str:
        """'▼ −14/−9'; in words where nothing differs at the shown precision."""
        if all(round(change, self.change_decimals) == 0 for change in self.changes):
            return text("kpi.same")
        arrow = "▲" if self.changes[0] > 0 else "▼"
        shown = SLASH.join(text.number(change, self.change_decimals, sign=True) for change in self.changes)
        return f"{arrow} {shown}" + ("\u202f%" if self.is_percent else "")


def kpis(
    whatif: Mapping[str, Array],
    baseline: Mapping[str, Array],
    day: int,
    dose_h: float | None,
    channels: Sequence[Channel],
    text: Text,
) -> list[Kpi]:
    """Pressure over the day, before the dose and at its lowest; then the chosen channels."""
    hour = MORNING_H if dose_h is None else dose_h
    pairs = [(whatif[name], baseline[name]) for name in PRESSURES]
    mean = [(mean_of_day(new, day), mean_of_day(old, day)) for new, old in pairs]
    trough = [(before_dose(new, day, hour), before_dose(old, day, hour)) for new, old in pairs]
    least, at_day, at_hour = lowest(whatif["sbp_mmHg"])
    cards = [
        _pressure(text("kpi.mean", day=day), mean),
        _pressure(text("kpi.trough" if dose_h is not None else "kpi.morning", clock=text.clock(hour)), trough),
        _pressure(text("kpi.lowest", day=at_day, clock=text.clock(at_hour)), [(least, lowest(baseline["sbp_mmHg"])[0])]),
    ]
    return cards + [_channel(row, whatif, baseline, day, text) for row in channels]


def _pressure(label: str, pairs: list[tuple[float, float]]) -> Kpi:
    return Kpi(label, "mmHg", 0, tuple(new for new, _ in pairs), tuple(old for _, old in pairs))


def _channel(row: Channel, whatif: Mapping[str, Array], baseline: Mapping[str, Array], day: int, text: Text) -> Kpi:
    values = tuple(mean_of_day(run[row.name], day) for run in (whatif, baseline))
    return Kpi(row.label[text.language], text.unit(row.unit), row.decimals, values[:1], values[1:], is_percent=True)
