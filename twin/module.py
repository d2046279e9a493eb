"""What an organ is. Each file of `twin.physiology` defines one `MODULE`; nothing lists them.

Tensors are `(patient,)` while integrating and `(patient, time)` when read out. `s` holds the states, signals and drives the
organ declared to read, `p` its own rows (by symbol, canonical units) and the personal constants it declared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import torch

Tensor = torch.Tensor
Values = Mapping[str, Any]
Units = Mapping[str, str]
Function = Callable[[SimpleNamespace, SimpleNamespace], Values]


@dataclass(frozen=True)
class State:
    """One differential state: `rest` is 0, 1 or the symbol of a personal constant; `decay` its own relaxation rate in 1/h."""

    unit: str
    rest: float | str
    decay: Callable[[SimpleNamespace], float] | None = None


@dataclass(frozen=True)
class Module:
    """An organ: personal constants once per patient, signals others may read, one rate per state, channels for the reader.

    `reads` is what `signals` needs (it orders the organs), `rate_reads` what only `rates` and `readout` need.
    """

    states: Mapping[str, State] = field(default_factory=dict)
    baseline_reads: Units = field(default_factory=dict)
    baseline_gives: Units = field(default_factory=dict)
    baseline: Callable[[SimpleNamespace], Values] | None = None
    reads: Units = field(default_factory=dict)
    rate_reads: Units = field(default_factory=dict)
    gives: Units = field(default_factory=dict)
    signals: Function | None = None
    rates: Function | None = None
    channels: tuple[str, ...] = ()
    readout: Function | None = None


# What comes from outside the organs, and its unit. `*_change`: today's value less the person's own, where the twin rests.
DRIVES: dict[str, str] = {
    "sodium_intake": "mmol/h",
    "weight_change": "kg",
    "exercise_change": "1/h",
    "alcohol_change": "1/h",
    "potassium_change": "mmol/h",
    "diet_change": "1",
    "glucose_change": "mmol/L",
    "viral_load": "1",
    "carbohydrate_intake": "mmol/h",
    "block_ace": "1",
    "block_at1r": "1",
    "block_renin": "1",
    "block_mineralocorticoid": "1",
    "block_distal_sodium": "1",
    "block_vascular_tone": "1",
    "block_beta1": "1",
}
TARGETS = tuple(name.removeprefix("block_") for name in DRIVES if name.startswith("block_"))
IN_PLASMA = {"ace": "plasma_ace_block"}  # targets whose block is also read in plasma, where no effect delay holds
READ_OUT = {"clock": "h", **dict.fromkeys(IN_PLASMA.values(), "1")}  # what only read-outs see
# Drives that stay the same from midnight to midnight; the others are read at every node of a step.
CONTINUOUS = ("carbohydrate_intake",)
HELD_DRIVES = tuple(name for name in DRIVES if not name.startswith("block_") and name not in CONTINUOUS)
