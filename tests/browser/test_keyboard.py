"""All of it without a pointer."""


def press_until_focused(screen, target, key="Tab", most=200):
    for _ in range(most):
        if target.evaluate("node => node === document.activeElement"):
            return
        screen.page.keyboard.press(key)
    raise AssertionError("never reached by Tab")


def test_the_first_stop_skips_to_the_charts(screen):
    screen.page.evaluate("document.activeElement.blur()")
    screen.page.locator("body").press("Tab")
    screen.page.locator(".skip").wait_for()
    press_until_focused(screen, screen.page.locator(".skip"), "Shift+Tab")
    screen.page.keyboard.press("Enter")
    screen.until(lambda: screen.page.evaluate("document.activeElement.id") == "results")


def test_arrows_move_a_slider_and_the_answer_follows(screen):
    slider = screen.slider("drug.benazepril.dose_mg")
    press_until_focused(screen, slider)
    screen.after(lambda: screen.page.keyboard.press("ArrowRight"))
    assert slider.input_value() == screen.box("drug.benazepril.dose_mg").input_value() == "22.5"
    assert slider.get_attribute("aria-valuetext") == "22.5 mg"
    screen.after(lambda: screen.page.keyboard.press("Home"))
    assert screen.box("drug.benazepril.dose_mg").input_value() == "0"


def test_a_held_key_redraws_and_ends_in_one_answer(screen):
    slider = screen.slider("drug.losartan.dose_mg")
    slider.focus()
    answers, frames = screen.answers(), screen.frames()
    for _ in range(8):
        screen.page.keyboard.down("ArrowRight")
    screen.until(lambda: screen.frames() > frames)
    assert screen.answers() == answers
    screen.after(lambda: screen.page.keyboard.up("ArrowRight"))
    assert screen.box("drug.losartan.dose_mg").input_value() == "100"
    assert "Day 2" in screen.page.locator("#message").inner_text()


def test_buttons_answer_to_the_keyboard(screen):
    buttons = {"#pin": "Enter", "#unpin": "Space", "#reset-all": "Enter", "#theme": "Space", "button[lang=it]": "Enter"}
    for selector, key in buttons.items():
        screen.page.locator(selector).focus()
        screen.after(lambda key=key: screen.page.keyboard.press(key))
    assert screen.page.evaluate("[document.documentElement.lang, document.documentElement.dataset.bsTheme]") == ["it", "dark"]


def test_a_schedule_opens_and_a_choice_changes(screen):
    summary = screen.page.locator("details", has=screen.box("drug.losartan.every_h")).locator("summary")
    assert not summary.is_visible(), "no schedule of what is not taken"
    screen.type("drug.losartan.dose_mg", "50")
    summary.focus()
    screen.page.keyboard.press("Enter")
    assert screen.box("drug.losartan.every_h").is_visible()
    screen.row("patient.sex").locator("input").last.focus()
    screen.after(lambda: screen.page.keyboard.press("ArrowLeft"))
    assert screen.row("patient.sex").locator(".segment.is-chosen").inner_text() == "Female"


def test_the_focus_can_be_seen(screen):
    for key in ("drug.benazepril.dose_mg", "patient.age_years"):
        box = screen.box(key)
        box.focus()
        assert box.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
