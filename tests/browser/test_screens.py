"""The page in every variant fits its screen; the pictures are kept in build/screenshots."""

import pytest

from tests.browser.conftest import SCREENSHOTS

DESKTOP, PHONE = (1440, 900), (390, 844)
OVERFLOW = "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_screen(visit, size, dark, language):
    screen = visit(*size, dark=dark, language=language)
    aside, below = screen.page.evaluate(OVERFLOW)
    assert aside <= 0
    assert size == PHONE or below <= 0
    name = f"{'desktop' if size == DESKTOP else 'phone'}-{'dark' if dark else 'light'}-{language}"
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    screen.page.screenshot(path=SCREENSHOTS / f"{name}.png")
    assert screen.page.evaluate("document.documentElement.dataset.bsTheme") == ("dark" if dark else "light")


@pytest.mark.parametrize("width", [320, 720, 1024])
def test_no_sideways_scrolling_at_other_widths(visit, width):
    assert visit(width, 700).page.evaluate(OVERFLOW)[0] <= 0


def test_the_notice_has_no_way_to_be_closed(visit):
    notice = visit().page.locator(".notice-line")
    assert notice.is_visible()
    assert notice.locator("button, a").count() == 0


def test_no_chart_offers_to_send_its_data(visit):
    screen = visit()
    screen.page.locator(".card-pressure .plot").hover()
    assert screen.page.locator(".modebar-btn").count() == 0


def test_on_a_phone_the_controls_fold_away_and_the_charts_stay_in_sight(visit):
    screen = visit(*PHONE)
    assert screen.page.locator("#controls").is_visible()
    assert screen.page.locator(".kpis").is_visible()
    screen.page.locator("#sheet").click()
    assert not screen.page.locator("#controls").is_visible()
    assert screen.page.locator("#sheet").get_attribute("aria-expanded") == "false"
