"""axe on every variant, and what axe does not see."""

import pytest
from axe_playwright_python.sync_playwright import Axe

VARIANTS = [
    {"language": "en"},
    {"language": "it", "dark": True},
    {"width": 390, "height": 844, "language": "it"},
    {"width": 390, "height": 844, "dark": True},
]


def grave(screen):
    found = Axe().run(screen.page).response["violations"]
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: "-".join(map(str, variant.values())))
def test_axe_finds_nothing_grave(visit, variant):
    screen = visit(**variant)
    assert grave(screen) == []


def test_nor_with_everything_open_and_something_wrong(screen):
    screen.page.evaluate("document.querySelectorAll('#controls details').forEach(node => node.setAttribute('open', ''))")
    for button in screen.page.locator(".as-table").all():
        button.click()
    screen.type("patient.age_years", "7")
    assert grave(screen) == []


def test_landmarks_headings_and_figures(screen):
    count = screen.page.locator
    assert count("h1").count() == count("main").count() == count("header").count() == 1
    assert count("figure").count() == count("figure > figcaption").count() == 5
    assert count("[aria-live=polite]").count() == 1
    for figure in count("figure").all():
        told = screen.page.locator(f"#{figure.get_attribute('aria-describedby')}").inner_text()
        assert "baseline" in told


def test_targets_are_large_enough(screen):
    small = screen.page.evaluate("""() => [...document.querySelectorAll('button, input:not(.btn-check), select, summary, .segment')]
        .filter(node => node.checkVisibility()).map(node => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)""")
    assert small == []


def test_less_motion_when_asked(visit):
    screen = visit(reduced_motion="reduce")
    assert screen.page.locator("#charts").evaluate("node => getComputedStyle(node).transitionDuration") == "0s"
