"""Scenarios are kept in the tab, drawn beside each other and counted against the baseline."""

import pytest

from tests.browser.conftest import SCREENSHOTS
from tests.browser.test_accessibility import grave

HEADS = "[...document.querySelectorAll('#compare-table thead th')].map(node => node.innerText.split('\\n').join(' ').trim())"
DRAWN = "document.querySelector('#compare-chart .js-plotly-plot')?._fullData?.map(trace => trace.meta) ?? []"
KEPT = "sessionStorage.getItem('scenarios')"


def keep(screen, name, drawn):
    screen.page.locator("#scenario-name").fill(name)
    screen.page.locator("#scenario-name").press("Enter")
    screen.until(lambda: f"scenario-{drawn}" in screen.page.evaluate(DRAWN))
    return screen.rest()


@pytest.fixture
def comparing(screen):
    screen.page.locator("#compare-open").click()
    screen.until(lambda: len(screen.page.evaluate(HEADS)) == 3)
    keep(screen, "Mild", 0)
    screen.type("drug.losartan.dose_mg", "100")
    return keep(screen, "Strong", 1)


def test_kept_scenarios_stand_beside_baseline_and_screen(comparing):
    assert comparing.page.evaluate(HEADS) == ["Quantity", "Baseline", "On screen", "A Mild", "B Strong"]
    row = comparing.page.locator("#compare-table tbody tr").first.locator(".of-value").all_inner_texts()
    assert row[1] == row[3], "what is on screen is what was kept last"
    assert row[2] != row[3]
    before = row
    comparing.type("drug.losartan.dose_mg", "0")
    comparing.until(lambda: comparing.page.locator("#compare-table tbody tr .of-value").nth(1).inner_text() != before[1])
    row = comparing.page.locator("#compare-table tbody tr").first.locator(".of-value").all_inner_texts()
    assert row[1] == row[2]


def test_a_scenario_is_loaded_renamed_deleted_and_brought_back(comparing):
    page, first = comparing.page, comparing.page.locator(".scenario").first
    comparing.after(first.locator("[data-does=load]").click)
    assert comparing.box("drug.losartan.dose_mg").input_value() == "0"
    first.locator("input").fill("Gentle")
    first.locator("input").press("Enter")
    comparing.until(lambda: "A Gentle" in page.evaluate(HEADS))
    page.locator(".scenario").first.locator("[data-does=delete]").click()
    comparing.until(lambda: page.evaluate(HEADS)[-1] == "B Strong" and len(page.evaluate(HEADS)) == 4)
    assert "Gentle is deleted." in comparing.text("#compare-said")
    page.locator("#scenario-restore").click()
    comparing.until(lambda: page.evaluate(HEADS)[-2:] == ["A Gentle", "B Strong"])


def test_names_stay_in_the_browser_and_survive_a_reload(comparing):
    sent = []
    comparing.page.on("request", lambda asked: sent.append(asked.post_data or ""))
    comparing.type("drug.losartan.dose_mg", "50")
    comparing.rest()
    assert any("scenarios" in body for body in sent)
    assert not any("Strong" in body for body in sent)
    assert "Strong" in comparing.page.evaluate(KEPT)
    comparing.page.evaluate("delete document.documentElement.dataset.answers")
    comparing.page.reload()
    comparing.until(lambda: comparing.answers() > 0)
    comparing.page.locator("#compare-open").click()
    comparing.until(lambda: comparing.page.evaluate(HEADS)[3:] == ["A Mild", "B Strong"])


def test_four_are_the_most(comparing):
    for slot, name in ((2, ""), (3, "Fourth")):
        keep(comparing, name, slot)
    assert comparing.page.locator("#scenario-save").is_disabled()
    assert comparing.page.locator(".scenario input").nth(2).input_value() == "Scenario C"


def test_any_quantity_and_back_to_the_charts_by_keyboard(comparing):
    page = comparing.page
    page.locator("#compare-channel").select_option("pra_ng_mL_h")
    comparing.until(lambda: len(page.evaluate(DRAWN)) == 4)
    page.locator("#compare-channel").focus()
    page.keyboard.press("Escape")
    assert not page.locator("#compare").is_visible()
    assert page.evaluate("document.activeElement.id") == "compare-open"
    assert page.locator("#charts").is_visible()
    page.keyboard.press("Enter")
    assert page.locator("#compare").is_visible()


@pytest.mark.parametrize(
    "variant",
    [{}, {"dark": True, "language": "it"}, {"width": 390, "height": 844, "language": "it"}, {"width": 320, "height": 700}],
    ids=["light", "dark-it", "phone-it", "narrow"],
)
def test_it_fits_every_screen_and_axe_finds_nothing_grave(visit, variant):
    screen = visit(**variant)
    screen.page.locator("#compare-open").click()
    screen.until(lambda: len(screen.page.evaluate(HEADS)) == 3)
    keep(screen, "Losartan", 0)
    assert grave(screen) == []
    assert screen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    screen.page.screenshot(path=SCREENSHOTS / f"compare-{'-'.join(map(str, variant.values())) or 'light'}.png")


def test_nothing_is_asked_while_the_panel_is_closed(screen):
    sent = []
    screen.page.on("request", lambda asked: sent.append(asked.post_data or ""))
    screen.type("drug.losartan.dose_mg", "50")
    assert sent
    assert not any("compare-table" in body for body in sent)
