"""Plans of intakes -> doses day by day: the one loop behind scenarios and trials."""

from dataclasses import dataclass, field

import torch

from twin.chance import uniform
from twin.grid import HOURS_PER_DAY
from twin.module import Tensor


@dataclass(frozen=True)
class Intake:
    """One plan; days count from the start of the scenario or trial, `adherence` is the chance that each intake is taken."""

    drug: str
    dose_mg: float
    every_h: float
    first_dose_h: float
    from_day: int
    to_day: int
    missed_days: tuple[int, ...]
    adherence: float

    def active(self, day: int) -> bool:
        """Whether the plan runs on that day."""
        return self.from_day <= day < self.to_day


@dataclass
class Schedule:
    """Doses in mg `(day, patient)` by drug and clock hour; day 0 of the plans is day `lead_days` of the run."""

    lead_days: int
    days: int
    seed: int
    size: int
    doses: dict[str, dict[float, Tensor]] = field(default_factory=dict)

    def give(self, intake: Intake, label: str, first: int, last: int, shift: int, who: Tensor | None = None) -> None:
        """Enter a plan: days counted from `shift`, no intake before day `first` or from day `last` on (both of the run)."""
        at = intake.from_day * HOURS_PER_DAY + intake.first_dose_h
        end = min(intake.to_day, self.days - shift) * HOURS_PER_DAY
        taken = uniform(self.seed, f"adherence {label}", (self.days * HOURS_PER_DAY, self.size)) if intake.adherence < 1 else None
        count = 0
        while at < end:
            day, hour = int(at // HOURS_PER_DAY), float(at % HOURS_PER_DAY)
            if day not in intake.missed_days and first <= day + shift < last:
                amount = torch.full((self.size,), intake.dose_mg, dtype=torch.float64)
                amount = amount if taken is None else amount * (taken[count] < intake.adherence)
                slot = self.doses.setdefault(intake.drug, {}).setdefault(hour, self._nothing())
                slot[day + shift] += amount if who is None else amount * who
            at, count = at + intake.every_h, count + 1

    def stop(self, drug: str, from_day: int, who: Tensor) -> None:
        """No more of a drug from a day of the run on."""
        for slot in self.doses.get(drug, {}).values():
            slot[from_day:] = slot[from_day:] * ~who

    def taken(self) -> dict[str, dict[float, Tensor]]:
        """The doses without hours and drugs nobody takes."""
        slots = {drug: {hour: mg for hour, mg in hours.items() if bool((mg > 0).any())} for drug, hours in self.doses.items()}
        return {drug: hours for drug, hours in slots.items() if hours}

    def _nothing(self) -> Tensor:
        return torch.zeros(self.days, self.size, dtype=torch.float64)
