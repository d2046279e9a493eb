"""What is looked at: two runs at one moment, for one reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.answer import Asked
from dashboard.controls import controls
from dashboard.figures.style import Figure, Theme
from dashboard.figures.tree import Element, element
from dashboard.i18n import Text
from dashboard.picture import Compared, baseline_of, view_of
from dashboard.scenario import NONE, Raw, number, raw_of
from dashboard.series import HOURS
from dashboard.service import Service
from dashboard.theme import palette
from twin.inputs import Inputs
from twin.moment import Moment

NOON = 12


@dataclass(frozen=True)
class Look:
    """Both runs, the scenarios they came from, a moment, words and colours; `hypotheses` names those that are switched on."""

    service: Service
    compared: Compared
    baseline: Raw
    moment: Moment
    text: Text
    theme: Theme
    is_narrow: bool
    hypotheses: tuple[str, ...]

    @property
    def inputs(self) -> tuple[Inputs, Inputs]:
        """Of the baseline and of what is asked."""
        parse = self.service.registry.parse
        return parse(self.baseline), parse(self.compared.raw)

    def value(self, who: str, channel: str) -> float:
        """A channel at the moment."""
        return float(getattr(self.compared, who).channels[channel][self.moment.at])

    @property
    def when(self) -> str:
        return self.text("chart.when", day=self.moment.day, clock=self.text.clock(self.moment.hour))


@dataclass(frozen=True)
class Drawn:
    """Elements to show, figures to draw in those that name them, and a sentence for the live region."""

    body: list[Element]
    said: str
    figures: Mapping[str, Figure] = field(default_factory=dict)


View = Callable[[Look], Drawn]


def look(service: Service, asked: Asked, compared: Compared) -> Look:
    """What a request looks at; a moment the run lacks is the last day's noon."""
    view, registry = asked.view, service.registry
    hour = view.get("hour")
    clock = int(hour) if isinstance(hour, int | float) and 0 <= hour < HOURS else NOON
    pinned = None if asked.baseline is None else raw_of(asked.baseline, registry)
    on = [
        control.name or control.label
        for control in controls(registry, asked.text)
        if control.tag == "hypothesis" and is_on(asked.values, control.key)
    ]
    return Look(
        service,
        compared,
        baseline_of(compared.raw, pinned),
        Moment(view_of(view, registry, compared.days).day, clock),
        asked.text,
        palette(view),
        view.get("narrow") is True,
        tuple(on),
    )


def is_on(values: Mapping[str, Any], key: str) -> bool:
    """Whether a control is at something other than none."""
    return number(values.get(key, 0)) not in NONE


def hypotheses(at: Look) -> list[Element]:
    """A line that names the hypotheses that are switched on, where there are any."""
    if not at.hypotheses:
        return []
    tag = element("span", at.text("tag.hypothesis"), class_="tag tag-hypothesis")
    return [element("p", tag, " ", at.text("view.hypotheses", names=", ".join(at.hypotheses)), class_="view-note")]
