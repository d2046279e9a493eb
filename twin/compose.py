"""Organs -> one ordered model. Refuses what does not fit: a quantity nobody gives, two writers, a circle of signals."""

import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import SimpleNamespace

import torch

import twin.physiology
from twin.module import DRIVES, HELD_DRIVES, READ_OUT, Module, Tensor, Values
from twin.registry import Registry, registry
from twin.solve import System


class CompositionError(ValueError):
    """The organs do not fit together; the message names the organ and the quantity."""


def discover() -> dict[str, Module]:
    """Every organ of `twin.physiology`, by file name."""
    names = sorted(found.name for found in pkgutil.iter_modules(twin.physiology.__path__))
    return {name: import_module(f"twin.physiology.{name}").MODULE for name in names}


def in_order(organs: Mapping[str, Module], reads: str, gives: str, known: set[str]) -> list[str]:
    """Organ names such that each one's `reads` are given before; `known` is there from the start."""
    writers: dict[str, str] = {}
    for name, organ in organs.items():
        for quantity in getattr(organ, gives):
            if quantity in writers or quantity in known:
                raise CompositionError(f"{name} gives {quantity}, which {writers.get(quantity, 'the outside')} gives already")
            writers[quantity] = name
    ready, order, waiting = set(known), [], dict(organs)
    while waiting:
        fits = [name for name, organ in waiting.items() if set(getattr(organ, reads)) <= ready]
        if not fits:
            missing = {name: sorted(set(getattr(organ, reads)) - ready) for name, organ in waiting.items()}
            raise CompositionError(f"nobody gives, or a circle: {missing}")
        for name in fits:
            ready |= set(getattr(waiting.pop(name), gives))
        order += fits
    return order


@dataclass(frozen=True, eq=False)
class Model:
    """The composed twin. Sequences follow `states`, `personal`, `drives`; tensors are `(patient,)` or `(patient, time)`.

    `free`: rows ("tubule.G_pn") that come with each patient instead of from the registry, for calibration.
    """

    organs: Mapping[str, Module]
    rows: Mapping[str, Values]
    baseline_order: Sequence[str]
    signal_order: Sequence[str]
    states: Sequence[str]
    decay: Sequence[float]
    personal: Sequence[str]
    drives: Sequence[str] = tuple(DRIVES)
    free: Sequence[str] = ()

    @property
    def system(self) -> System:
        """What the stepper needs."""
        return System(self.rates, self.decay, [self.drives.index(name) for name in HELD_DRIVES])

    @property
    def channel_names(self) -> set[str]:
        """Channels the organs give."""
        return {name for organ in self.organs.values() for name in organ.channels}

    def constants(self, patient: Mapping[str, Tensor]) -> Tensor:
        """Personal constants `(personal, patient)` from the patient's own values in canonical units."""
        known = dict(patient)
        like = next(iter(patient.values()))
        for name in self.baseline_order:
            organ = self.organs[name]
            if organ.baseline:
                given = organ.baseline(self._parameters(name, known))
                known |= {key: value + torch.zeros_like(like) for key, value in given.items()}
        return torch.stack([known[name] for name in self.personal])

    def rest(self, constants: Tensor) -> Tensor:
        """Resting state `(state, patient)`."""
        known = dict(zip(self.personal, constants.unbind(0), strict=True))
        ones = torch.ones_like(constants[0])
        rests = [state.rest for organ in self.organs.values() for state in organ.states.values()]
        return torch.stack([known[rest] if isinstance(rest, str) else rest * ones for rest in rests])

    def rates(self, y: Sequence[Tensor], constants: Sequence[Tensor], drives: Sequence[Tensor]) -> list[Tensor]:
        """Time derivative of every state, per hour."""
        known, personal = self._signals(y, constants, drives)
        result: dict[str, Tensor] = {}
        for name, organ in self.organs.items():
            if organ.rates:
                result |= organ.rates(self._scope(organ, known), self._parameters(name, personal))
        return [result[state] for state in self.states]

    def channels(
        self, y: Sequence[Tensor], constants: Sequence[Tensor], drives: Sequence[Tensor], seen: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """What the reader sees, in canonical units; `seen` holds every quantity of READ_OUT."""
        known, personal = self._signals(y, constants, drives)
        known |= seen
        result: dict[str, Tensor] = {}
        for name, organ in self.organs.items():
            if organ.readout:
                result |= organ.readout(self._scope(organ, known), self._parameters(name, personal))
        return result

    def _signals(self, y: Sequence[Tensor], constants: Sequence[Tensor], drives: Sequence[Tensor]) -> tuple[dict, dict]:
        known = dict(zip(self.states, y, strict=True)) | dict(zip(self.drives, drives, strict=True))
        personal = dict(zip(self.personal, constants, strict=True))
        for name in self.signal_order:
            organ = self.organs[name]
            if organ.signals:
                visible = {key: known[key] for key in (*organ.states, *organ.reads)}
                known |= organ.signals(SimpleNamespace(**visible), self._parameters(name, personal))
        return known, personal

    def _scope(self, organ: Module, known: Mapping[str, Tensor]) -> SimpleNamespace:
        names = (*organ.states, *organ.reads, *organ.rate_reads, *organ.gives)
        return SimpleNamespace(**{name: known[name] for name in names if name in known or name not in READ_OUT})

    def _parameters(self, name: str, personal: Mapping[str, Tensor]) -> SimpleNamespace:
        organ = self.organs[name]
        own = {key: personal[key] for key in (*organ.baseline_reads, *organ.baseline_gives) if key in personal}
        fitted = {key.partition(".")[2]: personal[key] for key in self.free if key.startswith(f"{name}.")}
        return SimpleNamespace(**{**self.rows[name], **fitted}, **own)


def compose(organs: Mapping[str, Module], source: Registry, free: Sequence[str] = ()) -> Model:
    """One model from organs and the rows of a registry, `free` ones from each patient. Raises CompositionError."""
    rows = {name: source.symbols(name) for name in organs}
    inputs = set(source.patient_symbols())
    states = {state: name for name, organ in organs.items() for state in organ.states}
    if len(states) != sum(len(organ.states) for organ in organs.values()):
        twice = sorted(state for state in states if sum(state in organ.states for organ in organs.values()) > 1)
        raise CompositionError(f"two organs own {twice}")
    given = {quantity for organ in organs.values() for quantity in organ.gives}
    for name, organ in organs.items():
        unknown = (set(organ.reads) | set(organ.rate_reads)) - given - set(states) - set(DRIVES) - set(READ_OUT)
        clash = set(rows[name]) & (set(organ.baseline_reads) | set(organ.baseline_gives))
        if unknown or clash:
            raise CompositionError(f"{name}: nobody gives {sorted(unknown)}; named twice {sorted(clash)}")
    decay = [
        state.decay(SimpleNamespace(**rows[name])) if state.decay else 0.0
        for name, organ in organs.items()
        for state in organ.states.values()
    ]
    baseline_order = in_order(organs, "baseline_reads", "baseline_gives", inputs)
    personal = [*sorted(inputs), *free] + [quantity for name in baseline_order for quantity in organs[name].baseline_gives]
    signal_order = in_order(organs, "reads", "gives", set(states) | set(DRIVES))
    return Model(organs, rows, baseline_order, signal_order, tuple(states), tuple(decay), tuple(personal), free=tuple(free))


@cache
def model() -> Model:
    """The twin as it stands in the repository."""
    return compose(discover(), registry())
