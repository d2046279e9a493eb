"""The heartbeat: conservation, periodicity, another solver, published ranges, agreement with the slow twin, directions."""

import csv
import random

import numpy as np
import pytest
import torch

from benchmarks.reliability import people
from tests.verification.heartbeat_reference import Circuit
from twin.heartbeat import heartbeat
from twin.heartbeat.calibrate import at_rest
from twin.heartbeat.circuit import LN_C, LN_R, Q_L, V_U, Flow, volumes
from twin.heartbeat.coupling import resting
from twin.heartbeat.periodic import Cycle, repeat
from twin.heartbeat.person import AO, LA, LV, PA, RA, RV, SA, Person, person
from twin.heartbeat.readout import numbers
from twin.registry import DATA, registry
from twin.simulate import Status, simulate

PEOPLE, SOLVED = 120, 4
DRUGS = {"benazepril": 20, "losartan": 100}
HEALTHY = {
    "male": {"sex": "male", "age_years": 40, "height_cm": 177, "weight_kg": 75},
    "female": {"sex": "female", "age_years": 40, "height_cm": 164, "weight_kg": 62},
}
# Hearts are as large as the slow twin's cardiac index asks, which echo finds smaller, above all in women. VALIDATE: not tuned to.
KNOWN_OUTSIDE = {"male": {"ASE15_LVEDVI_M"}, "female": {"ECHO_LVEDV_F", "ASE15_LVEDVI_F"}}


def adult(rng: random.Random) -> dict:
    """Someone of the whole box, with a pulse pressure of 25 to 95 mmHg."""
    one = people.person(rng)
    one["sbp_mmHg"] = min(max(one["sbp_mmHg"], one["dbp_mmHg"] + 25), one["dbp_mmHg"] + 95)
    return one


def stand(rest: dict, **now: torch.Tensor) -> Person:
    usual = {"heart_rate_bpm": rest["HR"], "contractility": torch.ones_like(rest["HR"]), "blood_mL": rest["BV"]}
    return person(rest, **(usual | now))


@pytest.fixture(scope="module")
def crowd():
    rng = random.Random(4)
    rest = resting(people.batch([{"patient": adult(rng)} for _ in range(PEOPLE)], horizon_days=1))
    body = stand(rest)
    with torch.no_grad():
        return rest, body, at_rest(body, rest)


def test_everybody_has_a_beat_that_hits_what_was_measured(crowd):
    rest, body, cycle = crowd
    found = numbers(body, cycle, cycle)
    worst = {
        "SBP": (found["sbp_mmHg"] - rest["SBP"]).abs().max(),
        "DBP": (found["dbp_mmHg"] - rest["DBP"]).abs().max(),
        "CO": (found["cardiac_output_L_min"] * 1000 / 60 / rest["CO"] - 1).abs().max(),
    }
    print(f"{PEOPLE} people in {cycle.rounds} rounds; at most", {name: f"{float(value):.4f}" for name, value in worst.items()})
    assert cycle.settled.all()
    assert worst["SBP"] < 0.2
    assert worst["DBP"] < 0.2
    assert worst["CO"] < 0.01


def test_blood_is_conserved(crowd):
    _, body, cycle = crowd
    assert ((volumes(cycle.state, body).sum(-1) / body.blood_mL - 1).abs() < 1e-9).all()


def test_all_flows_have_one_mean_and_strokes_make_the_output(crowd):
    """Over a beat as much passes everywhere; the valves' kinks cost the sum over moments some of its precision."""
    _, body, cycle = crowd
    mean = cycle.flow.q.mean(0)
    assert ((mean / mean[:, SA : SA + 1] - 1).abs() < 0.02).all()
    found = numbers(body, cycle, cycle)
    assert torch.allclose(found["stroke_volume_mL"] * found["heart_rate_bpm"] / 1000, found["cardiac_output_L_min"], rtol=1e-9)
    emptied = found["lv_end_diastolic_mL"] - found["lv_end_systolic_mL"]
    apart = (emptied / found["stroke_volume_mL"] - 1).abs().max()
    print(f"EDV - ESV against CO T: at most {float(apart):.2%}")
    assert apart < 0.02


