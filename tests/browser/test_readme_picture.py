"""The README opens with a picture of the page; RENEW_PICTURE=1 takes it anew, otherwise it must show today's headings."""

import io
import json
import os
import re

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.browser.conftest import ROOT

PICTURE = ROOT / "docs" / "page.png"
HEADINGS = "[...document.querySelectorAll('h1, h2, legend, .kpi dt')].filter(node => node.checkVisibility()).map(node => node.textContent)"
COLOURS = 256


def renew(screenshot, headings):
    """Keep a screenshot, small, with the headings it shows inside."""
    told = PngInfo()
    told.add_text("headings", json.dumps(headings))
    with Image.open(io.BytesIO(screenshot)) as picture:
        picture.convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True, pnginfo=told)


def test_it_is_there_and_shows_the_page_as_it_is(visit):
    screen = visit()
    headings = screen.page.evaluate(HEADINGS)
    if os.environ.get("RENEW_PICTURE"):
        renew(screen.page.screenshot(), headings)
    opening = (ROOT / "README.md").read_text()[:600]
    assert re.search(r"!\[[^\]]{20,}\]\(docs/page\.png\)", opening)
    with Image.open(PICTURE) as picture:
        assert picture.size == (1440, 900)
        assert json.loads(picture.text["headings"]) == headings, (
            "renew it: RENEW_PICTURE=1 make test-browser ARGS='-k readme_picture'"
        )
