"""The views beside the charts: opened, read and moved through by keyboard alone, in every variant."""

import pytest

from dashboard.i18n import text_of
from tests.browser.conftest import SCREENSHOTS
from tests.browser.test_accessibility import VARIANTS, grave
from tests.browser.test_keyboard import press_until_focused
from tests.browser.test_screens import OVERFLOW, PHONE

VIEWS = ("pathway", "heartbeat", "why")
DRAWN = "Number(document.documentElement.dataset.views || 0)"
SHORT = {"horizon_days": "3", "drug.benazepril.from_day": "0"}


def drawn(screen):
    return screen.page.evaluate(DRAWN)


def after_drawing(screen, action):
    """Do something and wait until the view is drawn again and nothing more is asked."""
    before = drawn(screen)
    action()
    screen.until(lambda: drawn(screen) > before)
    screen.until(lambda: screen.page.locator("#view").get_attribute("aria-busy") == "false")
    return screen.rest()


def open_view(screen, name):
    after_drawing(screen, screen.page.locator(f"#tab-{name}").click)
    return screen


def asked_views(screen):
    found = []
    screen.page.on("request", lambda asked: "/view/" in asked.url and found.append(asked.url.rpartition("/")[2]))
    return found


@pytest.fixture
def short(visit):
    """The page in any variant, its run cut to three days."""

    def start(**variant):
        screen = visit(**variant)
        for key, typed in SHORT.items():
            screen.type(key, typed)
        return screen

    return start


def test_charts_come_first_and_no_view_is_asked_for(screen):
    asked = asked_views(screen)
    screen.type("drug.benazepril.dose_mg", "40")
    slider = screen.slider("drug.losartan.dose_mg")
    slider.focus()
    screen.after(lambda: screen.page.keyboard.press("ArrowRight"))
    assert asked == []
    assert screen.page.locator("#charts").is_visible()
    assert not screen.page.locator("#view").is_visible()


def test_tabs_answer_to_arrows_and_the_charts_come_back_whole(screen):
    press_until_focused(screen, screen.page.locator("#tab-charts"))
    after_drawing(screen, lambda: screen.page.keyboard.press("ArrowRight"))
    assert screen.page.locator("#tab-pathway").get_attribute("aria-selected") == "true"
    assert not screen.page.locator("#charts").is_visible()
    after_drawing(screen, lambda: screen.page.keyboard.press("End"))
    assert screen.page.evaluate("document.activeElement.id") == "tab-why"
    screen.page.keyboard.press("Home")
    screen.rest()
    graph = screen.page.locator("#chart-pressure")
    assert graph.is_visible()
    wide = "node => [node.querySelector('.main-svg').getBoundingClientRect().width, node.getBoundingClientRect().width]"
    screen.until(lambda: len({round(width) for width in graph.evaluate(wide)}) == 1)


def test_the_map_is_walked_by_keyboard_and_follows_a_drag(screen):
    open_view(screen, "pathway")
    box = screen.page.locator("[data-key='node-ang_ii']")
    press_until_focused(screen, box)
    assert screen.text(".view-detail") == box.get_attribute("aria-label")
    assert "times the person's rest" in screen.text(".view-detail")
    assert "Benazepril" in screen.page.locator(".block-words").text_content()
    slider, said = screen.slider("drug.benazepril.dose_mg"), box.get_attribute("aria-label")
    slider.focus()
    before, answers = drawn(screen), screen.answers()
    screen.page.keyboard.down("Home")
    screen.until(lambda: drawn(screen) > before)
    assert screen.answers() == answers
    screen.until(lambda: screen.page.locator(".block-words").count() == 0)
    screen.after(lambda: screen.page.keyboard.up("Home"))
    assert box.get_attribute("aria-label") != said


def test_the_time_cursor_moves_by_arrows_through_hours_and_days(screen):
    open_view(screen, "heartbeat")
    assert "day 2, 12:00" in screen.text("#view h2")
    cursor = screen.page.locator("#moment")
    press_until_focused(screen, cursor)
    after_drawing(screen, lambda: screen.page.keyboard.press("ArrowLeft"))
    screen.until(lambda: "day 2, 11:00" in screen.text("#view h2"))
    assert cursor.get_attribute("aria-valuetext") == "day 2, 11:00"
    numbers = screen.text(".beat-numbers")
    screen.after(lambda: [screen.page.keyboard.press("ArrowLeft") for _ in range(12)])
    screen.until(lambda: "day 1, 23:00" in screen.text("#view h2"))
    assert screen.page.locator("#day").input_value() == "1"
    assert screen.text(".beat-numbers") != numbers
    assert "day 1" in screen.text(".kpi >> nth=0")


def test_the_time_cursor_stands_on_the_charts_at_its_hour(screen):
    place = """id => { const graph = document.querySelector(`#${id} .js-plotly-plot`), axis = graph._fullLayout.xaxis;
        return axis.p2l(parseFloat(graph.parentElement.querySelector('.moment-line').style.left) - axis._offset); }"""
    screen.page.locator("#moment").focus()
    for _ in range(3):
        screen.page.keyboard.press("ArrowLeft")
    screen.rest()
    assert screen.page.evaluate(place, "chart-profile") == pytest.approx(9, abs=0.05)
    assert screen.page.evaluate(place, "chart-pressure") == pytest.approx(2 + 9 / 24, abs=0.01)