def test_scipy_finds_the_same_beat(crowd):
    """LSODA on the circuit written a second time, six beats on from the state found: the same curves, beat after beat."""
    _, body, cycle = crowd
    worst = drift = 0.0
    for i in range(SOLVED):
        one = Person(body.rows, *(getattr(body, name)[i : i + 1] for name in list(Person.__dataclass_fields__)[1:]))
        circuit = Circuit(one, cycle.unknown[i].tolist())
        start = np.append(cycle.flow.V[0, i].numpy(), float(cycle.state[0, i, Q_L]))
        P, end = circuit.beats(start, 6, len(cycle.state))
        worst = max(worst, float(np.abs(P - cycle.flow.P[:, i].numpy()).max()))
        again = np.array(circuit.pressures(0, end))
        drift = max(drift, float(np.abs(again - P[0]).max()))
    print(f"{SOLVED} people: at most {worst:.3f} mmHg from LSODA at any moment; over the sixth beat it drifts {drift:.4f} mmHg")
    assert worst < 0.3
    assert drift < 0.1


def test_valves_open_in_order(crowd):
    """Filling, both valves shut, ejection, both valves shut, filling: of each ventricle."""
    P = crowd[2].flow.P
    for atrium, ventricle, artery in ((LA, LV, AO), (RA, RV, PA)):
        fills, ejects = P[..., atrium] > P[..., ventricle], P[..., ventricle] > P[..., artery]
        assert not (fills & ejects).any()
        assert (ejects.int().diff(dim=0) == 1).sum(0).eq(1).all()
        assert not ejects[0].any()
        shut, opened = (~fills).int().argmax(0), ejects.int().argmax(0)
        assert (shut < opened).all()


def norms() -> dict[str, tuple[float, float]]:
    with (DATA / "evidence" / "hemodynamics_norms.csv").open() as file:
        return {row["id"]: (float(row["low"]), float(row["high"])) for row in csv.DictReader(file) if row["low"] and row["high"]}


def healthy(sex: str) -> tuple[dict[str, float], float]:
    raw = {"horizon_days": 1, "patient": HEALTHY[sex] | {"sbp_mmHg": 118, "dbp_mmHg": 76, "heart_rate_bpm": 70}}
    inputs = registry().parse(raw)
    beat = heartbeat(inputs, simulate(inputs), 10)
    surface = (HEALTHY[sex]["height_cm"] * HEALTHY[sex]["weight_kg"] / 3600) ** 0.5
    return {name: float(value) for name, value in beat.values.items()}, surface


@pytest.mark.parametrize("sex", ["male", "female"])
def test_a_healthy_adult_lies_in_the_published_ranges(sex):
    v, surface = healthy(sex)
    letter = sex[0].upper()
    shown = {
        "CHAMBER_RA": v["right_atrium_mmHg"],
        "CHAMBER_RV_SYS": v["rv_systolic_mmHg"],
        "CHAMBER_RV_DIA": v["rv_end_diastolic_mmHg"],
        "CHAMBER_PA_SYS": v["pa_systolic_mmHg"],
        "CHAMBER_PA_DIA": v["pa_diastolic_mmHg"],
        "CHAMBER_LA": v["left_atrium_mmHg"],
        "CHAMBER_LV_EDP": v["lv_end_diastolic_mmHg"],
        "CHAMBER_AO_DIA": v["aortic_dbp_mmHg"],
        f"ECHO_LVEDV_{letter}": v["lv_end_diastolic_mL"],
        f"ECHO_LVESV_{letter}": v["lv_end_systolic_mL"],
        "ECHO_LVEDVI": v["lv_end_diastolic_mL"] / surface,
        "ECHO_LVEF": v["ejection_fraction_percent"],
        f"ASE15_EF_{letter}": v["ejection_fraction_percent"],
        f"ASE15_LVEDVI_{letter}": v["lv_end_diastolic_mL"] / surface,
    }
    outside = {
        name: (round(value, 1), norms()[name])
        for name, value in shown.items()
        if not norms()[name][0] <= value <= norms()[name][1]
    }
    print(sex, {name: round(value, 1) for name, value in shown.items()}, "outside:", outside)
    assert set(outside) <= KNOWN_OUTSIDE[sex]


def arms() -> dict[str, dict]:
    taken = {name: {"drug": [{"drug": name, "dose_mg": dose}]} for name, dose in DRUGS.items()}
    salt = {f"salt {x}": {"habit": [{"key": "sodium_mmol_day", "value": x, "from_day": 0}]} for x in (60, 280)}
    return {"untreated": {}} | taken | salt | {"both": {"drug": [plan for arm in taken.values() for plan in arm["drug"]]}}


