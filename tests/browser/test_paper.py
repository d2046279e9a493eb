"""On paper: light, in words what was set, no controls; and the screen as it was afterwards."""

import re

import pytest

from dashboard.theme import THEMES

LINE = "document.querySelector('.card-pressure .js-plotly-plot')._fullData.find(trace => trace.meta === 'live-whatif').line.color"
WIDTH = "document.querySelector('.card-pressure .main-svg').getAttribute('width')"


def pages(screen):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", screen.page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_prints_on_one_sheet(visit, dark, language):
    assert pages(visit(dark=dark, language=language)) == 1


def test_it_prints_from_a_phone_too(visit):
    assert pages(visit(390, 844)) == 1


def test_paper_shows_what_was_set_and_no_control(screen):
    assert not screen.page.locator(".told").is_visible()
    screen.page.emulate_media(media="print")
    assert "Benazepril 20 mg" in screen.text(".told")
    assert screen.page.locator(".notice-line strong").is_visible()
    for hidden in ("#controls", ".actions", ".top .switches", ".view-line", ".as-table >> nth=0", "#guideline"):
        assert not screen.page.locator(hidden).is_visible()


def test_charts_are_light_on_paper_and_dark_again_after(visit):
    screen = visit(dark=True)
    before = screen.page.evaluate(f"[{LINE}, {WIDTH}]")
    assert before[0] == THEMES["dark"]["whatif"]
    screen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert screen.page.evaluate(LINE) == THEMES["light"]["whatif"]
    screen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    screen.until(lambda: screen.page.evaluate(f"[{LINE}, {WIDTH}]") == before)
    assert screen.page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
