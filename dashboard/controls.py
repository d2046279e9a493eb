"""What a reader can set: every control of the page from the registry's rows, in the order of the screen."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dashboard.i18n import Text
from twin.drugs import Drug
from twin.registry import Registry
from twin.rows import Parameter
from twin.scenario import HABITS


@dataclass(frozen=True)
class Control:
    """One value: a slider with a box, a choice, or a list to type."""

    key: str
    label: str
    kind: str
    unit: str = ""
    help: str = ""
    low: float = 0
    high: float = 0
    step: float = 1
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def decimals(self) -> int:
        """Digits after the point that a step needs."""
        return len(f"{self.step:g}".partition(".")[2])


@dataclass(frozen=True)
class Block:
    """Controls that belong together; `folded` ones open on demand under their own `heading`."""

    controls: list[Control]
    folded: list[Control] = field(default_factory=list)
    heading: str = ""


@dataclass(frozen=True)
class Section:
    name: str
    blocks: list[Block]


def sections(registry: Registry, text: Text) -> list[Section]:
    """Treatment first: it is what most readers came to change."""
    treatment = Section("drug", [_drug(drug, registry, text) for drug in registry.drugs.values()])
    others = {name: [_row(row, text) for row in registry.group(name).values()] for name in registry.groups if name != "drug"}
    others["life"] += [control for key in HABITS for control in _habit(key, registry, text)]
    order = ["life", "patient"] + [name for name in others if name not in ("life", "patient")]
    return [treatment, *(Section(name, [Block(others[name])]) for name in order)]


def controls(registry: Registry, text: Text) -> Iterator[Control]:
    """Every control, in order."""
    for section in sections(registry, text):
        for block in section.blocks:
            yield from block.controls
            yield from block.folded


def _row(row: Parameter, text: Text) -> Control:
    choices = tuple((choice, row.choice_labels[choice][text.language]) for choice in row.choices)
    shown = Control(
        row.key, row.label[text.language], row.kind, text.unit(row.unit), row.help.get(text.language, ""), choices=choices
    )
    if row.kind == "choice":
        return shown
    return replace(shown, low=row.low, high=row.high, step=row.step)


def _drug(drug: Drug, registry: Registry, text: Text) -> Block:
    label = drug.label[text.language]
    dose = Control(
        f"drug.{drug.name}.dose_mg",
        label,
        "number",
        "mg",
        drug.class_label[text.language],
        0,
        drug.max_dose_mg,
        drug.dose_step_mg,
    )
    plan = [replace(_row(row, text), key=f"drug.{drug.name}.{name}") for name, row in registry.group("drug").items()]
    return Block([dose], plan, label)


def _habit(key: str, registry: Registry, text: Text) -> list[Control]:
    """A change of a usual amount, by as much as stays inside its slider, and its first day."""
    usual, first = registry.parameters[f"life.{key}"], registry.parameters["drug.from_day"]
    change = replace(
        _row(usual, text),
        key=f"habit.{key}.change",
        label=text("control.change", habit=text(f"habit.{key}")),
        help="",
        low=usual.low - usual.default,
        high=usual.high - usual.default,
    )
    return [change, replace(_row(first, text), key=f"habit.{key}.from_day", label=text("control.change_from"))]
