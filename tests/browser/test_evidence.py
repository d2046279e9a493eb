"""The evidence page in a real Chromium: every variant, the filter by keyboard, the way there and back."""

import pytest

from dashboard.i18n import text_of
from tests.browser.conftest import SCREENSHOTS
from tests.browser.test_accessibility import grave
from tests.browser.test_screens import DESKTOP, OVERFLOW, PHONE


@pytest.fixture
def evidence(visit):
    """Opens the evidence page: evidence(query, **variant)."""

    def open_page(query="", size=DESKTOP, **variant):
        screen = visit(*size, **variant)
        screen.page.goto(f"{screen.address}evidence{query}")
        return screen

    return open_page


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_variant_fits_and_axe_finds_nothing_grave(evidence, size, dark, language):
    screen = evidence(size=size, dark=dark, language=language)
    assert screen.page.evaluate(OVERFLOW)[0] <= 0
    assert screen.page.evaluate("document.documentElement.dataset.bsTheme") == ("dark" if dark else "light")
    assert grave(screen) == []
    name = f"evidence-{'desktop' if size == DESKTOP else 'phone'}-{'dark' if dark else 'light'}-{language}"
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    screen.page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_it_reflows_at_320_px(evidence):
    assert evidence(size=(320, 700), language="it").page.evaluate(OVERFLOW)[0] <= 0


def test_the_filter_works_by_keyboard_and_stands_in_the_address(evidence):
    screen = evidence()
    screen.page.locator("select[name=drug]").focus()
    screen.page.keyboard.type("Losa")
    screen.page.locator("select[name=verdict]").select_option("outside")
    screen.page.locator(".filter button").focus()
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url("**/evidence?drug=losartan&verdict=outside&role=")
    assert screen.page.locator("section.verdict").count() == 1
    assert screen.page.locator(".rows tbody tr").count() >= 1
    assert "osartan" in screen.text(".rows tbody tr >> nth=0")


@pytest.mark.parametrize(("language", "other"), [("it", "en"), ("en", "it")])
def test_no_word_of_the_other_language(evidence, language, other):
    screen = evidence(language=language)
    lines = {line.strip() for line in screen.text("body").splitlines()}
    ours, theirs = text_of(language).words.values(), text_of(other).words
    assert lines & {words for words in theirs.values() if words not in ours and "{" not in words} == set()


def test_the_theme_is_remembered_and_the_language_can_be_changed(evidence):
    screen = evidence("?verdict=near")
    screen.page.locator("#theme").click()
    screen.page.locator(".segment[lang=it]").click()
    screen.page.wait_for_url("**verdict=near&language=it")
    assert screen.page.evaluate("[document.documentElement.lang, document.documentElement.dataset.bsTheme]") == ["it", "dark"]


def test_a_drugs_control_leads_to_its_trials(screen):
    link = screen.row("drug.losartan.dose_mg").locator(".of-drug")
    with screen.page.context.expect_page() as opened:
        link.focus()
        screen.page.keyboard.press("Enter")
    page = opened.value
    page.wait_for_load_state()
    assert page.url.endswith("/evidence?drug=losartan")
    assert page.locator("select[name=drug]").input_value() == "losartan"
