"""What is fitted to what, and one group of trials at given values of the unknowns."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import torch
from tqdm import tqdm  # type: ignore[import-untyped]

from twin.calibrate import rows, unknowns
from twin.calibrate.rows import Group, Row
from twin.calibrate.unknowns import Unknown
from twin.compose import Model
from twin.grid import HOURS_PER_DAY
from twin.inputs import Inputs
from twin.registry import registry
from twin.simulate import Status, simulate
from twin.trials.batch import Curves, Runner
from twin.trials.conduct import Result, conduct
from twin.trials.plan import Trial

Values = tuple[float, ...]


@dataclass(frozen=True)
class LooseRunner(Runner):
    """Runs the model with free rows at given values of them."""

    twin: Model
    free: dict[str, float]

    def run(self, inputs: Inputs, channels: Iterable[str]) -> Curves:
        """Simulate a batch with the calibration's engine."""
        values = {key: torch.full((inputs.size,), value, dtype=torch.float64) for key, value in self.free.items()}
        own = replace(inputs, patient={**inputs.patient, **values})
        run = simulate(own, self.engine, source=self.source, twin=self.twin)
        empty = torch.zeros(inputs.size, HOURS_PER_DAY * inputs.horizon_days + 1, dtype=torch.float64)
        found = {name: run.channels.get(name, empty) for name in channels}
        return Curves(found, torch.tensor([status is Status.OK for status in run.status]), run.why)


@dataclass(frozen=True)
class Study:
    """What is fitted to what; small enough to be read anew by every process."""

    file: Path
    trials: tuple[Path, ...]
    patients: int

    @property
    def unknowns(self) -> list[Unknown]:
        """The parameters."""
        return _read(self)[0]

    @property
    def twin(self) -> Model:
        """The model in which their rows are free."""
        return _read(self)[2]

    @property
    def groups(self) -> list[Group]:
        """The trials."""
        return _read(self)[1]

    @property
    def rows(self) -> list[Row]:
        """The published rows, in the order of residuals."""
        return [row for group in self.groups for row in group.rows]


@cache
def _read(study: Study) -> tuple[list[Unknown], list[Group], Model]:
    found = unknowns.read(registry(), study.file)
    return found, rows.read(study.trials, registry(), study.patients), unknowns.loose(found, registry())


def simulated(study: Study, index: int, values: Values) -> list[float]:
    """The rows of one group at these values of the unknowns."""
    torch.set_num_threads(1)
    source = unknowns.with_drugs(study.unknowns, values, registry())
    free = unknowns.free_values(study.unknowns, values)
    runner = LooseRunner(source, "compiled", tqdm(disable=True), study.twin, free)
    group = study.groups[index]
    return group.simulated({trial.id: _conduct(trial, runner) for trial in group.trials})


def _conduct(trial: Trial, runner: Runner) -> Result:
    try:
        return conduct(trial, runner)
    except ValueError as fault:
        raise ValueError(f"{trial.id}: {fault}") from fault
