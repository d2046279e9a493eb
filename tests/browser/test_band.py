"""The band in a real browser: drawn around the curve, there while a control moves, checked on release, and gone where it must be."""

BAND = """name => twin.graphs().find(graph => graph.parentElement.id === `chart-${name}`)._fullData
    .filter(trace => trace.meta === 'live-band').map(trace => [...trace.y])"""
NOTE = "getComputedStyle(document.getElementById('band-note'), '::after').content"


def edges(screen, name="pressure"):
    return screen.page.evaluate(BAND, name)


def note(screen):
    return screen.page.locator("#band-note").inner_text()


def width(screen):
    upper, lower = edges(screen)[:2]
    return sum(high - low for high, low in zip(upper, lower, strict=True))


def test_the_band_is_drawn_on_every_chart_and_its_meaning_is_said(visit):
    screen = visit()
    for name in ("pressure", "profile", "channel-0"):
        for line in edges(screen, name):
            assert all(value is not None and value == value for value in line)
    assert "90 %" in note(screen)
    assert "not of real people" in note(screen)
    assert "Checked: differed by at most" in note(screen)


def test_a_level_is_chosen(visit):
    screen = visit()
    usual = width(screen)
    screen.after(lambda: screen.page.select_option("#band", "0.5"))
    assert width(screen) < 0.7 * usual
    assert "50 %" in note(screen)
    screen.after(lambda: screen.page.select_option("#band", "0"))
    assert not any(value == value and value is not None for line in edges(screen) for value in line)
    assert "%" not in note(screen)


def test_while_a_slider_moves_the_forecaster_draws_and_the_model_answers_on_release(visit):
    screen = visit()
    before = edges(screen)
    slider = screen.slider("drug.benazepril.dose_mg").bounding_box()
    screen.page.mouse.move(slider["x"] + slider["width"] * 0.3, slider["y"] + slider["height"] / 2)
    screen.page.mouse.down()
    frames = screen.page.evaluate("twin.frames")
    screen.page.mouse.move(slider["x"] + slider["width"] * 0.8, slider["y"] + slider["height"] / 2, steps=5)
    screen.until(lambda: screen.page.evaluate("twin.frames") > frames)
    assert "forecaster" in screen.page.evaluate(NOTE)
    assert edges(screen) != before
    screen.after(screen.page.mouse.up)
    assert screen.page.evaluate(NOTE) in ("none", "normal")
    assert "Checked" in note(screen)


def test_beyond_what_was_learned_there_is_no_band_and_that_is_said(visit):
    screen = visit()
    screen.type("horizon_days", "40")
    assert note(screen).startswith("Outside what the forecaster has learned")
    assert not any(value == value and value is not None for line in edges(screen) for value in line)


def test_what_matters_now_opens_by_keyboard_in_italian(visit):
    screen = visit(language="it")
    summary = screen.page.locator("#matters-box summary")
    screen.until(summary.is_visible)
    summary.focus()
    screen.page.keyboard.press("Enter")
    screen.until(lambda: screen.page.locator("#matters li").count() > 0)
    assert "mmHg" in screen.page.locator("#matters li").first.inner_text()
