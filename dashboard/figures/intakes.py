"""The strip under the time axis: one row per drug, every planned intake, missed ones hollow."""

from typing import Any

from dashboard.figures.style import Theme, axis, note
from dashboard.i18n import Text
from dashboard.series import HOURS, Intakes

ROW_SHARE, MOST_SHARE = 0.085, 0.4  # many drugs share what is left to the strip


def height(rows: int) -> float:
    """Share of the chart the strip takes; one empty row where nothing is taken."""
    return min(ROW_SHARE * max(rows, 1), MOST_SHARE)


def strip_axis(theme: Theme, rows: int) -> dict[str, Any]:
    shown = max(rows, 1)
    return axis(theme, domain=[0, height(rows)], range=[shown - 0.35, -0.65], showticklabels=False, showgrid=False)


def marks(intakes: list[Intakes], text: Text, theme: Theme) -> list[dict[str, Any]]:
    return [ground(), *(_row(at, drug, text, theme) for at, drug in enumerate(intakes))]


def ground() -> dict[str, Any]:
    """An unseen point: without any, plotly has no such axis and draws lines to nowhere."""
    place = {"type": "scatter", "mode": "markers", "meta": "intakes", "x": [0], "y": [0], "yaxis": "y2"}
    return place | {"marker": {"opacity": 0}, "hoverinfo": "skip"}


def _row(at: int, drug: Intakes, text: Text, theme: Theme) -> dict[str, Any]:
    when = [text("chart.when", day=int(hour // HOURS), clock=text.clock(hour % HOURS)) for hour in drug.t_h]
    return {
        "type": "scatter",
        "mode": "markers",
        "meta": "intakes",
        "name": drug.label,
        "x": drug.t_h / HOURS,
        "y": [at] * len(drug.t_h),
        "yaxis": "y2",
        "customdata": [
            f"{text('chart.missed') if missed else text('chart.taken')}, {moment}"
            for missed, moment in zip(drug.is_missed, when, strict=True)
        ],
        "hovertemplate": "%{customdata}",
        "marker": {
            "symbol": ["circle-open" if missed else "triangle-up" for missed in drug.is_missed],
            "size": 7,
            "color": theme["dose"],
            "line": {"width": 1.5, "color": theme["dose"]},
        },
    }


def labels(intakes: list[Intakes], text: Text, theme: Theme) -> list[dict[str, Any]]:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "y2", "yanchor": "bottom", "yshift": 3}
    names = [note(drug.label, theme["muted"], y=at, **place) for at, drug in enumerate(intakes)]
    return names or [note(text("chart.no_drug"), theme["muted"], y=0, **place | {"yanchor": "middle", "yshift": 0})]
