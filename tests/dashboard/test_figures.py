import copy
import importlib
import pkgutil

import numpy as np
import pytest

from dashboard import figures
from dashboard.figures.channel import Channel, channel
from dashboard.figures.overlay import Line, Overlay, overlay
from dashboard.figures.pressure import Pressure, pressure
from dashboard.figures.profile import Profile, profile
from dashboard.guidelines import guideline
from dashboard.i18n import languages, text_of
from dashboard.series import Intakes, over_days, over_hours
from dashboard.theme import THEMES

LIMITS = guideline("esc_2024")
TAKEN = [Intakes("Losartan 50 mg", np.array([8.0, 32.0, 56.0]), np.array([False, True, False]))]


def waves(days, level):
    return level + 8 * np.sin(np.arange(days * 24 + 1) / 24 * 2 * np.pi)


def pairs(days, along):
    return {
        who: {"sbp_mmHg": along(waves(days, 150 - fall)), "dbp_mmHg": along(waves(days, 95 - fall))}
        for who, fall in (("baseline", 0), ("whatif", 10))
    }


def drawings(days=9):
    flat = {who: over_days(waves(days, level)) for who, level in (("baseline", 3), ("whatif", 9))}
    clock = {who: over_hours(waves(days, level), 2) for who, level in (("baseline", 3), ("whatif", 9))}
    return {
        "pressure": lambda text, theme: pressure(Pressure(pairs(days, over_days), days, 2, TAKEN, LIMITS), text, theme),
        "profile": lambda text, theme: profile(Profile(pairs(days, lambda v: over_hours(v, 2)), 2, TAKEN, LIMITS), text, theme),
        "channel": lambda text, theme: channel(Channel("Renin", "pg/mL", 1, flat, days), text, theme),
        "overlay": lambda text, theme: overlay(
            Overlay([Line(who, who, curve, who) for who, curve in flat.items()], "pg/mL", 1, days), text, theme
        ),
        "channel of a day": lambda text, theme: channel(Channel("Renin", "pg/mL", 1, clock, None), text, theme),
    }


def plain(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return [plain(entry) for entry in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", drawings())
def test_pure(name, language, theme):
    colours = copy.deepcopy(THEMES[theme])
    first, second = (drawings()[name](text_of(language), colours) for _ in range(2))
    assert plain(first) == plain(second)
    assert colours == THEMES[theme]


@pytest.mark.parametrize("name", [name for name in drawings() if name != "overlay"])
@pytest.mark.parametrize("days", [1, 7, 8, 56])
def test_what_a_drag_redraws_stands_still_otherwise(name, days):
    if "day" in name and days < 3:
        days = 3
    figure = drawings(max(days, 3))[name](text_of("en"), THEMES["light"])
    live = [trace for trace in figure["data"] if trace["meta"].startswith("live")]
    assert {trace["meta"] for trace in live} == {"live-baseline", "live-whatif"}
    assert all(len(trace["x"]) == len(trace["y"]) for trace in live)
    assert figure["layout"]["meta"].keys() == {"x", "unit", "decimals"}


def test_every_figure_is_examined():
    known = {"pressure", "profile", "channel", "overlay", "pathway", "heartbeat", "bars"}
    helpers = {"style", "intakes", "limit", "tree", "pathway_places", "rescale", "enlarge", "band"}
    assert {module.name for module in pkgutil.iter_modules(figures.__path__)} == known | helpers
    assert all(hasattr(importlib.import_module(f"dashboard.figures.{name}"), name) for name in known)


def test_a_missed_dose_is_hollow_and_said():
    _, marks = [trace for trace in drawings()["pressure"](text_of("it"), THEMES["dark"])["data"] if trace["meta"] == "intakes"]
    assert marks["marker"]["symbol"] == ["triangle-up", "circle-open", "triangle-up"]
    assert marks["customdata"][1].startswith("saltata")


def test_the_range_of_a_day_is_drawn_only_beyond_a_week():
    counts = [len(drawings(days)["pressure"](text_of("en"), THEMES["light"])["data"]) for days in (7, 8)]
    assert counts == [4 + 2, 12 + 2]


def test_nights_are_shaded_where_hours_are_drawn():
    shaded = [len(drawings(days)["channel"](text_of("en"), THEMES["light"])["layout"]["shapes"]) for days in (7, 8)]
    assert shaded == [8, 0]


def test_the_limits_name_their_guideline_and_that_they_are_for_means():
    words = " ".join(note["text"] for note in drawings()["pressure"](text_of("en"), THEMES["light"])["layout"]["annotations"])
    assert "ESC 2024, 24-h mean: hypertension from 130/80 mmHg" in words


def test_the_axis_holds_every_curve_and_the_limits():
    low, high = drawings()["pressure"](text_of("en"), THEMES["light"])["layout"]["yaxis"]["range"]
    assert low < 80
    assert high > 158


def test_the_strip_has_its_axis_even_when_nothing_is_taken():
    nothing = [Intakes("Losartan 50 mg", np.array([]), np.array([], bool))]
    for taken in ([], nothing):
        figure = pressure(Pressure(pairs(9, over_days), 9, 8, taken, LIMITS), text_of("en"), THEMES["light"])
        assert any(trace.get("yaxis") == "y2" and len(trace["x"]) for trace in figure["data"])
