"""One heartbeat: its parts, its door and its command, on few people."""

import json
from dataclasses import replace

import pytest
import torch

from twin.heartbeat import command, heartbeat
from twin.heartbeat.chambers import atrium_activation, moments, stiffness, ventricle_activation
from twin.heartbeat.circuit import SIZE, flow, volumes
from twin.heartbeat.coupling import resting
from twin.heartbeat.person import LV, person, rows
from twin.heartbeat.sketch import sketch
from twin.heartbeat.targets import extreme
from twin.heartbeat.vessels import arterial_pressure
from twin.registry import registry
from twin.simulate import Run, Status, simulate


def numbers(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


@pytest.fixture(scope="module")
def inputs():
    return registry().parse({"horizon_days": 1})


@pytest.fixture(scope="module")
def run(inputs):
    return simulate(inputs, "eager")


@pytest.fixture(scope="module")
def body(inputs):
    rest = resting(inputs)
    return person(rest, rest["HR"], torch.ones_like(rest["HR"]), rest["BV"]), rest


def test_extremes_are_those_of_a_parabola():
    t = moments(50)[:, None] - 0.313
    P = 100 - 40 * t**2
    value, by_moment = extreme(P, 1)
    assert float(value) == pytest.approx(100, abs=1e-9)
    assert float(by_moment.sum()) == pytest.approx(1)
    assert float(extreme(-P, -1)[0]) == pytest.approx(-100, abs=1e-9)
    assert float(extreme(torch.ones(5, 1, dtype=torch.float64), 1)[0]) == 1


def test_arteries_stiffen_and_their_slopes_are_right():
    V = numbers(500, 600, 700, 5000)
    C, rest = numbers(1.0), (numbers(500), numbers(93), 0.01)
    P, by_V, by_ln_C = arterial_pressure(V, C, *rest)
    more, _, _ = arterial_pressure(V + 1e-4, C, *rest)
    wider, _, _ = arterial_pressure(V, C * (1 + 1e-7), *rest)
    assert torch.allclose((more - P) / 1e-4, by_V, rtol=1e-4)
    assert torch.allclose((wider - P) / 1e-7, by_ln_C, rtol=1e-4)
    assert (by_V.diff()[:2] > 0).all()
    assert float(arterial_pressure(numbers(593), C, *rest)[0]) == pytest.approx(93)


def test_atria_contract_before_ventricles_and_both_relax():
    T = numbers(0.9)
    t = moments(400)[:, None] * T
    ventricle, atrium = ventricle_activation(t, T, rows())[:, 0], atrium_activation(t, T, rows())[:, 0]
    assert 0.95 < float(ventricle.max()) < 1.05
    assert float(atrium.max()) == pytest.approx(1, abs=1e-3)
    assert float(ventricle[-40:].max()) < 1e-3
    assert 0.7 < int(atrium.argmax()) / 400 < 1
    assert float(ventricle_activation(t[:1], T, rows())) == 0


def test_slopes_of_the_circuit_are_right(body):
    someone, rest = body
    state, unknown = sketch(20, someone, rest, numbers(1.2))
    table = stiffness(moments(20), someone)
    here = flow(state, unknown, table, someone, 0.25)
    for k in range(SIZE + 3):
        step = torch.zeros(SIZE + 3, dtype=torch.float64)
        step[k] = 1e-6
        there, back = (flow(state + s * step[:SIZE], unknown + s * step[SIZE:], table, someone, 0.25) for s in (1, -1))
        for values, slopes in (("rates", "rate_slopes"), ("P", "pressure_slopes"), ("q", "q_slopes")):
            found = (getattr(there, values) - getattr(back, values)) / 2e-6
            assert torch.allclose(found, getattr(here, slopes)[..., k], rtol=1e-4, atol=1e-3), (values, k)


def test_volumes_sum_to_the_blood(body):
    someone, rest = body
    state, unknown = sketch(20, someone, rest, numbers(1.2))
    assert torch.allclose(volumes(state, someone).sum(-1), rest["BV"], rtol=1e-12)
    rates = flow(state, unknown, stiffness(moments(20), someone), someone, 0.25).rates
    assert torch.isfinite(rates).all()


def test_a_beat_closes_and_says_what_the_slow_twin_says(inputs, run):
    beat = heartbeat(inputs, run, 10)
    assert beat.status == [Status.OK]
    assert {curve.shape for curve in beat.channels.values()} == {beat.t_s.shape}
    assert all(torch.equal(curve[:, 0], curve[:, -1]) for curve in beat.channels.values())
    assert float(beat.t_s[0, -1]) == pytest.approx(60 / 72)
    for name, near in (("sbp_mmHg", 0.2), ("dbp_mmHg", 0.2), ("cardiac_output_L_min", 0.01), ("stroke_volume_mL", 0.1)):
        assert float(beat.values[name]) == pytest.approx(float(run.channels[name][0, 10]), abs=near)
    assert float(beat.values["venous_shift_mL"]) == pytest.approx(0, abs=2)


def test_a_patient_is_the_same_alone_and_in_company(inputs, run):
    other = registry().parse({"horizon_days": 1, "patient": {"sbp_mmHg": 178, "dbp_mmHg": 88, "heart_rate_bpm": 58}})
    both = type(inputs).join([other, inputs])
    pair = heartbeat(both, simulate(both, "eager"), 10)
    alone = heartbeat(inputs, run, 10)
    for name, values in pair.values.items():
        assert float(values[1]) == pytest.approx(float(alone.values[name]), rel=1e-6, abs=1e-6), name


@pytest.mark.parametrize("hour", [-1, 25, 999])
def test_an_hour_outside_the_run_is_refused(inputs, run, hour):
    with pytest.raises(ValueError, match="0 to 24"):
        heartbeat(inputs, run, hour)


def test_a_slow_run_that_failed_gives_no_believable_beat(inputs, run):
    spoilt = {name: values * torch.nan for name, values in run.channels.items()}
    both = type(inputs).join([inputs, inputs])
    channels = {name: torch.cat([values, spoilt[name]]) for name, values in run.channels.items()}
    beat = heartbeat(both, Run(run.t_h, channels, [Status.OK, Status.NOT_FINITE], ["", "slow"], run.engine), 10)
    assert beat.status == [Status.OK, Status.NOT_FINITE]
    assert beat.why == ["", "slow"]
    alone = heartbeat(inputs, replace(run, channels=spoilt), 10)
    assert alone.status == [Status.NOT_FINITE]
    assert alone.why[0]


def test_contractility_is_read_where_the_slow_twin_shows_it(inputs, run):
    weak = {**run.channels, "contractility_ratio": torch.full_like(run.channels["map_mmHg"], 0.8)}
    usual, weaker = heartbeat(inputs, run, 10), heartbeat(inputs, replace(run, channels=weak), 10)
    assert weaker.values["ejection_fraction_percent"] < usual.values["ejection_fraction_percent"] - 3
    assert weaker.values["lv_dpdt_max_mmHg_s"] < usual.values["lv_dpdt_max_mmHg_s"]


def test_every_curve_and_number_has_its_words(inputs, run):
    beat, words = heartbeat(inputs, run, 10), command.words()
    assert list(words["curve"]) == list(beat.channels)
    assert set(words["number"]) == set(beat.values)
    for row in (*words["curve"].values(), *words["number"].values()):
        assert set(row["label"]) == {"en", "it"}


def test_the_command_prints_and_writes(tmp_path, capsys):
    table, plain = tmp_path / "beat.csv", tmp_path / "beat.json"
    assert command.main({"horizon_days": 2}, hour=10, csv_path=table, json_path=plain) == 0
    printed = capsys.readouterr().out
    assert "Day 1, 10:00" in printed
    assert "Ejection fraction" in printed
    header, *lines = table.read_text().splitlines()
    assert header.startswith("t_s,cuff_mmHg,")
    assert len(lines) == 201
    said = json.loads(plain.read_text())
    assert said["status"] == "ok"
    assert len(said["t_s"]) == len(said["curves"]["cuff_mmHg"]["values"])
    assert said["numbers"]["sbp_mmHg"]["unit"] == "mmHg"


def test_the_ventricles_of_a_person_fit_their_size(body):
    someone, rest = body
    assert float(someone.heart_size) == pytest.approx(float(60 * rest["CO"] / rest["HR"]) / rows()["SV_ref"])
    assert float(someone.slack[0, LV]) == pytest.approx(rows()["Ed_lv"] / float(someone.heart_size))
