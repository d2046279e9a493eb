"""From the slow twin to one beat: who the people are at rest, and what they are at the chosen hour."""

from dataclasses import replace

import torch

from twin.compose import model
from twin.heartbeat.calibrate import at_rest, later
from twin.heartbeat.person import person
from twin.heartbeat.readout import Beat, read
from twin.inputs import Inputs
from twin.module import Tensor
from twin.registry import registry
from twin.simulate import Run, Status
from twin.units import factor

BLOCK_OF_PATIENTS = 64
REST = {
    "SBP": ("SBP_0", "mmHg"),
    "DBP": ("DBP_0", "mmHg"),
    "MAP": ("MAP_0", "mmHg"),
    "CO": ("CO_0", "mL/s"),
    "HR": ("HR_0", "bpm"),
    "BV": ("BV_0", "mL"),
    "stiffening": ("s_art", "1"),
}
NOW = {"MAP": "map_mmHg", "CO": "cardiac_output_L_min", "HR": "heart_rate_bpm", "BV": "blood_volume_L"}


@torch.no_grad()
def heartbeat(inputs: Inputs, run: Run, hour: int) -> Beat:
    """One beat of every patient of a run at a full hour since midnight of day 0. Raises ValueError for an hour the run lacks."""
    if not 0 <= hour < len(run.t_h):
        raise ValueError(f"hour {hour} is not in the run, which has 0 to {len(run.t_h) - 1}")
    rest, now, parts = resting(inputs), at_hour(run, hour), []
    for who in torch.arange(inputs.size).split(BLOCK_OF_PATIENTS):
        mine, then = ({name: values[who] for name, values in table.items()} for table in (rest, now))
        first = at_rest(person(mine, mine["HR"], torch.ones_like(mine["HR"]), mine["BV"]), mine)
        body = person(mine, then["HR"], then["contractility"], then["BV"])
        parts.append(read(body, first, later(body, mine, first, then["MAP"], then["CO"])))
    return with_run(Beat.join(parts), run)


def resting(inputs: Inputs) -> dict[str, Tensor]:
    """The resting person in mmHg, mL/s, bpm, mL `(patient,)`."""
    known = dict(zip(model().personal, model().constants(inputs.patient), strict=True))
    return {name: known[symbol] / factor(unit) for name, (symbol, unit) in REST.items()}


def at_hour(run: Run, hour: int) -> dict[str, Tensor]:
    """The slow state at an hour in the units of `resting`, and contractility relative to rest."""
    channels = registry().channels
    scale = {name: factor(channels[channel].unit) / factor(REST[name][1]) for name, channel in NOW.items()}
    found = {name: run.channels[channel][:, hour] * scale[name] for name, channel in NOW.items()}
    return found | {"contractility": run.channels["contractility_ratio"][:, hour]}


def with_run(beat: Beat, run: Run) -> Beat:
    """What is wrong with the slow run goes before what is wrong with the beat."""
    slow_fine = [status is Status.OK for status in run.status]
    status = [own if fine else slow for fine, own, slow in zip(slow_fine, beat.status, run.status, strict=True)]
    why = [own if fine else slow for fine, own, slow in zip(slow_fine, beat.why, run.why, strict=True)]
    return replace(beat, status=status, why=why)
