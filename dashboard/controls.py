"""What a reader can set: every control of the page from the registry's rows, in the order of the screen."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dashboard.i18n import Text
from twin.daily import CONDITIONS
from twin.drugs import Drug
from twin.registry import Registry
from twin.rows import Parameter

TAGS = ("hypothesis", "empirical")
AS_USUAL = "as_usual"  # the choice that leaves a habit as it is


@dataclass(frozen=True)
class Control:
    """One value: a slider with a box, a choice, or a list to type.

    `name`: in full, where the label is short; `tag`: one of TAGS; `factor`: what is shown for each unit that the twin counts;
    `drug`: whose dose it is, for the way to what is published of it.
    """

    key: str
    label: str
    kind: str
    unit: str = ""
    help: str = ""
    low: float = 0
    high: float = 0
    step: float = 1
    choices: tuple[tuple[str, str], ...] = ()
    name: str = ""
    tag: str = ""
    factor: float = 1
    drug: str = ""

    @property
    def decimals(self) -> int:
        """Digits after the point that a step needs."""
        return len(f"{self.step:g}".partition(".")[2])


@dataclass(frozen=True)
class Block:
    """Controls that belong together; `folded` ones open on demand under a `summary`, said in full with `heading`.

    `details_of_last`: the folded ones mean nothing while the last control is at none.
    """

    controls: list[Control]
    folded: list[Control] = field(default_factory=list)
    summary: str = ""
    heading: str = ""
    details_of_last: bool = False


@dataclass(frozen=True)
class Section:
    name: str
    blocks: list[Block]


def sections(registry: Registry, text: Text) -> list[Section]:
    """Treatment first: it is what most readers came to change."""
    blocks = {
        "drug": [_drug(drug, registry, text) for drug in registry.drugs.values()],
        "life": [_habit(row, registry, text) for row in registry.habits.values()],
        "condition": [_condition(what, registry, text) for what in CONDITIONS],
        "patient": [_person(registry, text)],
        "run": [Block([_row(row, text) for row in registry.group("run").values()])],
    }
    return [Section(name, blocks[name]) for name in registry.groups]


def controls(registry: Registry, text: Text) -> Iterator[Control]:
    """Every control, in order."""
    for section in sections(registry, text):
        for block in section.blocks:
            yield from block.controls
            yield from block.folded


def _row(row: Parameter, text: Text) -> Control:
    choices = tuple((choice, row.choice_labels[choice][text.language]) for choice in row.choices)
    tag = row.status if row.status == "hypothesis" else ""
    label, about = row.label[text.language], row.help.get(text.language, "")
    shown = Control(row.key, label, row.kind, text.unit(row.unit), about, choices=choices, tag=tag)
    return shown if row.kind == "choice" else replace(shown, low=row.low, high=row.high, step=row.step)


def _person(registry: Registry, text: Text) -> Block:
    """What everybody knows of a person, and what hardly anybody does."""
    rows = registry.group("patient").values()
    plain, advanced = ([_row(row, text) for row in rows if row.advanced is folded] for folded in (False, True))
    return Block(plain, advanced, text("control.person"))


def _drug(drug: Drug, registry: Registry, text: Text) -> Block:
    key, label = f"drug.{drug.name}", drug.label[text.language]
    dose = Control(
        f"{key}.dose_mg",
        label,
        "number",
        "mg",
        drug.class_label[text.language],
        0,
        drug.max_dose_mg,
        drug.dose_step_mg,
        name=text("control.dose_of", drug=label),
        drug=drug.name,
    )
    plan = [_part(f"{key}.{name}", row, label, text) for name, row in registry.group("drug").items()]
    return Block([dose], plan, text("control.dose"), label, True)


def _part(key: str, row: Parameter, heading: str, text: Text, label: str = "") -> Control:
    """A control under a heading that its full name repeats."""
    shown = _row(row, text)
    label = label or shown.label
    return replace(shown, key=key, label=label, name=text("control.of", heading=heading, field=label))


def _habit(usual: Parameter, registry: Registry, text: Text) -> Block:
    """A usual amount, its change by as much as may stay inside its slider, and the first day of that."""
    heading = usual.change_label[text.language]
    tag = usual.status if usual.status in TAGS else ""
    change = replace(_row(usual, text), key=f"habit.{usual.name}.{way(usual)}", label=heading, tag=tag)
    if usual.choices:
        change = replace(change, choices=((AS_USUAL, text("control.as_usual")), *change.choices))
    else:
        rests_anywhere = usual.group == "life" and usual.drive.endswith("_change")
        low, high = (usual.high, usual.low) if rests_anywhere else (usual.default, usual.default)
        change = replace(change, low=usual.low - low, high=usual.high - high)
    first = _part(
        f"habit.{usual.name}.from_day", registry.parameters["drug.from_day"], heading, text, text("control.change_from")
    )
    own = [_row(usual, text)] if usual.group == "life" else []
    if usual.advanced:
        return Block([change], [first, *own], text("control.habit" if own else "control.first_day"), heading, not own)
    return Block([*own, change], [first], text("control.first_day"), heading, True)


def way(habit: Parameter) -> str:
    """How the page changes a habit: a choice by its value."""
    return "value" if habit.choices else "change"


def _condition(what: str, registry: Registry, text: Text) -> Block:
    """How severe, 0 for none, and from which day."""
    key, heading = f"condition.{what}", text(f"condition.{what}")
    severity = replace(_row(registry.parameters["condition.severity"], text), key=f"{key}.severity", label=heading)
    first = _part(f"{key}.from_day", registry.parameters["drug.from_day"], heading, text)
    return Block([severity], [first], text("control.first_day"), heading, True)
