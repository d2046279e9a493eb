"""A scenario in words, as its controls have it: who, what is taken, what changes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.controls import Block, Control, sections
from dashboard.i18n import Text
from dashboard.scenario import NONE, number, values_of
from dashboard.widgets import shown
from twin.registry import Registry


@dataclass(frozen=True)
class Told:
    """Sentences on the person and on each thing taken or changed; the scenario's name for a file."""

    person: str
    treatment: list[str]
    stem: str

    def lines(self) -> list[str]:
        """What is done first, then to whom."""
        return [*self.treatment, self.person]


def described(values: Mapping[str, Any], registry: Registry, text: Text) -> Told:
    """Everything that was set and differs from nothing; of the person what everybody knows, and the rest where it was changed."""
    usual = values_of({}, registry)
    by_name = {section.name: section.blocks for section in sections(registry, text)}
    person = [*_set(by_name["patient"], values, usual, text), *_lived(by_name["life"], values, text)]
    taken = [_sentence(block, values, usual, text) for block in by_name["drug"] if _is_on(block.controls[-1], values)]
    changed = [
        _sentence(block, values, usual, text)
        for name in ("life", "condition")
        for block in by_name[name]
        if _is_on(block.controls[-1], values)
    ]
    run = [_told(control, values, text) for block in by_name["run"] for control in block.controls]
    treatment = [*(taken or [text("chart.no_drug")]), *changed]
    return Told(text("told.join").join([*person, *run]), treatment, _stem(values, registry))


def _is_on(control: Control, values: Mapping[str, Any]) -> bool:
    return number(values.get(control.key)) not in NONE


def _sentence(block: Block, values: Mapping[str, Any], usual: Mapping[str, Any], text: Text) -> str:
    """What is taken or changed, then its details where they are not the usual ones."""
    head = _told(block.controls[-1], values, text, "told.head")
    details = [_told(control, values, text) for control in block.folded if _differs(control, values, usual)]
    return text("told.join").join([head, *details])


def _set(blocks: list[Block], values: Mapping[str, Any], usual: Mapping[str, Any], text: Text) -> Iterator[str]:
    for block in blocks:
        yield from (_told(control, values, text) for control in block.controls)
        yield from (_told(control, values, text) for control in block.folded if _differs(control, values, usual))


def _lived(blocks: list[Block], values: Mapping[str, Any], text: Text) -> Iterator[str]:
    """Usual amounts: the first of two controls, the second being their change."""
    for block in blocks:
        if len(block.controls) > 1:
            yield _told(block.controls[0], values, text)


def _differs(control: Control, values: Mapping[str, Any], usual: Mapping[str, Any]) -> bool:
    return number(values.get(control.key)) != number(usual.get(control.key))


def _told(control: Control, values: Mapping[str, Any], text: Text, how: str = "told.detail") -> str:
    """'Age: 58 years'; a hypothesis says that it is one. Days need no unit: their label says it."""
    value = values.get(control.key)
    words = dict(control.choices).get(str(value), str(shown(control, value, text)).replace("-", "−"))
    unit = "" if control.unit == text.unit("day") else control.unit
    tag = text("told.tag", tag=text("tag.hypothesis")) if control.tag == "hypothesis" else ""
    return text(how, label=control.label, value=" ".join(part for part in (words, unit, tag) if part))


def _stem(values: Mapping[str, Any], registry: Registry) -> str:
    """Part of a file's name: drugs with their doses, and the days."""
    doses = {name: number(values.get(f"drug.{name}.dose_mg", 0)) for name in registry.drugs}
    taken = [f"{name}-{dose:g}-mg" for name, dose in doses.items() if isinstance(dose, int | float) and dose]
    days = number(values.get("horizon_days"))
    parts = ["twin", *(taken or ["untreated"]), *([f"{days:g}-days"] if isinstance(days, int | float) else [])]
    return re.sub(r"[^a-z0-9.-]+", "-", "-".join(parts).lower())
