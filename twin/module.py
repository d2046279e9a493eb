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


# What comes from outside the organs, and its unit: intake, drug blocks in [0, 1], and the clock for read-outs.
DRIVES: dict[str, str] = {
    "sodium_intake": "mmol/h",
    "block_ace": "1",
    "block_at1r": "1",
    "block_renin": "1",
    "block_mineralocorticoid": "1",
    "block_distal_sodium": "1",
    "block_vascular_tone": "1",
    "block_beta1": "1",
}
HELD_DRIVES = ("sodium_intake",)
CLOCK = {"clock": "h"}
TARGETS = tuple(name.removeprefix("block_") for name in DRIVES if name.startswith("block_"))
