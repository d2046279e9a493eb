import numpy as np
import pytest

from dashboard.compare import PAIR, SLOTS, asked, compared, table
from dashboard.differences import differences, limit, share_below
from dashboard.figures.overlay import DASHES, GAP, Line, Overlay, ends, overlay
from dashboard.i18n import text_of
from dashboard.series import Curve, mean_of_day
from dashboard.theme import THEMES
from twin.registry import registry

TEXT = text_of("en")
LIGHT = THEMES["light"]


def body(values, *scenarios, **more):
    kept = [{"slot": str(at), "values": one} for at, one in enumerate(scenarios)]
    return {"values": values, "baseline": None, "scenarios": kept, "view": {"day": 2}, "language": "en"} | more


def run(systolic, diastolic):
    """Days of constant pressures, every other channel alike."""
    names = dict.fromkeys(registry().channels, np.ones(24 * len(systolic) + 1))
    pressures = {"sbp_mmHg": systolic, "dbp_mmHg": diastolic}
    return names | {name: np.append(np.repeat(values, 24), values[-1]).astype(float) for name, values in pressures.items()}


def test_days_below_count_only_where_both_means_are():
    high = limit().mean_24h
    low = {name: value - 1 for name, value in high.items()}
    both, one = ([low["sbp_mmHg"], low["sbp_mmHg"]], [low["dbp_mmHg"], high["dbp_mmHg"]])
    assert share_below(run(both, one)) == 50
    assert share_below(run([high["sbp_mmHg"]], [low["dbp_mmHg"]])) == 0


def test_a_scenario_does_not_differ_from_itself():
    itself = run([150, 140], [90, 85])
    assert all(kpi.change(TEXT) == TEXT("kpi.same") for kpi in differences(itself, itself, 1, None, registry(), TEXT))


def test_the_numbers_are_those_of_the_runs(service, values):
    stronger = values | {"drug.benazepril.dose_mg": 80}
    found = compared(service, body(values, stronger), PAIR)
    assert [one.who for one in found.columns] == ["baseline", "whatif", "0"]
    raws = asked(body(values, stronger), registry())
    runs = dict(zip(raws, service.forecasts(list(raws.values()), "en"), strict=True))
    for column in found.columns:
        mean = column.numbers[0]
        expected = [mean_of_day(np.asarray(runs[column.who].channels[name]), 2) for name in ("sbp_mmHg", "dbp_mmHg")]
        assert list(mean.values) == pytest.approx(expected)
    mean_dbp = [column.numbers[0].values[1] for column in found.columns]
    assert mean_dbp[2] < mean_dbp[1] < mean_dbp[0]
    assert len({len(one.numbers) for one in found.columns}) == 1


def test_every_scenario_has_its_own_dash_and_its_name_at_the_end(service, values):
    doses = [values | {"drug.losartan.dose_mg": dose} for dose in (25, 50, 100, 150)]
    figure = compared(service, body(values, *doses), "sbp_mmHg").figure
    dashes = [trace["line"]["dash"] for trace in figure["data"]]
    assert sorted(dashes) == sorted(set(DASHES.values()))
    assert {note["text"] for note in figure["layout"]["annotations"]} == {"Baseline", "On screen", *"ABCD"}


def test_names_at_the_end_do_not_touch_and_stay_inside():
    curves = [Line(who, who, Curve(np.arange(2.0), np.array([1.0, 9.9])), who) for who in DASHES]
    places = sorted(note["y"] for note in ends(curves, [0, 10], LIGHT))
    assert places[-1] <= 10
    assert min(np.diff(places)) >= 10 * GAP - 1e-9


def test_a_flat_curve_has_an_axis():
    flat = Line("whatif", "x", Curve(np.arange(3.0), np.zeros(3)), "x")
    low, high = overlay(Overlay([flat], "", 0, 1), TEXT, LIGHT)["layout"]["yaxis"]["range"]
    assert low < 0 < high


def test_a_scenario_that_cannot_be_read_leaves_the_others(service, values):
    found = compared(service, body(values, {"patient.age_years": 7}), "sbp_mmHg")
    assert found.columns[-1].numbers == []
    assert TEXT("compare.none") in str(table(found, TEXT))
    assert len(found.figure["data"]) == 2


def test_without_a_screen_there_is_nothing_to_compare(service, values):
    assert compared(service, body(values | {"patient.age_years": "7"}), PAIR) is None


def test_all_run_over_the_days_on_screen(service, values):
    raws = asked(body(values, values | {"horizon_days": 56}, baseline=values | {"horizon_days": 9}), registry())
    assert {raw["horizon_days"] for raw in raws.values()} == {3}


@pytest.mark.parametrize(
    "wrong", [None, [], "x", 3, [3], [{"slot": 9, "values": {}}], [{"slot": "0"}], [{"slot": "0", "values": []}]]
)
def test_any_body_is_answered(service, values, wrong):
    found = compared(service, body(values) | {"scenarios": wrong, "view": wrong, "baseline": wrong, "theme": wrong}, wrong)
    assert [one.who for one in found.columns] == ["baseline", "whatif"]


def test_there_are_four_slots():
    assert len(SLOTS) == 4
    assert {f"scenario_{slot}" for slot in SLOTS} <= set(LIGHT)