@pytest.mark.parametrize(("hour", "most"), [(10, 2.5), (4, 4.0)])
def test_cuff_pressures_agree_with_the_slow_twin(hour, most):
    """The slow twin's SBP and DBP are a power law fitted to the beat: here against the beat itself, over people and treatments."""
    rng = random.Random(8)
    crowd = [{"patient": adult(rng)} for _ in range(40)]
    apart: dict[str, list[torch.Tensor]] = {"sbp_mmHg": [], "dbp_mmHg": []}
    for same in arms().values():
        inputs = people.batch(crowd, horizon_days=8, **same)
        run = simulate(inputs)
        fine = torch.tensor([status is Status.OK for status in run.status])
        beat = heartbeat(inputs, run, 7 * 24 + hour)
        assert all(status is Status.OK for status, ok in zip(beat.status, fine.tolist(), strict=True) if ok)
        for name, found in apart.items():
            found.append((beat.values[name] - run.channels[name][:, 7 * 24 + hour])[fine].abs())
    for name, found in apart.items():
        errors = torch.cat(found)
        print(f"{hour}:00 {name}: mean {errors.mean():.2f}, 95 % {errors.quantile(0.95):.2f}, most {errors.max():.2f} mmHg")
        assert errors.mean() < 0.75  # measured 0.70 at 4:00
        assert errors.max() < most


def nothing(now: Flow) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    steps, patients = now.P.shape[:2]
    return tuple(torch.zeros(shape, dtype=torch.float64) for shape in ((patients, 0), (steps, patients, 0, 9), (patients, 0, 3)))


CHANGES = {
    "more blood": ({"blood_mL": 1.05}, {}),
    "less blood": ({"blood_mL": 0.95}, {}),
    "more resistance": ({}, {LN_R: 0.2}),
    "stronger heart": ({"contractility": 1.2}, {}),
    "stiffer arteries": ({}, {LN_C: -0.15}),
    "slacker veins": ({}, {V_U: 200.0}),
    "faster heart": ({"heart_rate_bpm": 1.2}, {}),
}
DIRECTIONS = {
    "more blood": "sbp+ dbp+ co+ right_atrium+ lv_end_diastolic_mL+",
    "less blood": "sbp- dbp- co- right_atrium- lv_end_diastolic_mL-",
    "more resistance": "sbp+ dbp+ co- ejection-",
    "stronger heart": "sbp+ co+ ejection+ lv_dpdt+ right_atrium- lv_end_systolic_mL-",
    "stiffer arteries": "sbp+ pulse_pressure+ pulse_wave+",
    "slacker veins": "sbp- dbp- co- right_atrium-",
    "faster heart": "dbp+ co+ stroke-",
}
SHORT = {"sbp": "sbp_mmHg", "dbp": "dbp_mmHg", "co": "cardiac_output_L_min"}


@pytest.mark.parametrize("change", CHANGES)
def test_directions(crowd, change):
    rest, body, cycle = crowd
    factors, shifts = CHANGES[change]
    usual = {"heart_rate_bpm": rest["HR"], "contractility": torch.ones_like(rest["HR"]), "blood_mL": rest["BV"]}
    changed = stand(rest, **{name: usual[name] * factor for name, factor in factors.items()})
    unknown = cycle.unknown.clone()
    for k, shift in shifts.items():
        unknown[:, k] += shift
    with torch.no_grad():
        other: Cycle = repeat(cycle.state, unknown, changed, nothing, [])
    assert other.settled.all()
    before, after = numbers(body, cycle, cycle), numbers(changed, cycle, other)
    for found in (before, after):
        found["pulse_pressure_mmHg"] = found["sbp_mmHg"] - found["dbp_mmHg"]
    for wanted in DIRECTIONS[change].split():
        short, sign = wanted[:-1], wanted[-1]
        name = SHORT.get(short) or next(name for name in before if name.startswith(short))
        moved = after[name] - before[name]
        print(f"{change}: {name} {moved.min():+.2f} to {moved.max():+.2f}")
        assert (moved > 0).all() if sign == "+" else (moved < 0).all(), name
