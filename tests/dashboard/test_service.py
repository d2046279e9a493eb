from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from dashboard import service as module
from dashboard.service import Service
from twin.registry import registry
from twin.scenario import InputError
from twin.simulate import Run, Status

SHORT = {"horizon_days": 1}


def test_a_forecast_is_hourly_and_remembered(service, monkeypatch):
    first = service.forecast(SHORT, "en")
    monkeypatch.setattr(module, "_run", None)
    assert service.forecast(SHORT, "it") is first
    assert len(first.t_h) == len(first.channels["sbp_mmHg"]) == 25


def test_together_or_alone_the_numbers_are_the_same():
    treated = SHORT | {"drug": [{"drug": "losartan", "dose_mg": 50}]}
    both = Service(registry(), 4).forecasts([SHORT, treated], "en")
    alone = Service(registry(), 4).forecast(treated, "en")
    np.testing.assert_allclose(both[1].channels["sbp_mmHg"], alone.channels["sbp_mmHg"], rtol=1e-9)


def test_memory_is_bounded(service):
    small = Service(registry(), 1)
    for age in (50, 51):
        small.forecast(SHORT | {"patient": {"age_years": age}}, "en")
    assert len(small._kept) == 1


def test_every_fault_at_once_the_engine_among_them(service):
    with pytest.raises(InputError) as caught:
        service.forecast({"patient": {"age_years": 300, "weight_kg": "x"}, "life": 3}, "it", engine="crystal ball")
    assert {fault.name for fault in caught.value.faults} == {"engine", "patient.age_years", "patient.weight_kg", "life"}
    assert "crystal ball" in caught.value.faults[0].message


def test_what_cannot_be_believed_is_not_passed_on(monkeypatch):
    broken = Run(
        np.arange(25.0), {"sbp_mmHg": np.full((1, 25), 999.0)}, [Status.IMPLAUSIBLE], ["too high"], "mechanistic (eager)"
    )
    monkeypatch.setattr(module, "_run", lambda *_: broken)
    found = Service(registry(), 1).forecast(SHORT, "en")
    assert not found.is_ok
    assert found.channels == {}
    assert found.why == "too high"


def test_a_refused_engine_counts_as_none(service, monkeypatch):
    monkeypatch.setattr(module.compiled, "state", lambda: "refused: built from other equations")
    assert service.engine_state()[0] == "absent"


def test_a_preview_takes_the_whole_run_where_that_is_known(service, monkeypatch):
    whole = service.forecast(SHORT, "en")
    monkeypatch.setattr(module.compiled, "state", lambda: "absent")
    assert service.forecasts([SHORT], "en", is_preview=True) == [whole]


def test_the_same_run_asked_twice_at_once_is_computed_once(monkeypatch):
    calls, run = [], module._run
    monkeypatch.setattr(module, "_run", lambda *given: calls.append(1) or run(*given))
    fresh = Service(registry(), 4)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: fresh.forecast(SHORT, "en"), range(4)))
    assert len(calls) == 1
    assert all(one is found[0] for one in found)


def test_a_drug_of_somebody_else_in_the_batch_is_no_channel(service):
    treated = SHORT | {"drug": [{"drug": "benazepril", "dose_mg": 20}]}
    untreated, found = service.forecasts([SHORT, treated], "en")
    assert "benazeprilat_ng_mL" in found.channels
    assert "benazeprilat_ng_mL" not in untreated.channels