def test_a_day_chosen_elsewhere_moves_the_time_cursor(screen):
    open_view(screen, "pathway")
    screen.page.locator("#tab-charts").click()
    box = screen.page.locator("#day")
    box.fill("1")
    screen.after(lambda: box.press("Enter"))
    assert screen.text("#moment-said") == "day 1, 12:00"


def test_a_heartbeat_has_its_four_figures_and_tables(screen):
    open_view(screen, "heartbeat")
    plots = screen.page.locator(".beat-plot")
    assert plots.count() == 4
    for plot in plots.all():
        assert plot.locator(".trace path").count() >= 2
        assert " m" in plot.get_attribute("aria-label"), "numbers with their unit"
    summary = screen.page.locator("#view summary").first
    summary.focus()
    screen.page.keyboard.press("Enter")
    after_drawing(screen, lambda: screen.type("drug.benazepril.dose_mg", "40"))
    assert screen.page.locator("#view details").first.get_attribute("open") is not None, "what was unfolded stays so"
    assert "Pulse wave velocity" in screen.text("#view details >> nth=0")


def test_why_says_a_sentence_whose_numbers_stand_in_the_table(screen):
    screen.type("drug.amlodipine.dose_mg", "10")
    open_view(screen, "why")
    said = screen.text(".view-said")
    assert "On day 2 the 24-hour mean is" in said
    rows = [row.inner_text().split("\t") for row in screen.page.locator(".parts >> nth=1 >> tr").all()]
    largest = rows[1]
    assert largest[0][1:] in said
    assert largest[2] in said
    assert {"Benazepril", "Amlodipine"} <= {
        row.inner_text() for row in screen.page.locator(".parts >> nth=0 >> th[scope=row]").all()
    }


def test_another_language_keeps_the_view(screen):
    open_view(screen, "why")
    after_drawing(screen, screen.page.locator("button[lang=it]").click)
    screen.until(lambda: text_of("it")("why.head.arrow") in screen.text("#view"))
    assert screen.page.locator("#tab-why").get_attribute("aria-selected") == "true"
    assert not screen.page.locator("#charts").is_visible()


def test_a_view_that_cannot_be_loaded_says_so_and_keeps_the_last(screen):
    open_view(screen, "pathway")
    screen.page.route("**/api/v1/view/**", lambda route: route.abort())
    screen.page.locator("#moment").press("ArrowLeft")
    screen.page.locator(".view-failed").wait_for()
    assert screen.page.locator(".pathway").is_visible()
    assert "is-stale" in screen.page.locator("#view").get_attribute("class")
    screen.page.unroute("**/api/v1/view/**")
    after_drawing(screen, lambda: screen.page.locator("#moment").press("ArrowLeft"))
    assert not screen.page.locator(".view-failed").is_visible()
    assert "is-stale" not in screen.page.locator("#view").get_attribute("class")
    screen.complaints[:] = [said for said in screen.complaints if "ERR_FAILED" not in said]


def test_what_does_not_fit_greys_the_view(screen):
    open_view(screen, "pathway")
    screen.type("patient.age_years", "7")
    screen.until(lambda: "is-stale" in screen.page.locator("#view").get_attribute("class"))
    assert screen.page.locator("#notice").is_visible()
    screen.complaints[:] = [said for said in screen.complaints if "422" not in said]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: "-".join(map(str, variant.values())))
def test_views_in_every_variant(short, variant):
    screen = short(**variant)
    for name in VIEWS:
        open_view(screen, name)
        for summary in screen.page.locator("#view summary").all():
            summary.press("Enter")
        assert grave(screen) == []
        assert screen.page.evaluate(OVERFLOW)[0] <= 0
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        tag = "-".join(map(str, variant.values()))
        for summary in screen.page.locator("#view summary").all():
            summary.press("Enter")
        if variant.get("width") == PHONE[0]:
            screen.page.evaluate("document.getElementById('controls').hidden = true")
        screen.page.screenshot(path=SCREENSHOTS / f"view-{name}-{tag}.png", full_page="width" in variant)
        if variant.get("width") == PHONE[0]:
            screen.page.evaluate("document.getElementById('controls').hidden = false")


@pytest.mark.parametrize("name", VIEWS)
def test_no_view_needs_sideways_scrolling_at_320_px(short, name):
    screen = open_view(short(width=320, height=700), name)
    assert screen.page.evaluate(OVERFLOW)[0] <= 0


def test_the_map_takes_the_form_that_fits(screen):
    open_view(screen, "pathway")
    form = "document.querySelector('.pathway').viewBox.baseVal.height > document.querySelector('.pathway').viewBox.baseVal.width"
    assert not screen.page.evaluate(form)
    after_drawing(screen, lambda: screen.page.set_viewport_size({"width": 390, "height": 844}))
    assert screen.page.evaluate(form)


def test_no_word_of_another_language_in_a_view(short):
    screen = short(language="it")
    for name in VIEWS:
        open_view(screen, name)
        lines = {line.strip() for line in screen.text("#view").splitlines()}
        italian = set(text_of("it").words.values())
        assert not lines & {words for words in text_of("en").words.values() if words not in italian and "{" not in words}
