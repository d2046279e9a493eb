"""Every step of the guided tour: told in every language, about something that is there."""

import pytest

from dashboard.i18n import languages
from dashboard.presets import cases
from dashboard.tour import steps


def test_there_is_a_tour():
    assert len(steps()) >= 5


@pytest.mark.parametrize("step", steps(), ids=lambda step: step["title"]["en"])
def test_a_step_is_told_in_every_language(step):
    assert step.keys() <= {"title", "words", "notes", "points_at", "case"}
    for part in ("title", "words", "notes"):
        assert set(step[part]) == set(languages())
        assert len(set(step[part].values())) == len(step[part])
    assert step.get("case", next(iter(cases()))) in cases()
