"""What comes from outside at one hour of a run, and how much of its target each drug blocks then."""

from dataclasses import replace
from typing import NamedTuple

from twin import grid
from twin.inputs import Inputs
from twin.module import DRIVES, Tensor
from twin.registry import Registry
from twin.simulate import blocks_in_plasma, drive_table


class Moment(NamedTuple):
    """A full hour of a run: its day, counted from 0, and the hour of the clock."""

    day: int
    hour: int

    @property
    def at(self) -> int:
        """Hours since midnight of day 0."""
        return grid.HOURS_PER_DAY * self.day + self.hour


def drives_at(inputs: Inputs, moment: Moment, source: Registry) -> dict[str, Tensor]:
    """Every drive `(patient,)` in canonical units at a moment of the run, and the blocks that are read in plasma."""
    steps = grid.coarse_day(())
    boundary = moment.day * len(steps.sizes_h) + steps.hourly[moment.hour]
    table, levels = drive_table(inputs, steps, source)
    then = {name: level[boundary] for name, level in levels.items()}
    drives = dict(zip(DRIVES, table[2 * boundary], strict=True))
    return drives | blocks_in_plasma(then, inputs.patient["s_drug"], source)


def blocks_at(inputs: Inputs, moment: Moment, source: Registry) -> dict[str, Tensor]:
    """Share of its target `(patient,)` that each drug taken would block alone, by drug."""
    alone = {name: replace(inputs, doses_mg={name: slots}) for name, slots in inputs.doses_mg.items()}
    return {name: drives_at(one, moment, source)[f"block_{source.drugs[name].target}"] for name, one in alone.items()}
