"""A person's own resistance, compliance and venous volume: those that give the measured pressures and output, at rest and later.

Equations                                                                                    [twin_haemodynamics, section 7]
    at rest    find R_sys, C_art, V_u  such that  max P_sa = SBP_0,  min P_sa = DBP_0,  mean q_sa = CO_0
    later      find R_sys, V_u  such that  mean P_sa = m MAP,  mean q_sa = CO;   m = (mean P_sa at rest) / MAP_0
MAP and CO of the slow twin; its resistance MAP/CO holds the venous pressure that R_sys does not, so that R_sys is found
and not scaled. C_art stays the person's own: the arteries soften by their pressure alone. m: the slow twin takes the mean
pressure as the same share of pulse pressure in everybody, the beat does not.
Not here: fast reflexes; the slow twin has set the operating point already.
"""

from collections.abc import Mapping

import torch

from twin.heartbeat.chambers import moments, stiffness
from twin.heartbeat.circuit import FREE, LN_C, LN_R, Q_L, V_U
from twin.heartbeat.periodic import STEPS, Cycle, repeat
from twin.heartbeat.person import CHAMBERS, SA, Person
from twin.heartbeat.sketch import sketch
from twin.heartbeat.targets import extremes_and_output, mean_and_output
from twin.module import Tensor


def at_rest(person: Person, rest: Mapping[str, Tensor]) -> Cycle:
    """The resting beat of people measured as in `rest`: SBP, DBP, MAP in mmHg, CO in mL/s `(patient,)`."""
    wanted = extremes_and_output(rest["SBP"], rest["DBP"], rest["CO"])
    C_art = rest["CO"] * person.period_s / (rest["SBP"] - rest["DBP"])
    return repeat(*sketch(STEPS, person, rest, C_art), person, wanted, [LN_R, LN_C, V_U])


def later(person: Person, rest: Mapping[str, Tensor], resting: Cycle, MAP: Tensor, CO: Tensor) -> Cycle:
    """The beat at another mean pressure (mmHg) and output (mL/s), sought from the resting pressures."""
    share = resting.flow.P[..., SA].mean(0) / rest["MAP"]
    return repeat(same_pressures(person, resting), resting.unknown, person, mean_and_output(share * MAP, CO), [LN_R, V_U])


def same_pressures(person: Person, resting: Cycle) -> Tensor:
    """State with the resting pressures in the chambers of another hour: at the resting volumes a weaker heart opens no valve."""
    chambers = list(CHAMBERS)
    stiff = stiffness(moments(STEPS), person)[..., chambers]
    V = resting.flow.V.clone()
    V[..., chambers] = person.unstressed[:, chambers] + (resting.flow.P[..., chambers] - person.rows["P_th"]) / stiff
    return torch.cat([V[..., FREE], resting.state[..., Q_L:]], -1)
