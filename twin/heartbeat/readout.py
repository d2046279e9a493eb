"""One beat as a reader sees it: curves over the beat, the numbers taken from them, and whether to believe it.

Equations                                                                                        [bramwell1922]
    PWV = sqrt(V dP/dV / rho) of the large arteries at their mean pressure,   SV = CO T,   EF = 1 - ESV/EDV
    dP/dt_max: steepest rise of left ventricular pressure between two moments;  end of filling: where the ventricles begin to contract
Words and units: data/heartbeat.toml.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from twin.heartbeat.circuit import LN_C, LN_R, V_U
from twin.heartbeat.periodic import Cycle
from twin.heartbeat.person import AO, LA, LV, PA, RA, RV, SA, Person
from twin.heartbeat.targets import extreme
from twin.module import Tensor
from twin.simulate import Status

NOT_PERIODIC = "no beat that repeats itself was found"
PASCAL = 133.322  # in one mmHg
CURVES = {
    "cuff_mmHg": ("P", SA),
    "aorta_mmHg": ("P", AO),
    "left_ventricle_mmHg": ("P", LV),
    "left_atrium_mmHg": ("P", LA),
    "right_ventricle_mmHg": ("P", RV),
    "right_atrium_mmHg": ("P", RA),
    "pulmonary_artery_mmHg": ("P", PA),
    "left_ventricle_mL": ("V", LV),
    "right_ventricle_mL": ("V", RV),
    "aortic_flow_mL_s": ("q", LV),
}


@dataclass(frozen=True)
class Beat:
    """`t_s` and each of `channels` `(patient, sample)`, the first moment again at the end; `values` `(patient,)`; status and why."""

    t_s: Tensor
    channels: Mapping[str, Tensor]
    values: Mapping[str, Tensor]
    status: list[Status]
    why: list[str]

    @staticmethod
    def join(parts: Sequence["Beat"]) -> "Beat":
        """Blocks of patients as one."""
        return Beat(
            torch.cat([part.t_s for part in parts]),
            {name: torch.cat([part.channels[name] for part in parts]) for name in parts[0].channels},
            {name: torch.cat([part.values[name] for part in parts]) for name in parts[0].values},
            [status for part in parts for status in part.status],
            [why for part in parts for why in part.why],
        )


def read(person: Person, resting: Cycle, cycle: Cycle) -> Beat:
    """Curves, numbers and a status of a block of patients."""
    moments = len(cycle.state)
    t = torch.arange(moments + 1, dtype=torch.float64) / moments * person.period_s[:, None]
    curves = {name: getattr(cycle.flow, kind)[..., k].T for name, (kind, k) in CURVES.items()}
    closed = {name: torch.cat([curve, curve[:, :1]], 1) for name, curve in curves.items()}
    fine = resting.settled & cycle.settled & torch.isfinite(cycle.state).all(2).all(0)
    status = [Status.OK if one else Status.NOT_FINITE for one in fine.tolist()]
    return Beat(t, closed, numbers(person, resting, cycle), status, ["" if one else NOT_PERIODIC for one in fine.tolist()])


def numbers(person: Person, resting: Cycle, cycle: Cycle) -> dict[str, Tensor]:
    """What one says of a beat `(patient,)`."""
    P, V, CO = cycle.flow.P, cycle.flow.V, cycle.flow.q[..., SA].mean(0)
    MAP, T = P[..., SA].mean(0), person.period_s
    EDV, ESV = highest(V, LV), lowest(V, LV)
    C_art = torch.exp(cycle.unknown[:, LN_C] - person.rows["k_P"] * (MAP - person.P_ref))
    distension_mmHg = V[..., AO].mean(0) / (person.rows["f_ao"] * C_art)
    return {
        "sbp_mmHg": highest(P, SA),
        "dbp_mmHg": lowest(P, SA),
        "map_mmHg": MAP,
        "aortic_sbp_mmHg": highest(P, AO),
        "aortic_dbp_mmHg": lowest(P, AO),
        "heart_rate_bpm": 60 / T,
        "cardiac_output_L_min": CO * 60 / 1000,
        "stroke_volume_mL": CO * T,
        "ejection_fraction_percent": 100 * (1 - ESV / EDV),
        "lv_end_diastolic_mL": EDV,
        "lv_end_systolic_mL": ESV,
        "lv_end_diastolic_mmHg": P[0, :, LV],
        "lv_dpdt_max_mmHg_s": (P[..., LV].roll(-1, 0) - P[..., LV]).amax(0) * len(P) / T,
        "left_atrium_mmHg": P[..., LA].mean(0),
        "right_atrium_mmHg": P[..., RA].mean(0),
        "rv_systolic_mmHg": highest(P, RV),
        "rv_end_diastolic_mmHg": P[0, :, RV],
        "pa_systolic_mmHg": highest(P, PA),
        "pa_diastolic_mmHg": lowest(P, PA),
        "pa_mean_mmHg": P[..., PA].mean(0),
        "peripheral_resistance_mmHg_s_mL": cycle.unknown[:, LN_R].exp(),
        "arterial_compliance_mL_mmHg": C_art,
        "pulse_wave_velocity_m_s": (distension_mmHg * PASCAL / person.rows["rho"]).sqrt(),
        "venous_shift_mL": cycle.unknown[:, V_U] - resting.unknown[:, V_U],
    }


def highest(of: Tensor, k: int) -> Tensor:
    """Largest value over the beat in a compartment `(patient,)`."""
    return extreme(of[..., k], 1)[0]


def lowest(of: Tensor, k: int) -> Tensor:
    """Smallest value over the beat in a compartment `(patient,)`."""
    return extreme(of[..., k], -1)[0]
