"""What each change does to the day's mean pressures: whole runs with some of the changes only, shared out as in twin.why."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.scenario import Raw, raw_of, values_of
from dashboard.series import HOURS
from dashboard.views.look import Look
from twin.inputs import Inputs
from twin.scenario import InputError
from twin.simulate import Status, preview
from twin.why import CHANNELS, contributions, intervals

PERSON = "person"
APART = ("drug", "habit", "condition")  # each of their entries is a change of its own; all else is the person
HORIZON = "horizon_days"


@dataclass(frozen=True)
class Cause:
    """A change ('drug.benazepril'), and what it adds by channel."""

    name: str
    parts: Mapping[str, float]


def entity(key: str) -> str:
    """What a control belongs to: 'drug.benazepril.dose_mg' -> 'drug.benazepril'."""
    kind, _, rest = key.partition(".")
    return f"{kind}.{rest.partition('.')[0]}" if kind in APART else PERSON


def causes(at: Look) -> list[Cause]:
    """The largest first; none where a mixture of old and new is no scenario or can't be believed."""
    registry = at.service.registry
    before, after = (values_of(raw, registry) for raw in (at.baseline, at.compared.raw))
    changed = sorted({entity(key) for key in after if key != HORIZON and after[key] != before[key]})
    free = intervals(len(changed))
    chosen = [{name for name, is_free in zip(changed, row, strict=True) if is_free} for row in free.tolist()]
    mixtures = [raw_of({key: (after if entity(key) in names else before)[key] for key in after}, registry) for names in chosen]
    means = _means(mixtures, at)
    if not means:
        return []
    parts = {channel: contributions(values, len(changed)) for channel, values in means.items()}
    found = [Cause(name, {channel: parts[channel][i] for channel in CHANNELS}) for i, name in enumerate(changed)]
    return sorted(found, key=lambda cause: -abs(cause.parts[CHANNELS[0]]))


def _means(raws: list[Raw], at: Look) -> dict:
    """Mean pressures of the day by channel `(run,)`, in the units of the page; empty where one run is not to be believed."""
    try:
        run = preview(Inputs.join([at.service.registry.parse(raw) for raw in raws]))
    except InputError:
        return {}
    if any(status is not Status.OK for status in run.status):
        return {}
    day = slice(at.moment.day * HOURS, (at.moment.day + 1) * HOURS)
    return {channel: run.channels[channel][:, day].mean(1) for channel in CHANNELS}


def label(name: str, at: Look) -> str:
    """In the reader's words."""
    kind, _, what = name.partition(".")
    registry, language = at.service.registry, at.text.language
    if kind == "drug":
        return registry.drugs[what].label[language]
    if kind == "habit":
        return registry.habits[what].change_label[language]
    return at.text(f"condition.{what}" if kind == "condition" else "why.person")
