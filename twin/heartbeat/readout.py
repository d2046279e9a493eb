"""One beat as a reader sees it: curves over the beat, and the numbers taken from them.

Equations                                                                                        [bramwell1922]
    PWV = sqrt(V dP/dV / rho) of the large arteries at their mean pressure,   SV = CO / HR,   EF = 1 - ESV/EDV
    dP/dt_max: steepest rise of left ventricular pressure between two moments;  EDP: where the ventricles begin to contract
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import torch

from twin.heartbeat.circuit import LN_C, V_U
from twin.heartbeat.periodic import Cycle
from twin.heartbeat.person import AO, LA, LV, PA, RA, RV, SA, Person
from twin.heartbeat.targets import extreme
from twin.module import Tensor
from twin.simulate import Run, Status

NOT_PERIODIC = "no beat that repeats itself was found"
PASCAL = 133.322  # in a mmHg
CURVES = {
    "cuff_mmHg": ("P", SA), "aorta_mmHg": ("P", AO), "left_ventricle_mmHg": ("P", LV), "left_atrium_mmHg": ("P", LA),
    "right_ventricle_mmHg": ("P", RV), "right_atrium_mmHg": ("P", RA), "pulmonary_artery_mmHg": ("P", PA),
    "left_ventricle_mL": ("V", LV), "right_ventricle_mL": ("V", RV), "aortic_flow_mL_s": ("q", LV),
}  # fmt: skip


@dataclass(frozen=True)
class Beat:
    """`t_s` and every curve `(patient, sample)`, the last sample the first again; `values` `(patient,)`; words: data/heartbeat.toml."""

    t_s: Tensor
    channels: Mapping[str, Tensor]
    values: Mapping[str, Tensor]
    status: list[Status] = field(default_factory=list)
    why: list[str] = field(default_factory=list)

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

    def judged(self, run: Run) -> "Beat":
        """What was wrong with the slow run goes before what is wrong with the beat."""
        pairs = [
            slow if slow[0] is not Status.OK else own
            for slow, own in zip(zip(run.status, run.why, strict=True), zip(self.status, self.why, strict=True), strict=True)
        ]
        return replace(self, status=[status for status, _ in pairs], why=[why for _, why in pairs])


def read(person: Person, resting: Cycle, cycle: Cycle) -> Beat:
    """Curves, numbers and a status of a block of patients."""
    moments = len(cycle.state)
    t = torch.arange(moments + 1, dtype=torch.float64)[None] / moments * person.period_s[:, None]
    curves = {name: getattr(cycle.flow, kind)[..., k].T for name, (kind, k) in CURVES.items()}
    closed = {name: torch.cat([curve, curve[:, :1]], 1) for name, curve in curves.items()}
    fine = (resting.settled & cycle.settled & torch.isfinite(cycle.state).all(2).all(0)).tolist()
    status = [Status.OK if one else Status.NOT_FINITE for one in fine]
    return Beat(t, closed, numbers(person, resting, cycle, curves), status, ["" if one else NOT_PERIODIC for one in fine])


def numbers(person: Person, resting: Cycle, cycle: Cycle, curves: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What one says of a beat `(patient,)`."""
    P, V, CO = cycle.flow.P, cycle.flow.V, cycle.flow.q[..., SA].mean(0)
    step = person.period_s / len(P)
    high = {k: extreme(P[..., k], 1)[0] for k in (SA, AO, RV, PA)}
    low = {k: extreme(P[..., k], -1)[0] for k in (SA, AO, PA)}
    EDV, ESV = extreme(V[..., LV], 1)[0], extreme(V[..., LV], -1)[0]
    stiffer = person.rows["k_P"] * (P[..., SA].mean(0) - person.P_ref)
    C_art = torch.exp(cycle.unknown[:, LN_C] - stiffer)
    distension = V[..., AO].mean(0) / (person.rows["f_ao"] * C_art)
    return {
        "sbp_mmHg": high[SA], "dbp_mmHg": low[SA], "map_mmHg": P[..., SA].mean(0),
        "aortic_sbp_mmHg": high[AO], "aortic_dbp_mmHg": low[AO],
        "cardiac_output_L_min": CO * 60 / 1000, "stroke_volume_mL": CO * person.period_s,
        "lv_end_diastolic_mL": EDV, "lv_end_systolic_mL": ESV, "ejection_fraction_percent": 100 * (1 - ESV / EDV),
        "lv_end_diastolic_mmHg": P[0, :, LV], "left_atrium_mmHg": P[..., LA].mean(0), "right_atrium_mmHg": P[..., RA].mean(0),
        "rv_systolic_mmHg": high[RV], "rv_end_diastolic_mmHg": P[0, :, RV],
        "pa_systolic_mmHg": high[PA], "pa_diastolic_mmHg": low[PA], "pa_mean_mmHg": P[..., PA].mean(0),
        "lv_dpdt_max_mmHg_s": (P[..., LV].roll(-1, 0) - P[..., LV]).amax(0) / step,
        "arterial_compliance_mL_mmHg": C_art,
        "pulse_wave_velocity_m_s": (distension * PASCAL / person.rows["rho"]).sqrt(),
        "venous_shift_mL": cycle.unknown[:, V_U] - resting.unknown[:, V_U],
    }  # fmt: skip
