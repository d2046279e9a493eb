"""The beat that repeats itself: all moments of one beat are solved at once, with the person's unknown constants.

Equations                                                                                       [kierzenka2001]
    y_m = (y_i + y_i+1)/2 + h/8 (f_i - f_i+1)
    0   = y_i+1 - y_i - h/6 (f_i + 4 f(y_m) + f_i+1)      i = 0 … n - 1,   y_n = y_0
    0   = g_j(y, constants) - target_j                    one for each unknown constant
by Newton's method. Fourth order and A-stable: an open aortic valve (R C of a millisecond) is too stiff for an explicit step of T/200.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch

from twin.heartbeat.chambers import moments, stiffness
from twin.heartbeat.circuit import SIZE, Flow, flow
from twin.heartbeat.person import Person
from twin.module import Tensor

STEPS = 200
MOST_ROUNDS = 50
ENOUGH_MMHG = 0.02
LONGEST_MMHG = 15.0
SOFTEST_MMHG = 8.0
LONGEST = torch.tensor([0.3, 0.3, 300.0], dtype=torch.float64)  # ln R_sys, ln C_art, V_u in mL
EYE = torch.eye(SIZE, dtype=torch.float64)
# What is asked of a beat: values `(patient, j)`, and their slopes by the state at each moment `(moment, patient, j, 9)` and by constants.
Wanted = Callable[[Flow], tuple[Tensor, Tensor, Tensor]]


@dataclass(frozen=True)
class Cycle:
    """`state` `(moment, patient, 9)` and `unknown` `(patient, 3)` of the periodic beat; `settled` by patient."""

    state: Tensor
    unknown: Tensor
    flow: Flow
    settled: Tensor
    rounds: int


def misses(
    state: Tensor, unknown: Tensor, stiff: tuple[Tensor, Tensor], person: Person, softness: float
) -> tuple[Flow, Tensor, Tensor, Tensor]:
    """Flow at the moments, what is missed over each step, and its slopes by the state before and by (state after, constants)."""
    h = (person.period_s / len(state))[:, None]
    H = h[:, None]
    now = flow(state, unknown, stiff[0], person, softness)
    after, f, f1 = state.roll(-1, 0), now.rates, now.rates.roll(-1, 0)
    J, J1 = now.rate_slopes, now.rate_slopes.roll(-1, 0)
    middle = flow((state + after) / 2 + h / 8 * (f - f1), unknown, stiff[1], person, softness)
    Jm = middle.rate_slopes[..., :SIZE]
    missed = after - state - h / 6 * (f + 4 * middle.rates + f1)
    by_before = -EYE - H / 6 * (J[..., :SIZE] + Jm @ (2 * EYE + H / 2 * J[..., :SIZE]))
    by_after = EYE - H / 6 * (J1[..., :SIZE] + Jm @ (2 * EYE - H / 2 * J1[..., :SIZE]))
    c, c1, cm = J[..., SIZE:], J1[..., SIZE:], middle.rate_slopes[..., SIZE:]
    by_constant = -H / 6 * (c + 4 * cm + Jm @ (H / 2 * (c - c1)) + c1)
    return now, missed, by_before, torch.cat([by_after, by_constant], -1)


def newton_step(
    missed: Tensor, by_before: Tensor, by_after: Tensor, wanted: tuple[Tensor, Tensor, Tensor], active: list[int]
) -> tuple[Tensor, Tensor]:
    """Changes of state and of the active constants that would close every step, the beat and what is wanted."""
    steps, patients = missed.shape[:2]
    constants = by_after[..., [SIZE + k for k in active]]
    carried = solve(by_after[..., :SIZE], -torch.cat([by_before, missed[..., None], constants], -1))
    sweep = torch.cat([EYE.expand(patients, SIZE, SIZE), missed.new_zeros(patients, SIZE, 1 + len(active))], -1)
    sweeps = [sweep]
    move, add = carried[..., :SIZE], torch.cat([torch.zeros_like(by_before), carried[..., SIZE:]], -1)
    for i in range(steps):
        sweeps.append(torch.baddbmm(add[i], move[i], sweeps[-1]))
    last, history = sweeps[-1], torch.stack(sweeps[:-1])
    gap, by_state, by_constant = wanted
    through = torch.einsum("npjs,npsk->pjk", by_state, history)
    top = torch.cat([last[..., :SIZE] - EYE, last[..., SIZE + 1 :]], -1)
    bottom = torch.cat([through[..., :SIZE], through[..., SIZE + 1 :] + by_constant[..., active]], -1)
    right = -torch.cat([last[..., SIZE], gap + through[..., SIZE]], -1)
    solved = solve(torch.cat([top, bottom], 1), right[..., None])
    weights = torch.cat([solved[:, :SIZE], torch.ones_like(solved[:, :1]), solved[:, SIZE:]], 1)
    return (history @ weights)[..., 0], solved[:, SIZE:, 0]


def solve(A: Tensor, b: Tensor) -> Tensor:
    """As torch.linalg.solve, but one patient's singular matrix spoils no other's."""
    return torch.linalg.solve_ex(A, b).result


def repeat(state: Tensor, unknown: Tensor, person: Person, wanted: Wanted, active: list[int]) -> Cycle:
    """The periodic beat from a first guess; `active`: which constants are unknown, one for each thing wanted."""
    table = stiffness(moments(2 * len(state)), person)
    stiff = table[::2], table[1::2]
    unknown, rounds, settled, softness = unknown.clone(), 0, torch.zeros(len(unknown), dtype=torch.bool), SOFTEST_MMHG
    while rounds < MOST_ROUNDS and not bool(settled.all()):
        # Valves bend sharply: they start soft, and no step is longer than its slopes hold.
        softness = max(person.rows["d"], softness / 2)
        now, missed, by_before, by_after = misses(state, unknown, stiff, person, softness)
        change, shift = newton_step(missed, by_before, by_after, wanted(now), active)
        size_mmHg = (now.pressure_slopes[..., :SIZE] @ change[..., None]).abs().amax((0, 2, 3))
        over = torch.cat([size_mmHg[:, None] / LONGEST_MMHG, shift.abs() / LONGEST[active]], 1).amax(1)
        part = torch.where(settled, 0.0, 1 / over.clamp(min=1))  # who has settled stays, whoever else is in the batch
        state = state + part[:, None] * change
        unknown[:, active] += part[:, None] * shift
        rounds, settled = rounds + 1, settled | (size_mmHg < ENOUGH_MMHG) & (softness == person.rows["d"])
    return Cycle(state, unknown, flow(state, unknown, stiff[0], person, softness), settled, rounds)
