"""The tour is led by arrow keys and loads what it speaks of; notes and projector are switches."""

import pytest

from dashboard.presets import cases
from dashboard.tour import steps
from tests.browser.conftest import SCREENSHOTS
from tests.browser.test_accessibility import grave


def start(screen):
    screen.page.locator(".menu summary").press("Enter")
    screen.page.locator("#tour-start").press("Enter")
    screen.page.locator("#tour").wait_for()
    return screen.rest()


@pytest.mark.parametrize(
    "variant",
    [{}, {"dark": True, "language": "it"}, {"width": 390, "height": 844, "language": "it"}],
    ids=["light", "dark-it", "phone-it"],
)
def test_arrow_keys_lead_through_every_step(visit, variant):
    screen, language = visit(**variant), variant.get("language", "en")
    start(screen)
    for at, step in enumerate(steps()):
        assert screen.text("#tour-title") == step["title"][language]
        assert screen.text("#tour-words") == step["words"][language]
        assert not screen.page.locator(".tour-notes").is_visible()
        assert screen.page.locator(f"{step['points_at']}.is-pointed").count() == 1
        if "case" in step:
            screen.until(lambda step=step: screen.text("#case-about") == cases()[step["case"]].about[language])
        assert screen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        if at in (0, 3):
            assert grave(screen) == []
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            screen.page.screenshot(path=SCREENSHOTS / f"tour-{at}-{'-'.join(map(str, variant.values())) or 'light'}.png")
        screen.page.keyboard.press("ArrowRight")
        screen.rest()
    assert screen.page.locator("#tour-next").is_disabled()
    screen.page.keyboard.press("ArrowLeft")
    assert screen.text("#tour-title") == steps()[-2]["title"][language]
    screen.page.keyboard.press("Escape")
    assert not screen.page.locator("#tour").is_visible()
    assert screen.page.locator(".is-pointed").count() == 0


def test_arrows_still_move_a_slider_and_undo_brings_back_what_the_tour_replaced(screen):
    screen.type("drug.losartan.dose_mg", "50")
    screen.after(lambda: start(screen))
    assert screen.box("drug.losartan.dose_mg").input_value() == "0"
    slider = screen.slider("drug.benazepril.dose_mg")
    slider.focus()
    screen.after(lambda: screen.page.keyboard.press("ArrowRight"))
    assert slider.input_value() == "22.5"
    assert screen.text("#tour-title") == steps()[0]["title"]["en"]
    for _ in range(2):
        screen.after(screen.page.locator("#undo").click)
    assert screen.box("drug.losartan.dose_mg").input_value() == "50"


def test_notes_show_only_when_switched_on_and_survive_a_change_of_language(screen):
    screen.page.locator(".menu summary").click()
    screen.page.locator("#view-notes").click()
    screen.page.locator("#tour-start").click()
    assert steps()[0]["notes"]["en"] in screen.text(".tour-notes")
    screen.after(screen.page.locator("button[lang=it]").click)
    screen.until(lambda: steps()[0]["notes"]["it"] in screen.text(".tour-notes"))
    assert screen.text("#tour-title") == steps()[0]["title"]["it"]


def test_the_projector_has_bigger_type_in_page_and_charts(visit):
    screen = visit(1920, 1080)
    size = "parseFloat(getComputedStyle(document.querySelector('.card .ytick text')).fontSize)"
    before, words = screen.page.evaluate(size), screen.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    screen.page.locator(".menu summary").click()
    screen.after(screen.page.locator("#view-projector").click)
    assert screen.page.locator("#view-projector").get_attribute("aria-pressed") == "true"
    assert screen.page.evaluate(size) > 1.3 * before
    assert screen.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > 1.2 * words
    assert screen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    screen.page.keyboard.press("Escape")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    screen.page.screenshot(path=SCREENSHOTS / "projector.png")
    assert grave(screen) == []
    screen.after(screen.page.locator("#theme").click)
    assert screen.page.evaluate(size) > 1.3 * before
