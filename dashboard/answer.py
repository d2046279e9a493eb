"""What the page asks and what comes back: two runs to draw, or words that say why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.band import level_of
from dashboard.faults import by_control, together
from dashboard.i18n import Text, text_of
from dashboard.picture import Compared, compare
from dashboard.quantities import as_counted, units_of
from dashboard.scenario import Raw, raw_of
from dashboard.service import Service
from twin.scenario import InputError


@dataclass(frozen=True)
class Asked:
    """Values as typed, the pinned baseline's values if there is one, what is looked at, and in which language."""

    values: Mapping[str, Any]
    baseline: Mapping[str, Any] | None
    view: Mapping[str, Any]
    text: Text

    @staticmethod
    def read(body: Any) -> "Asked":
        """From JSON of any shape; what is no table counts as empty, for the registry to complete or refuse.

        `values` come as shown, in the units of the view; the baseline comes as the twin counts.
        """
        table = table_of(body)
        baseline = table_of(table.get("baseline"))
        language = table.get("language")
        view = table_of(table.get("view"))
        return Asked(
            as_counted(table_of(table.get("values")), units_of(view.get("units"))),
            baseline or None,
            view,
            text_of(language if isinstance(language, str) else "en"),
        )


@dataclass(frozen=True)
class Answer:
    """`compared` is there only when both runs can be believed; `faults` by control and `notice` say otherwise."""

    compared: Compared | None
    faults: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


def answer(service: Service, asked: Asked, is_preview: bool = False) -> Answer:
    """Run what was asked beside its baseline."""
    raw = raw_of(asked.values, service.registry)
    pinned = None if asked.baseline is None else raw_of(asked.baseline, service.registry)
    text = asked.text
    try:
        compared = compare(service, raw, pinned, text.language, is_preview, level_of(asked.view))
    except InputError as error:
        faulty, error = _whose(error, raw, pinned, service, text)
        faults = by_control(error, faulty, service.registry, text)
        said = text("say.faults", faults=together(faults, service.registry, text))
        return Answer(None, faults, f"{said}. {text('say.stale')}")
    for run in (compared.whatif, compared.baseline):
        if not run.is_ok:
            return Answer(None, {}, f"{text('say.' + run.status.value)} {text('say.stale')}")
    return Answer(compared)


def _whose(error: InputError, raw: Raw, pinned: Raw | None, service: Service, text: Text) -> tuple[Raw, InputError]:
    """The scenario to blame and its own faults: what is asked first, else the pinned one."""
    try:
        service.registry.parse(raw, text.language)
    except InputError as own:
        return raw, own
    return pinned or raw, error


def table_of(value: Any) -> Mapping[str, Any]:
    """A table of a request; what is none counts as empty."""
    return value if isinstance(value, dict) else {}
