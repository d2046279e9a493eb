"""Italian is as complete as English, and switching keeps what was set."""

import pytest

from dashboard.i18n import text_of

NAMES = "[...document.querySelectorAll('[aria-label], [title]')].map(node => node.getAttribute('aria-label') || node.title)"


def test_the_browser_chooses_the_language(visit):
    screen = visit(language="it")
    assert screen.page.evaluate("document.documentElement.lang") == "it"
    assert screen.text("h1") == text_of("it")("page.title")
    assert "," in screen.text(".kpi-value >> nth=3")


def test_switching_keeps_values_and_theme_and_is_remembered(screen):
    screen.type("patient.renin_profile", "2.5")
    screen.after(screen.page.locator("#theme").click)
    screen.after(screen.page.locator("button[lang=it]").click)
    assert screen.page.title() == text_of("it")("page.title")
    assert screen.box("patient.renin_profile").input_value() == "2,5"
    assert screen.page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    screen.page.evaluate("delete document.documentElement.dataset.answers")
    screen.page.reload()
    screen.until(lambda: screen.answers() > 0)
    assert screen.page.evaluate("document.documentElement.lang") == "it"


@pytest.mark.parametrize(("language", "other"), [("it", "en"), ("en", "it")])
def test_no_word_of_the_other_language_is_on_screen(visit, language, other):
    screen = visit(language=language)
    screen.page.evaluate("document.querySelectorAll('details').forEach(node => node.setAttribute('open', ''))")
    lines = {line.strip() for line in screen.text("body").splitlines()}
    theirs = {
        words for key, words in text_of(other).words.items() if words not in text_of(language).words.values() and "{" not in words
    }
    assert lines & theirs == set()
    names = set(screen.page.evaluate(NAMES))
    assert names & theirs == set()
