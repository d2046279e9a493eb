"""A link brings back exactly what was on screen, tells nothing else, and is refused in words where it cannot."""

import re

import pytest

from dashboard.i18n import text_of

TEXT = text_of("en")
NAME = "Maria Rossi"
NUMBERS = "twin.graphs().map(graph => graph._fullData.map(trace => [...trace.y].join()).join()).join()"


def link(screen):
    screen.page.locator("#share").click()
    screen.until(lambda: "#v=" in screen.page.locator("#link").input_value())
    found = screen.page.locator("#link").input_value()
    screen.page.locator("#link-close").click()
    return found


def follow(screen, address):
    """Open a link as a new visit would."""
    screen.page.goto("about:blank")
    screen.page.goto(address)
    screen.until(lambda: screen.answers() > 0)
    screen.until(lambda: screen.page.locator("#state").is_visible())
    return screen.rest()


def signed(told):
    """A link's text with the checksum that belongs to it."""
    number = 0x811C9DC5
    for byte in told.encode():
        number = (number ^ byte) * 0x01000193 % 2**32
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return f"{told}&c={text}"


def test_a_link_restores_values_baseline_and_view(screen):
    screen.after(lambda: screen.page.locator("#case").select_option("salt_sensitive"))
    screen.type("horizon_days", "4")
    screen.type("patient.renin_profile", "0.8")
    screen.after(screen.page.locator("#pin").click)
    screen.type("drug.losartan.dose_mg", "62.5")
    screen.type("drug.losartan.missed_days", "1-2")
    screen.after(lambda: screen.page.locator("#panel-1").select_option("heart_rate_bpm"))
    screen.after(lambda: screen.page.locator("#day").fill("1"))
    drawn, address = screen.page.evaluate(NUMBERS), link(screen)
    follow(screen, address)
    screen.until(lambda: screen.page.evaluate(NUMBERS) == drawn)
    assert screen.box("drug.losartan.missed_days").input_value() == "1-2"
    assert screen.page.locator("#case").input_value() == "salt_sensitive"
    assert "pinned" in screen.text("#baseline-name")
    assert "#" not in screen.page.url
    assert TEXT("share.opened") in screen.text("#state")


def test_a_link_opens_in_another_language(screen, visit):
    screen.type("patient.renin_profile", "0.8")
    address = link(screen)
    other = follow(visit(language="it"), address)
    assert other.box("patient.renin_profile").input_value() == "0,8"


def test_a_link_is_short_and_carries_no_name_and_no_refused_value(screen):
    screen.page.locator("#compare-open").click()
    screen.page.locator("#scenario-name").fill(NAME)
    screen.page.locator("#scenario-name").press("Enter")
    screen.type("drug.benazepril.missed_days", NAME)
    address = link(screen)
    assert "Rossi" not in address
    assert len(address) < 700


def test_the_server_never_sees_the_values_of_a_link(screen):
    asked = []
    address = link(screen)
    screen.page.on("request", lambda one: asked.append(one.url))
    follow(screen, address)
    assert asked
    assert not any("benazepril" in one for one in asked)


def test_the_link_is_copied(visit):
    screen = visit(permissions=["clipboard-read", "clipboard-write"])
    screen.page.locator("#share").click()
    screen.page.locator("#link-copy").click()
    screen.until(lambda: TEXT("share.copied") in screen.text("#link-said"))
    assert screen.page.evaluate("navigator.clipboard.readText()") == screen.page.locator("#link").input_value()
    screen.page.keyboard.press("Escape")
    assert not screen.page.locator("#share-dialog").is_visible()
    assert screen.page.evaluate("document.activeElement.id") == "share"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda told: told[:-12], "share.garbled"),
        (lambda told: told.replace("dose_mg=20", "dose_mg=40"), "share.garbled"),
        (lambda _: "v=1", "share.garbled"),
        (lambda _: signed("v=1&m=x&case=y") + "%", "share.garbled"),
        (lambda told: told.replace("v=1", "v=2"), "share.newer"),
    ],
    ids=["cut", "changed", "empty", "nonsense", "newer"],
)
def test_a_link_that_cannot_be_used_says_so(screen, spoil, said):
    address, drawn = link(screen), screen.page.locator(".kpi-value").first.inner_text
    before, told = drawn(), address.split("#")[1]
    screen.page.goto(f"{screen.address}#{spoil(told)}")
    screen.until(lambda: screen.page.locator("#state").is_visible())
    assert TEXT(said) in screen.text("#state")
    assert drawn() == before
    screen.page.locator("#state button").last.click()
    assert not screen.page.locator("#state").is_visible()


def test_an_expired_link_is_refused_but_its_values_may_be_used(screen):
    screen.type("drug.losartan.dose_mg", "75")
    told = link(screen).split("#")[1].rpartition("&c=")[0]
    screen.type("drug.losartan.dose_mg", "0")
    old = re.sub(r"m=[\w.-]+", "m=0.1.0-abcdef", told) + "&patient.gone=3"
    screen.page.goto(f"{screen.address}#{signed(old)}")
    screen.until(lambda: screen.page.locator("#state").is_visible())
    assert "0.1.0" in screen.text("#state")
    assert screen.box("drug.losartan.dose_mg").input_value() == "0"
    screen.after(screen.page.get_by_role("button", name=TEXT("share.use")).click)
    assert screen.box("drug.losartan.dose_mg").input_value() == "75"


def test_values_out_of_range_in_a_link_are_refused_by_name(screen):
    told = link(screen).split("#")[1].rpartition("&c=")[0]
    screen.after(lambda: screen.page.goto(f"{screen.address}#{signed(told + '&patient.weight_kg=900')}"))
    assert "35 to 200 kg" in screen.row("patient.weight_kg").locator(".fault").inner_text()
    screen.after(screen.page.get_by_role("button", name=TEXT("state.back")).click)
    assert screen.box("patient.weight_kg").input_value() == "84"
