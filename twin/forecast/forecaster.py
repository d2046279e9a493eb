"""What the forecaster answers: `Inputs` -> curves with bands, hour by hour, or the reason why it does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from twin.compose import Model, model
from twin.forecast import domain, signals, weights
from twin.forecast.bands import Bands
from twin.forecast.emulator import Emulator
from twin.forecast.settings import settings
from twin.forecast.train import Times
from twin.grid import HOURS_PER_DAY
from twin.inputs import Inputs
from twin.module import Tensor
from twin.registry import Registry, registry
from twin.simulate import Status, judge
from twin.units import factor

NAME = "forecaster"
ML_PER_L = 1000


@dataclass(frozen=True)
class Curves:
    """Channels `(patient, hour)` in display units; `lower` and `upper` where there is a band. `score` above 1: never seen the like."""

    t_h: Tensor
    channels: Mapping[str, Tensor]
    lower: Mapping[str, Tensor]
    upper: Mapping[str, Tensor]
    score: Tensor
    status: list[Status]

    def is_inside(self, patient: int) -> bool:
        """Whether a patient's answer may be shown."""
        return bool(self.score[patient] <= 1) and self.status[patient] is Status.OK


@dataclass(frozen=True)
class Forecaster:
    """Weights in memory; answers are pure functions of the inputs."""

    emulator: Emulator
    bands: Bands
    domain: domain.Domain
    twin: Model
    source: Registry

    @staticmethod
    def load(folder: Path = weights.FOLDER) -> "Forecaster":
        """The shipped one. Raises WeightsRefused."""
        return Forecaster(*weights.restore(folder), model(), registry())

    def known(self, inputs: Inputs) -> Tensor:
        """Which hidden traits are told `(patient, trait)`: those that a slider has moved from the average."""
        rows = [self.source.parameters[f"patient.{name}"] for name in settings()["people"]["hidden"]]
        return torch.stack([inputs.patient[row.symbol].detach() != row.default * factor(row.unit) for row in rows], 1)

    def forecast(
        self, inputs: Inputs, level: float | None = None, kind: str = "pointwise", known: Tensor | None = None
    ) -> Curves:
        """Curves and, with a level, their bands; `known` replaces what is known of the hidden traits. Differentiable."""
        if inputs.horizon_days > settings()["people"]["horizon_days"]:
            return Curves(torch.zeros(0), {}, {}, {}, torch.full((inputs.size,), domain.BEYOND), [Status.OK] * inputs.size)
        known = self.known(inputs) if known is None else known
        hourly = signals.of(inputs, self.twin, self.source)
        z, low, high = self._in_z(inputs, hourly, known, level is not None)
        names, rest = signals.channel_names(self.twin), hourly.rest
        channels = {name: signals.back(z[:, :, c], rest[name]) for c, name in enumerate(names)}
        channels |= by_definition(channels)
        lower, upper = {}, {}
        if level is not None:
            k = self.bands.stretch(known, level, kind)[:, None]
            for c, name in enumerate(names):
                around = signals.logarithm(channels[name], rest[name])
                lower[name] = signals.back(around - k[:, :, c] * low[:, :, c], rest[name])
                upper[name] = signals.back(around + k[:, :, c] * high[:, :, c], rest[name])
        score = self.domain.score(domain.summary(hourly, self.twin).detach())
        status, _ = judge({name: values.detach() for name, values in channels.items()}, self.source)
        times = torch.arange(z.shape[1], dtype=torch.float64)
        return Curves(times, channels | hourly.plasma, lower, upper, score, status)

    def _in_z(self, inputs: Inputs, hourly: signals.Hourly, known: Tensor, has_band: bool) -> tuple[Tensor, Tensor, Tensor]:
        """Curve and half-widths `(patient, hour, channel)`: every shift of the steps at once, then woven together."""
        step, size = settings()["signals"]["step_hours"], inputs.size
        shifts = [signals.at_steps(hourly, phase, step) for phase in signals.phases(step)]
        steps = max(shift.shape[1] for shift in shifts)
        given = torch.cat([torch.nn.functional.pad(shift, (0, 0, 0, steps - shift.shape[1])) for shift in shifts]).float()
        times = Times.of(torch.arange(step).repeat_interleave(size), steps)
        person = hourly.person.float().repeat(step, 1)
        z, h = self.emulator.curve(person, given, times.clock)
        hours = torch.arange(HOURS_PER_DAY * inputs.horizon_days + 1)
        shift, at = hours % step, hours // step + (hours % step > 0).long()

        def woven(values: Tensor) -> Tensor:
            return values.view(step, size, steps, -1)[shift, :, at].transpose(0, 1).double()

        if not has_band:
            return woven(z), z, z
        low, high = self.emulator.around(z, h, person, known.repeat(step, 1), times.when)
        return woven(z), woven(low), woven(high)


def by_definition(channels: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Channels that are quotients of others."""
    output, rate, mean = (channels[name] for name in ("cardiac_output_L_min", "heart_rate_bpm", "map_mmHg"))
    return {"stroke_volume_mL": ML_PER_L * output / rate, "tpr_mmHg_min_L": mean / output}
