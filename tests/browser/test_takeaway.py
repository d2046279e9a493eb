"""Every entry of the Export menu gives its file, by keyboard, with what was set and what it is not inside."""

import csv

import pytest

from dashboard.i18n import text_of
from tests.browser.test_accessibility import grave
from tests.browser.test_keyboard import press_until_focused
from tests.browser.test_screens import OVERFLOW, PHONE
from twin import __version__


def saved(screen, kind, tmp_path):
    """Open the menu and press an entry, all by keyboard."""
    screen.page.locator("#take summary").focus()
    if not screen.page.evaluate("document.getElementById('take').open"):
        screen.page.keyboard.press("Enter")
    press_until_focused(screen, screen.page.locator(f"[data-take={kind}]"))
    with screen.page.expect_download() as coming:
        screen.page.keyboard.press("Enter")
    path = tmp_path / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


@pytest.mark.parametrize("chart", ["pressure", "profile", "channel-1"])
def test_a_picture_holds_scenario_version_and_notice(screen, tmp_path, chart):
    screen.page.locator("#take").evaluate("menu => { menu.open = true; }")
    screen.page.locator("#take-chart").select_option(chart)
    path = saved(screen, "svg", tmp_path)
    assert path.name == f"twin-benazepril-20-mg-3-days-{chart}.svg"
    drawn = path.read_text("utf-8")
    assert drawn.startswith("<svg")
    words = screen.page.evaluate(
        "svg => new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement.textContent", drawn
    )
    for said in ("Benazepril 20 mg", text_of("en")("page.notice"), f"Model {__version__}", text_of("en")("legend.untreated")):
        assert said in words
    assert screen.page.evaluate("document.activeElement.closest('#take summary') !== null")


def test_a_picture_as_pixels(screen, tmp_path):
    path = saved(screen, "png", tmp_path)
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    assert (width, height) == (2400, 1520)


def test_files_hold_what_is_on_screen(screen, tmp_path):
    screen.type("drug.losartan.dose_mg", "50")
    path = saved(screen, "csv", tmp_path)
    rows = list(csv.DictReader(line for line in path.read_text().splitlines() if not line.startswith("#")))
    values = [float(row["whatif.sbp_mmHg [mmHg]"]) for row in rows]
    day = sum(values[48:72]) / 24
    assert screen.text(".kpi-value >> nth=0").startswith(f"{day:.0f}/")
    assert saved(screen, "json", tmp_path).name == "twin-benazepril-20-mg-losartan-50-mg-3-days.json"
    assert saved(screen, "pdf", tmp_path).read_bytes().startswith(b"%PDF-")


def test_the_menu_closes_by_escape_and_when_left(screen):
    summary = screen.page.locator("#take summary")
    summary.focus()
    screen.page.keyboard.press("Enter")
    assert grave(screen) == []
    screen.page.keyboard.press("Escape")
    assert not screen.page.locator(".take-panel").is_visible()
    assert summary.evaluate("node => node === document.activeElement")
    screen.page.keyboard.press("Enter")
    screen.page.locator("#theme").focus()
    assert not screen.page.locator(".take-panel").is_visible()


def test_what_is_wrong_is_said_and_nothing_is_saved(screen):
    screen.type("patient.age_years", "7")
    screen.page.locator("#take summary").click()
    screen.page.locator("[data-take=csv]").click()
    screen.until(lambda: "Age" in screen.text("#take-said"))
    screen.complaints.clear()  # the refusal itself, as the browser's console has it


def test_on_a_phone_in_italian_it_fits_and_says_all_in_italian(visit):
    screen = visit(*PHONE, dark=True, language="it")
    screen.page.locator("#take summary").click()
    assert screen.page.evaluate(OVERFLOW)[0] <= 0
    assert grave(screen) == []
    box = screen.page.locator(".take-panel").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
    assert text_of("it")("take.pdf") in screen.text(".take-panel")
