"""What can go wrong has a state of its own, with what to do next; the last good curve stays."""

import os
import signal
import subprocess
import sys

import pytest

from dashboard.i18n import text_of
from tests.browser.conftest import ROOT, await_page, free_port
from tests.browser.screen import Screen
from tests.browser.test_accessibility import grave

TEXT = text_of("en")
NUMBERS = "twin.graphs().map(graph => graph._fullData.map(trace => [...trace.y].join()).join()).join()"


def press(screen, name):
    screen.page.get_by_role("button", name=TEXT(name)).click()


def test_the_first_sentence_says_what_it_is_what_not_and_what_to_drag(visit):
    screen = visit()
    for words in ("virtual person", "never a forecast of a real person", "Drag the benazepril dose first"):
        assert words in screen.text("#hint")
    screen.type("drug.benazepril.dose_mg", "40")
    assert not screen.page.locator("#hint").is_visible()


def test_offline_can_be_tried_again_by_hand(screen):
    screen.page.context.set_offline(True)
    screen.box("drug.losartan.dose_mg").fill("50")
    screen.box("drug.losartan.dose_mg").press("Enter")
    screen.page.locator("#notice").wait_for()
    drawn = screen.page.evaluate(NUMBERS)
    assert screen.page.locator("#charts.is-stale").count() == 1
    screen.page.context.set_offline(False)
    screen.after(lambda: press(screen, "state.again"))
    assert screen.page.evaluate(NUMBERS) != drawn
    assert screen.page.locator("#charts.is-stale").count() == 0
    screen.complaints.clear()


def test_out_of_range_leads_back_to_the_last_valid_values(screen):
    screen.type("drug.losartan.dose_mg", "50")
    screen.type("patient.weight_kg", "900")
    assert screen.page.locator("#charts.is-stale").count() == 1
    screen.after(lambda: press(screen, "state.back"))
    assert screen.box("patient.weight_kg").input_value() == "84"
    assert screen.box("drug.losartan.dose_mg").input_value() == "50"
    assert screen.page.locator("#charts.is-stale").count() == 0


def test_beyond_the_trials_is_said_and_goes_again(screen):
    assert not screen.page.locator("#domain").is_visible()
    screen.type("patient.egfr_mL_min_1_73m2", "25")
    assert "1" in screen.text("#domain-count")
    screen.page.locator("#domain-count").press("Enter")
    assert "Kidney function" in screen.text("#domain-list")
    assert grave(screen) == []
    screen.type("patient.egfr_mL_min_1_73m2", "80")
    assert not screen.page.locator("#domain").is_visible()


def test_an_answer_of_another_version_asks_for_a_reload_that_keeps_the_scenario(screen):
    screen.page.evaluate("document.getElementById('share').dataset.stamp = '0.0.1-old'")
    screen.type("drug.losartan.dose_mg", "50")
    assert TEXT("state.restarted") in screen.text("#state")
    press(screen, "state.reload")
    screen.until(lambda: screen.box("drug.losartan.dose_mg").input_value() == "50")


def test_a_question_the_server_does_not_know_asks_for_a_reload(screen):
    screen.page.route("**/_dash-update-component*", lambda route: route.fulfill(status=400, body="not an update request"))
    screen.box("drug.losartan.dose_mg").fill("50")
    screen.box("drug.losartan.dose_mg").press("Enter")
    screen.page.locator("#state").wait_for()
    assert TEXT("state.restarted") in screen.text("#state")
    screen.complaints.clear()


@pytest.fixture
def mortal(tmp_path):
    """A server of one's own that can be ended and started again on its port."""
    port, log = free_port(), tmp_path / "log"
    environment = os.environ | {"HOST": "127.0.0.1", "PORT": str(port), "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    address, running = f"http://127.0.0.1:{port}/", []

    def start():
        with log.open("a") as file:
            running.append(
                subprocess.Popen([sys.executable, "-m", "gunicorn"], cwd=ROOT, env=environment, stdout=file, stderr=file)
            )
        await_page(address, running[-1], log)
        return address

    def stop():
        running[-1].send_signal(signal.SIGTERM)
        running[-1].wait(30)

    yield start, stop
    if running[-1].poll() is None:
        stop()


def test_a_restarted_server_answers_where_the_visit_stood(mortal, chromium):
    start, stop = mortal
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    screen = Screen(context.new_page(), start()).open()
    screen.type("horizon_days", "3")
    stop()
    screen.box("drug.losartan.dose_mg").fill("50")
    screen.box("drug.losartan.dose_mg").press("Enter")
    screen.page.locator("#notice").wait_for()
    drawn = screen.page.evaluate(NUMBERS)
    start()
    screen.until(lambda: screen.page.evaluate(NUMBERS) != drawn and not screen.page.locator("#notice").is_visible())
    assert screen.box("drug.losartan.dose_mg").input_value() == "50"
    context.close()


def test_a_slow_answer_shows_a_thin_line_and_no_veil(screen):
    screen.page.route("**/_dash-update-component*", lambda route: (screen.page.wait_for_timeout(1200), route.continue_()))
    before = screen.answers()
    screen.box("drug.losartan.dose_mg").fill("50")
    screen.box("drug.losartan.dose_mg").press("Enter")
    screen.page.locator(".progress-line.is-busy").wait_for(state="attached")
    assert screen.page.locator("#charts.is-stale").count() == 0
    screen.until(lambda: screen.answers() > before)
    screen.page.unroute_all(behavior="wait")  # what follows the answer may still be on its way
