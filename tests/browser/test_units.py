"""Another unit changes what is written, never what is computed."""

import pytest

from tests.browser.test_accessibility import grave

VALUES = "JSON.stringify(twin.now().values)"
OTHER = {"pressure": "kPa", "sodium": "g salt/day", "hormones": "pmol/L"}


@pytest.fixture
def converted(screen):
    screen.page.locator(".menu summary").press("Enter")
    for quantity in OTHER:
        screen.page.locator(f"#unit-{quantity}-1").focus()
        screen.after(lambda: screen.page.keyboard.press("Enter"))
    return screen


def test_charts_numbers_and_sliders_change_the_scenario_does_not(screen):
    before = screen.page.evaluate(VALUES)
    screen.after(lambda: screen.page.locator("#panel-1").select_option("heart_rate_bpm"))
    screen.page.locator(".menu summary").press("Enter")
    for quantity in OTHER:
        screen.after(screen.page.locator(f"#unit-{quantity}-1").click)
    assert screen.page.evaluate(VALUES) == before
    assert screen.page.evaluate("document.activeElement.id") == "unit-hormones-1"
    assert [screen.text(f".kpi-unit >> nth={at}") for at in (0, 4, 5)] == ["kPa", "bpm", "pmol/L"]
    assert screen.box("patient.sbp_mmHg").input_value() == "20.8"
    assert "g salt/day" in screen.row("life.sodium_mmol_day").inner_text()
    assert "kPa" in screen.text(".card-pressure h2")
    assert screen.page.evaluate("Math.max(...twin.graphs()[0]._fullData[0].y)") < 30
    assert grave(screen) == []


def test_a_slider_counts_in_its_unit_and_the_link_in_the_twin_s(converted):
    slider = converted.slider("patient.sbp_mmHg")
    slider.focus()
    converted.after(lambda: converted.page.keyboard.press("ArrowRight"))
    assert converted.box("patient.sbp_mmHg").input_value() == "20.9"
    assert slider.get_attribute("aria-valuetext") == "20.9 kPa"
    assert converted.page.evaluate("twin.now().values['patient.sbp_mmHg']") == 157
    assert "patient.sbp_mmHg=157" in converted.page.evaluate("twin.link()")
    converted.after(converted.page.locator("#undo").click)
    assert converted.box("patient.sbp_mmHg").input_value() == "20.8"


def test_the_choice_is_remembered_and_goes_back(converted):
    converted.page.evaluate("delete document.documentElement.dataset.answers")
    converted.page.reload()
    converted.until(lambda: converted.answers() > 0)
    converted.rest()
    assert converted.text(".kpi-unit >> nth=0") == "kPa"
    converted.page.locator(".menu summary").click()
    converted.after(converted.page.locator("#unit-pressure-0").click)
    assert converted.text(".kpi-unit >> nth=0") == "mmHg"
    assert converted.box("patient.sbp_mmHg").input_value() == "156"
    converted.page.keyboard.press("Escape")
    assert not converted.page.locator(".menu-body").is_visible()
