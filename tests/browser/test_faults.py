"""What is wrong is said; the last good curves and what was typed stay."""

import pytest


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("patient.age_years", "7", "18 to 100 years"),
        ("patient.weight_kg", "heavy", "35 to 200 kg"),
        ("patient.sbp_mmHg", "100", "20 mmHg above “Diastolic pressure at rest”"),
        ("drug.benazepril.dose_mg", "900", "0 to 80 mg"),
        ("drug.benazepril.missed_days", "soon", "0 to 119 day"),
        ("drug.benazepril.every_h", "7.3", "0.5 h"),
    ],
)
def test_wrong_input(screen, key, typed, said):
    curves = screen.curves()
    screen.type(key, typed)
    row, box = screen.row(key), screen.box(key)
    assert said in row.locator(".fault").inner_text()
    assert said in screen.text("#notice")
    assert said in screen.page.locator("#message").inner_text()
    assert box.input_value() == typed
    assert box.get_attribute("aria-invalid") == "true"
    assert box.get_attribute("aria-describedby") == row.locator(".fault").get_attribute("id")
    assert "is-stale" in screen.page.locator("#charts").get_attribute("class")
    assert screen.curves() == curves


def test_put_right_the_notice_goes(screen):
    screen.type("patient.age_years", "7")
    screen.type("patient.age_years", "70")
    assert not screen.page.locator("#notice").is_visible()
    assert "is-stale" not in screen.page.locator("#charts").get_attribute("class")
    assert screen.box("patient.age_years").get_attribute("aria-invalid") == "false"


def test_a_typed_number_moves_the_slider_and_may_use_a_comma(screen):
    screen.type("patient.renin_profile", "2,5")
    assert screen.slider("patient.renin_profile").input_value() == "2.5"
    assert not screen.page.locator("#notice").is_visible()


def test_without_a_connection_the_curves_stay_and_the_page_says_so(screen):
    curves = screen.curves()
    screen.page.context.set_offline(True)
    screen.box("drug.losartan.dose_mg").fill("50")
    screen.box("drug.losartan.dose_mg").press("Enter")
    screen.page.locator("#notice").wait_for()
    assert "No connection" in screen.text("#notice")
    assert screen.curves() == curves
    screen.page.context.set_offline(False)
    screen.type("drug.losartan.dose_mg", "75")
    assert not screen.page.locator("#notice").is_visible()
    assert screen.curves() != curves
    screen.complaints.clear()  # the browser itself reports the lost requests


def test_a_drag_out_of_what_fits_is_said_before_it_ends(screen):
    slider = screen.slider("patient.sbp_mmHg")
    slider.focus()
    screen.page.keyboard.down("Home")
    screen.page.locator("#notice").wait_for()
    assert "Diastolic" in screen.text("#notice")
    screen.after(lambda: screen.page.keyboard.up("Home"))
    screen.complaints[:] = [said for said in screen.complaints if "422" not in said]
