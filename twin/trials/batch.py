"""Many patients through `simulate`, a few at a time: memory stays small and progress can be shown. Keeps the channels asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from tqdm import tqdm  # type: ignore[import-untyped]

from twin.grid import HOURS_PER_DAY
from twin.inputs import Inputs
from twin.module import Tensor
from twin.registry import Registry
from twin.simulate import BLOCK_OF_PATIENTS, Status, simulate

PATIENT_DAYS = 20_000  # of one call


@dataclass(frozen=True)
class Curves:
    """Channels `(patient, hour)`, whether each patient's run can be believed, and why not."""

    channels: Mapping[str, Tensor]
    ok: Tensor
    why: list[str]

    def part(self, first: int, size: int) -> "Curves":
        """Some patients in a row."""
        chosen = slice(first, first + size)
        return Curves({name: values[chosen] for name, values in self.channels.items()}, self.ok[chosen], self.why[chosen])


@dataclass(frozen=True)
class Runner:
    """Which engine and drugs to use, and the bar that shows how many patient-days are done."""

    source: Registry
    engine: str
    bar: tqdm

    def run(self, inputs: Inputs, channels: Iterable[str]) -> Curves:
        """Simulate a batch of any size."""
        names, ok, why = list(dict.fromkeys(channels)), [], []
        kept: dict[str, list[Tensor]] = {name: [] for name in names}
        step = max(1, min(BLOCK_OF_PATIENTS, PATIENT_DAYS // inputs.horizon_days))
        for first in range(0, inputs.size, step):
            part = inputs.pick(torch.arange(first, min(first + step, inputs.size)))
            run = simulate(part, engine=self.engine, source=self.source)
            for name in names:
                values = run.channels.get(name)
                empty = torch.zeros(part.size, HOURS_PER_DAY * part.horizon_days + 1, dtype=torch.float64)
                kept[name].append(empty if values is None else values)
            ok += [status is Status.OK for status in run.status]
            why += run.why
            self.bar.total = max(self.bar.total or 0, self.bar.n + part.size * part.horizon_days)
            self.bar.update(part.size * part.horizon_days)
        return Curves({name: torch.cat(parts) for name, parts in kept.items()}, torch.tensor(ok), why)
