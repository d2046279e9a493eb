"""Why the day's mean pressure differs from the baseline's: what each pathway contributes, in a sentence and as bars."""

from dataclasses import dataclass

import orjson

from dashboard.figures.bars import Part, bars
from dashboard.figures.tree import Element, element
from dashboard.i18n import Text
from dashboard.series import mean_of_day
from dashboard.views.causes import Cause, causes, label
from dashboard.views.look import Drawn, Look, hypotheses
from dashboard.views.memory import Memory
from twin.held import Arrow
from twin.why import CHANNELS, Reasons, Unexplained, why

SYSTOLIC, DIASTOLIC, MEAN = CHANNELS
SHOWN_mmHg = 0.05  # smaller contributions are no row
TOLD_mmHg, TOLD_SHARE, MOST_TOLD = 0.5, 0.15, 3  # what a contribution needs to be in the sentence


@dataclass(frozen=True)
class View:
    """Remembers what it found."""

    memory: Memory

    def draw(self, at: Look) -> Drawn:
        """A sentence, bars, and how far they add up."""
        text, day = at.text, at.moment.day
        title = element("h2", text("why.title", day=day))
        try:
            reasons, found = self._found(at)
        except Unexplained:
            return Drawn([title, element("p", text("why.none"), class_="view-note")], text("why.none"))
        said = f"{sentence(reasons, at)} {flow_and_resistance(at)}"
        body = [
            title,
            element("p", said, class_="view-said"),
            element("div", *changes(found, at), pathways(reasons, at), class_="why-tables"),
            element("p", text("why.method", left=text.number(residual(reasons, at), 2)), class_="view-note"),
            *hypotheses(at),
        ]
        return Drawn(body, said)

    def _found(self, at: Look) -> tuple[Reasons, list[Cause]]:
        day = at.moment.day
        key = orjson.dumps([at.baseline, at.compared.raw, day], option=orjson.OPT_SORT_KEYS)
        return self.memory.of(key, lambda: (why(*at.inputs, day, at.service.registry), causes(at)))


def mean(at: Look, who: str, channel: str) -> float:
    """Of the day looked at, as the key numbers have it."""
    return mean_of_day(getattr(at.compared, who).channels[channel], at.moment.day)


def residual(reasons: Reasons, at: Look) -> float:
    """Systolic change on the page less the sum of all rows: what the coarser steps of the explanation leave."""
    change = mean(at, "whatif", SYSTOLIC) - mean(at, "baseline", SYSTOLIC)
    return change - sum(reasons.parts[SYSTOLIC].values()) - (reasons.held[SYSTOLIC] - reasons.before[SYSTOLIC])


def name(arrow: Arrow, reasons: Reasons, text: Text) -> str:
    """'less aldosterone on the kidney'."""
    return text("why.more" if reasons.rises[arrow] else "why.less", arrow=text(f"why.arrow.{arrow.signal}.{arrow.site}"))


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def ranked(reasons: Reasons) -> list[Arrow]:
    """Arrows that contribute, the largest first."""
    systolic = reasons.parts[SYSTOLIC]
    moved = [arrow for arrow in systolic if max(abs(reasons.parts[channel][arrow]) for channel in CHANNELS) >= SHOWN_mmHg]
    return sorted(moved, key=lambda arrow: -abs(systolic[arrow]))


def part(label: str, sizes: list[float], text: Text, is_sum: bool = False) -> Part:
    """A row of numbers by channel."""
    return Part(label, sizes[0], [text.number(size, 1, sign=True) for size in sizes], is_sum)


def pathways(reasons: Reasons, at: Look) -> Element:
    """The table of pathways."""
    head = [at.text(f"why.head.{name}") for name in ("arrow", *CHANNELS)]
    return bars(at.text("why.caption", day=at.moment.day), head, rows(reasons, at.text))


def changes(found: list[Cause], at: Look) -> list[Element]:
    """The table of what was changed, where more than one thing was."""
    text = at.text
    if len(found) < 2:
        return []
    parts = [part(label(cause.name, at), list(cause.parts.values()), text) for cause in found]
    total = [sum(cause.parts[channel] for cause in found) for channel in CHANNELS]
    head = [text(f"why.head.{name}") for name in ("cause", *CHANNELS)]
    return [bars(text("why.causes", day=at.moment.day), head, [*parts, part(text("why.sum"), total, text, is_sum=True)])]


def rows(reasons: Reasons, text: Text) -> list[Part]:
    """Every contribution worth a row, the person where it is another, and the sum."""

    def of(arrow: Arrow) -> list[float]:
        return [reasons.parts[channel][arrow] for channel in CHANNELS]

    found = [part(capital(name(arrow, reasons, text)), of(arrow), text) for arrow in ranked(reasons)]
    person = [reasons.held[channel] - reasons.before[channel] for channel in CHANNELS]
    if max(map(abs, person)) >= SHOWN_mmHg:
        found.append(part(text("why.person"), person, text))
    total = [reasons.after[channel] - reasons.before[channel] for channel in CHANNELS]
    return [*found, part(text("why.sum"), total, text, is_sum=True)]


def sentence(reasons: Reasons, at: Look) -> str:
    """What pressure did and which pathways did it, from the largest on."""
    text, systolic = at.text, reasons.parts[SYSTOLIC]
    total = reasons.after[SYSTOLIC] - reasons.before[SYSTOLIC]
    pressures = {
        who: "/".join(text.number(mean(at, who, channel), 0) for channel in (SYSTOLIC, DIASTOLIC))
        for who in ("whatif", "baseline")
    }
    start = text("why.start", day=at.moment.day, **pressures)
    least = max(TOLD_mmHg, TOLD_SHARE * abs(total))
    told = [arrow for arrow in ranked(reasons) if abs(systolic[arrow]) >= least]
    if not told:
        return f"{start} {text('why.little')}"
    if abs(total) < TOLD_mmHg:
        return f"{start} {text('why.cancel', arrows=_listed(told[:MOST_TOLD], reasons, text))}"
    along = [arrow for arrow in told if systolic[arrow] * total > 0][:MOST_TOLD]
    against = [arrow for arrow in ranked(reasons) if systolic[arrow] * total < 0 and abs(systolic[arrow]) >= TOLD_mmHg][:1]
    parts = [text("why.fall" if total < 0 else "why.rise", arrows=_listed(along, reasons, text))] if along else []
    parts += [text("why.against", arrows=_listed(against, reasons, text))] if against else []
    return " ".join([start, *parts])


def _listed(arrows: list[Arrow], reasons: Reasons, text: Text) -> str:
    sizes = reasons.parts[SYSTOLIC]
    return ", ".join(
        text("why.one", arrow=name(arrow, reasons, text), size=text.number(sizes[arrow], 1, sign=True)) for arrow in arrows
    )


def flow_and_resistance(at: Look) -> str:
    """Mean pressure is output times resistance: by how much each of the two changed."""
    changes = {}
    for key, channel in (("output", "cardiac_output_L_min"), ("resistance", "tpr_mmHg_min_L")):
        ratio = mean(at, "whatif", channel) / mean(at, "baseline", channel)
        changes[key] = at.text.number(100 * (ratio - 1), 1, sign=True)
    return at.text("why.product", **changes)
