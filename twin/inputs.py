"""What a run needs, validated and batched: the patients, their intakes and what reaches them day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch

from twin.module import DRIVES, Tensor

Doses = Mapping[str, Mapping[float, Tensor]]
JUMPS = tuple(drive for drive in DRIVES if drive.endswith("_change"))  # act at once, from midnight on
USUAL = {"sodium_intake": "Na_in"}  # a person's own amount, by symbol, of the drives that rest at one; all others rest at zero


@dataclass(frozen=True)
class Inputs:
    """One batch. `patient` by symbol in canonical units `(patient,)`; `doses_mg[drug][clock hour]` and `daily[drive]` `(day, patient)`.

    `daily` is in canonical units; a drive that is not there is zero.
    """

    horizon_days: int
    patient: Mapping[str, Tensor]
    doses_mg: Doses
    daily: Mapping[str, Tensor]

    @property
    def size(self) -> int:
        """Number of patients."""
        return next(iter(self.patient.values())).shape[0]

    @property
    def wants_gradient(self) -> bool:
        """Whether a gradient is asked with respect to the person, a dose or a habit."""
        doses = [amounts for slots in self.doses_mg.values() for amounts in slots.values()]
        return any(value.requires_grad for value in (*self.patient.values(), *doses, *self.daily.values()))

    def pick(self, who: Tensor) -> "Inputs":
        """The patients at these indices, without intakes none of them has."""
        doses = {
            drug: {hour: amounts[:, who] for hour, amounts in slots.items() if bool((amounts[:, who] > 0).any())}
            for drug, slots in self.doses_mg.items()
        }
        patient = {key: value[who] for key, value in self.patient.items()}
        daily = {drive: amounts[:, who] for drive, amounts in self.daily.items()}
        return Inputs(self.horizon_days, patient, {d: s for d, s in doses.items() if s}, daily)

    def untouched(self) -> list[bool]:
        """For each patient, whether nothing happens: no intake, and every day as usual."""
        still = torch.ones(self.size, dtype=torch.bool)
        for drive, amounts in self.daily.items():
            still &= (amounts == (self.patient[USUAL[drive]] if drive in USUAL else 0)).all(0)
        return [not hours and bool(rests) for hours, rests in zip(self.intake_hours, still, strict=True)]

    @cached_property
    def intake_hours(self) -> list[tuple[float, ...]]:
        """For each patient, the clock hours at which anything is ever taken."""
        hours = sorted({hour for slots in self.doses_mg.values() for hour in slots})
        takes = [
            torch.stack([(slots[hour] > 0).any(0) for slots in self.doses_mg.values() if hour in slots]).any(0) for hour in hours
        ]
        return [tuple(hour for hour, who in zip(hours, takes, strict=True) if who[i]) for i in range(self.size)]

    @property
    def short_step_hours(self) -> list[tuple[float, ...]]:
        """For each patient, the clock hours after which steps are short: intakes, and midnight where a habit jumps there."""
        jumps = torch.zeros(self.size, dtype=torch.bool)
        for drive, amounts in self.daily.items():
            jumps |= (amounts != 0).any(0) & (drive in JUMPS)
        return [tuple(sorted({*hours, 0.0})) if at else hours for hours, at in zip(self.intake_hours, jumps, strict=True)]

    @staticmethod
    def join(parts: Sequence["Inputs"]) -> "Inputs":
        """Many runs of one horizon as one batch. Raises ValueError when horizons differ."""
        if len({part.horizon_days for part in parts}) != 1:
            raise ValueError("only runs of one horizon can be joined")
        nothing = [torch.zeros(part.horizon_days, part.size, dtype=torch.float64) for part in parts]
        slots = sorted({(drug, hour) for part in parts for drug, hours in part.doses_mg.items() for hour in hours})
        doses: dict[str, dict[float, Tensor]] = {}
        for drug, hour in slots:
            columns = [part.doses_mg.get(drug, {}).get(hour, none) for part, none in zip(parts, nothing, strict=True)]
            doses.setdefault(drug, {})[hour] = torch.cat(columns, 1)
        patient = {key: torch.cat([part.patient[key] for part in parts]) for key in parts[0].patient}
        daily = {
            drive: torch.cat([part.daily.get(drive, none) for part, none in zip(parts, nothing, strict=True)], 1)
            for drive in dict.fromkeys(drive for part in parts for drive in part.daily)
        }
        return Inputs(parts[0].horizon_days, patient, doses, daily)
