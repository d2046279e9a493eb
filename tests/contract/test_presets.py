"""Every clinical case of data/presets: complete in every language, read by the registry, and run to the end."""

import pytest

from dashboard.i18n import languages
from dashboard.presets import FIRST_VISIT, cases, scenario
from dashboard.scenario import raw_of, untreated, values_of
from dashboard.service import Service
from twin.registry import registry

SERVICE = Service(registry(), 8)


def test_there_are_enough_and_the_first_visit_s_comes_first():
    assert len(cases()) >= 8
    assert next(iter(cases())) == FIRST_VISIT
    assert scenario("nobody") == scenario()


@pytest.mark.parametrize("name", cases())
def test_a_case_says_who_it_is(name):
    case = cases()[name]
    for words in (case.label, case.about):
        assert set(words) == set(languages())
        assert len(set(words.values())) == len(words)


@pytest.mark.parametrize("name", cases())
def test_a_case_is_read_and_runs(name):
    raw = cases()[name].scenario
    treated, before = SERVICE.forecasts([raw, untreated(raw) | {"horizon_days": raw["horizon_days"]}], "en")
    assert (treated.why, before.why) == ("", "")
    assert treated.is_ok
    assert before.is_ok
    assert any(abs(treated.channels["sbp_mmHg"] - before.channels["sbp_mmHg"]) > 1)


@pytest.mark.parametrize("name", cases())
def test_the_page_holds_a_case_without_loss(name):
    raw = cases()[name].scenario
    on_page = raw_of(values_of(raw, registry()), registry())
    told, held = (SERVICE.forecast(one, "en") for one in (raw, on_page))
    assert (told.channels["sbp_mmHg"] == held.channels["sbp_mmHg"]).all()
