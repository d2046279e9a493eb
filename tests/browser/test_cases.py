"""A case is loaded as a whole, its person is where controls go back to, and every change can be undone."""

from dashboard.i18n import text_of
from dashboard.presets import cases

KIDNEY = cases()["kidney_benazepril"]


def choose(screen, name):
    return screen.after(lambda: screen.page.locator("#case").select_option(name))


def test_a_case_is_loaded_and_reset_keeps_its_person(screen):
    before = screen.curves()
    choose(screen, KIDNEY.name)
    assert screen.curves() != before
    assert screen.box("patient.egfr_mL_min_1_73m2").input_value() == "32"
    assert screen.box("drug.benazepril.dose_mg").input_value() == "10"
    assert screen.text("#case-about") == KIDNEY.about["en"]
    assert not screen.row("patient.egfr_mL_min_1_73m2").locator(".back").is_visible()
    screen.after(screen.page.locator("#reset-all").click)
    assert screen.box("patient.egfr_mL_min_1_73m2").input_value() == "32"
    assert screen.box("drug.benazepril.dose_mg").input_value() == "0"


def test_the_case_stays_in_another_language(screen):
    choose(screen, KIDNEY.name)
    screen.after(screen.page.locator("button[lang=it]").click)
    assert screen.page.locator("#case").input_value() == KIDNEY.name
    assert screen.text("#case-about") == KIDNEY.about["it"]
    assert screen.box("patient.egfr_mL_min_1_73m2").input_value() == "32"
    screen.after(screen.page.locator("#reset-all").click)
    assert screen.box("patient.egfr_mL_min_1_73m2").input_value() == "32"


def test_undo_and_redo_by_button_and_by_key(screen):
    assert screen.page.locator("#redo").is_disabled()
    dose = screen.box("drug.losartan.dose_mg")
    drawn = screen.curves()
    screen.type("drug.losartan.dose_mg", "50")
    screen.type("drug.losartan.dose_mg", "100")
    latest = screen.curves()
    screen.after(screen.page.locator("#undo").click)
    assert dose.input_value() == "50"
    screen.page.locator("#results").focus()
    screen.after(lambda: screen.page.keyboard.press("Control+z"))
    assert dose.input_value() == "0"
    assert screen.curves() == drawn
    for _ in range(2):
        screen.after(lambda: screen.page.keyboard.press("Control+Shift+Z"))
    assert dose.input_value() == "100"
    assert screen.curves() == latest
    assert screen.page.locator("#redo").is_disabled()


def test_a_pin_and_a_case_can_be_undone(screen):
    screen.after(screen.page.locator("#pin").click)
    choose(screen, "resistant")
    assert "untreated" in screen.text("#baseline-name")
    screen.after(screen.page.locator("#undo").click)
    assert "pinned" in screen.text("#baseline-name")
    assert screen.page.locator("#case").input_value() == "hypertension"
    assert screen.text("#case-about") == cases()["hypertension"].about["en"]
    screen.after(screen.page.locator("#undo").click)
    assert "untreated" in screen.text("#baseline-name")
    assert screen.box("horizon_days").input_value() == "3"


def test_undo_of_a_refused_value_goes_back_to_the_last_valid_one(screen):
    age = screen.box("patient.age_years").input_value()
    screen.type("patient.age_years", "7")
    screen.after(screen.page.locator("#undo").click)
    assert screen.box("patient.age_years").input_value() == age
    assert not screen.page.locator("#notice").is_visible()


def test_a_text_being_typed_keeps_its_own_undo(screen):
    box = screen.box("patient.age_years")
    box.press("Control+a")
    box.type("61")
    answers = screen.answers()
    box.press("Control+z")
    assert screen.answers() == answers
    assert box.evaluate("node => node === document.activeElement")


def test_every_case_is_offered_in_the_reader_s_language(visit):
    screen = visit(width=390, height=844, language="it")
    offered = screen.page.locator("#case option:not([value=''])").all_inner_texts()
    assert offered == [case.label["it"] for case in cases().values()]
    assert screen.page.locator("#undo").get_attribute("aria-label") == text_of("it")("history.undo")
