import tomllib

import pytest

from dashboard.domain import beyond, envelope
from dashboard.i18n import text_of
from twin.registry import DATA, registry

TEXT = text_of("en")
TRIALS = [tomllib.loads(path.read_text("utf-8")) for path in (DATA / "evidence" / "trials").glob("*.toml")]


def scenario(drug=(), **patient):
    person = {"age_years": 55, "height_cm": 170, "weight_kg": 80, "sbp_mmHg": 150, "dbp_mmHg": 95, "egfr_mL_min_1_73m2": 90}
    return {"patient": person | patient, "drug": list(drug)}


def test_the_mean_of_every_trial_lies_inside():
    for trial in TRIALS:
        for name, told in trial.get("population", {}).items():
            if isinstance(told, dict) and {"mean", "sd"} <= set(told):
                low, high = envelope().ranges[name]
                assert low <= told["mean"] <= high


def test_an_ordinary_person_is_inside():
    assert beyond(scenario([{"drug": "benazepril", "dose_mg": 20}]), registry(), TEXT) == []


@pytest.mark.parametrize(
    ("patient", "label"),
    [({"age_years": 95}, "Age"), ({"egfr_mL_min_1_73m2": 20}, "Kidney function"), ({"weight_kg": 160}, "Body mass index")],
)
def test_who_no_trial_comes_near_is_named_with_how_far_the_trials_go(patient, label):
    (told,) = beyond(scenario(**patient), registry(), TEXT)
    assert told.startswith(label)
    assert "trials from" in told


def test_a_dose_or_drug_without_a_trial_is_named():
    given = {dose["drug"] for trial in TRIALS for arm in trial.get("arm", []) for dose in arm.get("drug", []) if "drug" in dose}
    for name, drug in registry().drugs.items():
        told = beyond(scenario([{"drug": name, "dose_mg": drug.max_dose_mg}]), registry(), TEXT)
        most = envelope().doses_mg.get(name, 0)
        assert bool(told) is (drug.max_dose_mg > most)
        assert name not in given or most > 0
