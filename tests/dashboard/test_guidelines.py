"""Limits on the charts are those for means over hours, by the guideline that was chosen."""

import pytest

from dashboard.evidence.references import reference
from dashboard.figures.limit import limit_notes, limits, limits_by_the_clock
from dashboard.guidelines import guideline, guidelines
from dashboard.i18n import languages, text_of
from dashboard.picture import view_of
from dashboard.series import NIGHT_H
from dashboard.theme import THEMES
from twin.registry import registry

LIGHT = THEMES["light"]


@pytest.mark.parametrize("name", guidelines())
def test_what_is_drawn_is_no_office_limit(name):
    one = guideline(name)
    drawn = [line["y0"] for line in limits(one, LIGHT)]
    assert drawn == [one.mean_24h["sbp_mmHg"], one.mean_24h["dbp_mmHg"]]
    assert not set(drawn) & set(one.office.values())


@pytest.mark.parametrize("name", guidelines())
def test_limits_fall_from_the_office_to_the_night(name):
    one = guideline(name)
    for channel in ("sbp_mmHg", "dbp_mmHg"):
        found = [limit[channel] for limit in (one.office, one.awake, one.mean_24h, one.asleep)]
        assert found == sorted(found, reverse=True)


def test_the_clock_changes_between_waking_and_sleep():
    one = guideline("esc_2024")
    at = {(line["x0"], line["x1"]): line["y0"] for line in limits_by_the_clock(one, LIGHT) if line["y0"] > 100}
    dusk, dawn = NIGHT_H
    assert at == {(0, dawn): 120, (dawn, dusk): 135, (dusk, 24): 120}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", guidelines())
def test_the_guideline_is_named_on_the_chart(name, language):
    first, second = limit_notes(guideline(name), text_of(language), LIGHT)
    assert guideline(name).label in first["text"]
    assert second["text"] == str(guideline(name).mean_24h["dbp_mmHg"])


@pytest.mark.parametrize("name", guidelines())
def test_every_guideline_has_its_source(name):
    assert reference(guideline(name).source)


@pytest.mark.parametrize(("asked", "drawn"), [("aha_acc_2025", "aha_acc_2025"), ("none such", "esc_2024"), ([1], "esc_2024")])
def test_the_choice_is_followed_and_what_is_none_is_not(asked, drawn):
    assert view_of({"guideline": asked}, registry(), 28).guideline == drawn
