"""Every control changes a chart, and while a slider moves the curves move."""

import pytest

from dashboard.controls import controls
from dashboard.i18n import text_of
from twin.registry import registry

TREATED = {"drug.benazepril.dose_mg": "10", "drug.cilazapril.dose_mg": "1", "drug.losartan.dose_mg": "25"}
CHANGED = {
    "habit.sodium_mmol_day.change": "-60",
    "habit.glucose_mmol_L.change": "2",
    "condition.sars_cov_2.severity": "1",
    "patient.glucose_on_ras": "0.5",
    "patient.tissue_ace2_share": "0.1",
}
CHOSEN = {
    "from_day": "1",
    "to_day": "2",
    "missed_days": "1",
    "horizon_days": "4",
    "every_h": "12",
    "first_dose_h": "12",
    "adherence": "0",
}
TAKEN_AGAIN = {"adherence": "1", "missed_days": ""}  # what comes later means nothing to a drug nobody takes
NO_EFFECT = {
    row.key for row in registry().habits.values() if row.drive.endswith("_change") and row.group == "life" and not row.choices
}
ALL = list(controls(registry(), text_of("en")))


def another(control, held):
    """A valid value that differs."""
    chosen = CHOSEN.get(control.key.rpartition(".")[2])
    if chosen:
        return chosen
    step = 4 * control.step
    up = float(held) + step
    return f"{up if up <= control.high else float(held) - step:g}"


def test_every_control_changes_a_chart(screen):
    for key, value in (TREATED | CHANGED).items():
        screen.type(key, value)
    screen.after(lambda: screen.page.locator("#panel-2").select_option("stroke_volume_mL"))
    unmoved = []
    for control in ALL:
        before = screen.curves()
        screen.reveal(control.key)
        if control.kind == "choice":
            screen.after(lambda key=control.key: screen.row(key).locator(".segment:not(.is-chosen)").last.click())
        else:
            screen.type(control.key, another(control, screen.box(control.key).input_value() or 0))
        if screen.curves() == before:
            unmoved.append(control.key)
        back = TAKEN_AGAIN.get(control.key.rpartition(".")[2])
        if back is not None:
            screen.type(control.key, back)
        assert not screen.page.locator("#notice").is_visible(), screen.text("#notice")
    assert set(unmoved) == NO_EFFECT, "the twin rests at any usual amount of these: only their change shows"


def test_the_curves_follow_the_pointer_before_it_lets_go(screen):
    slider = screen.slider("drug.benazepril.dose_mg")
    slider.scroll_into_view_if_needed()
    place = slider.bounding_box()
    y = place["y"] + place["height"] / 2
    before, value = screen.curves(), screen.text(".kpi-value >> nth=3")
    screen.page.mouse.move(place["x"] + place["width"] / 4, y)
    screen.page.mouse.down()
    for share in (0.3, 0.4, 0.5):
        screen.page.mouse.move(place["x"] + place["width"] * share, y)
    screen.until(lambda: screen.frames() > 0 and screen.curves() != before)
    assert screen.page.locator(".kpi-value").nth(3).get_attribute("data-live") is not None
    screen.after(screen.page.mouse.up)
    assert screen.page.locator("[data-live]").count() == 0
    assert screen.text(".kpi-value >> nth=3") != value
    assert screen.box("drug.benazepril.dose_mg").input_value() == slider.input_value()


def test_a_choice_of_panel_day_and_span_is_drawn(screen):
    before = screen.curves()
    screen.after(lambda: screen.page.locator("#panel-0").select_option("benazeprilat_ng_mL"))
    assert screen.curves() != before
    assert "benazeprilat" in screen.text(".kpi dt >> nth=3")
    before = screen.curves()
    screen.after(lambda: screen.page.get_by_text("That day").click())
    assert screen.curves() != before
    screen.after(lambda: screen.page.locator("#day").fill("0"))
    assert "day 0" in screen.text(".kpi dt >> nth=0")


def test_a_click_on_the_pressure_chart_chooses_the_day(screen):
    place = screen.page.locator(".card-pressure .nsewdrag").first.bounding_box()
    spot = (place["x"] + place["width"] / 2, place["y"] + 60)
    screen.page.mouse.move(*spot)
    screen.page.locator(".card-pressure .hoverlayer .legend").wait_for()
    assert "day 1" in screen.page.locator(".card-pressure .hoverlayer").text_content()
    screen.after(lambda: screen.page.mouse.click(*spot))
    assert screen.page.locator("#day").input_value() == "1"


def test_pinned_the_scenario_is_its_own_baseline_until_it_changes(screen):
    screen.after(screen.page.locator("#pin").click)
    assert screen.text(".kpi-change >> nth=0") == "no difference"
    assert "pinned" in screen.text("#baseline-name")
    assert screen.page.locator(".back:visible").count() == 0
    screen.type("drug.losartan.dose_mg", "100")
    assert screen.text(".kpi-change >> nth=3") != "no difference"
    screen.after(screen.row("drug.losartan.dose_mg").locator(".back").click)
    assert screen.box("drug.losartan.dose_mg").input_value() == "0"
    screen.after(screen.page.locator("#unpin").click)
    assert "untreated" in screen.text("#baseline-name")


def test_reset_goes_back_to_the_untreated_person(screen):
    screen.type("patient.weight_kg", "120")
    screen.after(screen.page.locator("#reset-all").click)
    assert screen.box("patient.weight_kg").input_value() == "84"
    assert screen.box("drug.benazepril.dose_mg").input_value() == "0"
    assert screen.text(".kpi-change >> nth=0") == "no difference"


@pytest.mark.parametrize("days", ["7", "9"])
def test_up_to_a_week_hours_are_drawn_and_beyond_days(screen, days):
    screen.type("horizon_days", days)
    assert ("Hour by hour" in screen.text("#about-pressure")) is (days == "7")


def test_every_chart_has_its_numbers_as_a_table(screen):
    for button in screen.page.locator(".as-table").all():
        button.click()
        table = button.locator("xpath=ancestor::figure").locator("table")
        assert table.locator("tbody tr").count() >= 25
        assert table.locator("thead th").count() >= 3
        assert table.locator("caption").inner_text()
        button.click()
        assert table.count() == 0
