"""The reader chooses whose limits are drawn, by keyboard, and the browser remembers it."""

from dashboard.guidelines import guideline, guidelines

NOTES = "[...document.querySelectorAll('.card-pressure .annotation-text')].map(node => node.textContent)"


def test_another_guideline_is_drawn_named_and_remembered(screen):
    for name in [*guidelines()][1:]:
        screen.after(lambda name=name: screen.page.locator("#guideline").select_option(name))
        notes = screen.page.evaluate(NOTES)
        one = guideline(name)
        assert any(one.label in words and str(one.mean_24h["sbp_mmHg"]) in words for words in notes)
    screen.after(screen.page.locator("button[lang=it]").click)
    assert screen.page.locator("#guideline").input_value() == name
    screen.page.evaluate("delete document.documentElement.dataset.answers")
    screen.page.reload()
    screen.until(lambda: screen.answers() > 0)
    screen.rest()
    assert one.label in " ".join(screen.page.evaluate(NOTES))
