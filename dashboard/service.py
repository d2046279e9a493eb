"""Scenarios in, forecasts out: parse, simulate, remember. Knows neither Dash nor Flask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import orjson

from dashboard.foresight import NAME, Foreseen, Foresight
from dashboard.memory import Latest
from dashboard.series import Array
from twin import compiled
from twin.door import Door
from twin.inputs import Inputs
from twin.registry import Registry
from twin.scenario import Fault, InputError
from twin.simulate import Status, preview, simulate

ENGINES = {"mechanistic": "auto"}


@dataclass(frozen=True)
class Forecast:
    """One patient's run, hourly. No channels unless the status is ok: what cannot be believed is not passed on."""

    t_h: Array
    channels: Mapping[str, Array]
    status: Status
    why: str
    engine: str

    @property
    def is_ok(self) -> bool:
        return self.status is Status.OK


class Service:
    """The twin behind the page and the API, with a memory of its latest forecasts."""

    def __init__(self, registry: Registry, cache_size: int, foresight: Foresight | None = None) -> None:
        self.registry = registry
        self.foresight = foresight
        self._kept = Latest(cache_size)
        self._turn = Lock()

    def forecast(self, raw: Any, language: str, engine: str = "mechanistic") -> Forecast:
        """One scenario. Raises InputError with every fault."""
        return self.forecasts([raw], language, engine)[0]

    def forecasts(
        self, raws: Sequence[Any], language: str, engine: str = "mechanistic", is_preview: bool = False
    ) -> list[Forecast]:
        """Scenarios of one horizon, those not yet known in one batch; a preview takes the whole run where that is known."""
        inputs = self._parse(raws, language, engine)
        is_coarse = is_preview and compiled.state() != "ready"
        keys = [_key(raw, engine, is_coarse) for raw in raws]
        whole = [_key(raw, engine, False) for raw in raws]
        known = self._recall(keys, whole)
        if len(known) < len(set(keys)):
            with self._turn:  # a second caller of the same run waits for the first, then finds it
                known = self._recall(keys, whole)
                missing = {key: part for key, part in zip(keys, inputs, strict=True) if key not in known}
                if missing:
                    run = _run(Inputs.join(list(missing.values())), ENGINES[engine], is_coarse)
                    known |= {key: self._keep(key, run, i, part) for i, (key, part) in enumerate(missing.items())}
        return [known[key] for key in keys]

    def foresee(self, raw: Any, language: str, level: float) -> Foreseen | None:
        """What the forecaster says of one scenario; None where it is switched off. Raises InputError."""
        return self.foresight.foresee(raw, language, level) if self.foresight else None

    def preview(self, foreseen: Foreseen) -> Forecast:
        """The forecaster's curve in the place of a run."""
        return Forecast(foreseen.t_h, foreseen.channels, Status.OK, "", NAME)

    def _parse(self, raws: Sequence[Any], language: str, engine: str) -> list[Inputs]:
        faults: dict[str, Fault] = {}
        inputs = []
        if not isinstance(engine, str) or engine not in ENGINES:
            names = ", ".join([*ENGINES, *([NAME] if self.foresight else [])])
            faults["engine"] = self.outside("engine", engine, names, language)
        for raw in raws:
            try:
                inputs.append(self.registry.parse(raw, language))
            except InputError as error:
                faults |= {fault.name: fault for fault in error.faults}
        if faults:
            raise InputError(list(faults.values()))
        return inputs

    def engine_state(self) -> tuple[str, float]:
        """'ready', 'building' or 'absent' (a refused package counts as none), and how far a build has come."""
        state = compiled.state()
        return (state if state in ("ready", "building") else "absent"), compiled.progress() or 0.0

    def outside(self, name: str, value: Any, allowed: str, language: str) -> Fault:
        """A fault in what stands beside a scenario, in the registry's words."""
        door = Door(self.registry, self.words(language))
        door.fault(name, "outside", value, allowed)
        return door.faults[0]

    def words(self, language: str) -> Mapping[str, str]:
        """The registry's own messages in a language it has."""
        return self.registry.messages.get(language, self.registry.messages["en"])

    def _recall(self, keys: Sequence[bytes], better: Sequence[bytes]) -> dict[bytes, Forecast]:
        """What is kept, for each key under its better one where there is that."""
        found = {key: self._kept.get(first) or self._kept.get(key) for key, first in zip(keys, better, strict=True)}
        return {key: run for key, run in found.items() if run}

    def _keep(self, key: bytes, run: Any, patient: int, inputs: Inputs) -> Forecast:
        """Remember one patient of a run, without the drugs that only others took."""
        status, drugs = run.status[patient], self.registry.drugs
        others = {drug.channel for drug in drugs.values()} - {drugs[name].channel for name in inputs.doses_mg}
        channels = {name: values[patient] for name, values in run.channels.items() if name not in others}
        found = Forecast(run.t_h, channels if status is Status.OK else {}, status, run.why[patient], run.engine)
        return self._kept.keep(key, found)


def _key(raw: Any, engine: str, is_coarse: bool) -> bytes:
    return orjson.dumps([raw, engine, is_coarse], option=orjson.OPT_SORT_KEYS)


def _run(inputs: Inputs, engine: str, is_coarse: bool) -> Any:
    return preview(inputs) if is_coarse else simulate(inputs, engine=engine)
