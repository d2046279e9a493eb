"""The page as a test handles it: waits for answers, never for a time."""

import time

from dashboard.widgets import dom_id, value_id

PATIENCE_S = 120
ANSWERS = "Number(document.documentElement.dataset.answers || 0)"
PLACES = "[...document.querySelectorAll('.card .trace path, .card .ytick text')].map(node => node.outerHTML).join()"
CURVES = f"{PLACES} + twin.graphs().map(graph => graph._fullData.map(trace => [...trace.y].join()).join()).join()"
QUIET = "!document.querySelector('.is-busy, .dash-graph--pending')"


class Screen:
    """One visit; `complaints` are console errors and failed requests, `strangers` requests to other hosts."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        self.complaints, self.strangers = [], []
        page.set_default_timeout(PATIENCE_S * 1000)
        page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", lambda answer: answer.status >= 400 and self.complaints.append(f"{answer.status} {answer.url}"))
        page.on("request", lambda asked: self.is_ours(asked.url) or self.strangers.append(asked.url))

    def is_ours(self, url):
        return url.startswith((self.address, "data:", "blob:"))

    def open(self):
        self.page.goto(self.address)
        self.until(lambda: self.answers() > 0)
        return self.rest()

    def until(self, holds):
        end = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < end, "waited in vain"
            self.page.wait_for_timeout(30)

    def answers(self):
        return self.page.evaluate(ANSWERS)

    def rest(self):
        """Until nothing is computed or drawn any more."""
        self.until(lambda: self.page.evaluate(QUIET))
        self.page.wait_for_timeout(100)
        self.until(lambda: self.page.evaluate(QUIET))
        return self

    def after(self, action):
        """Do something and wait for the server's answer to it."""
        before = self.answers()
        action()
        self.until(lambda: self.answers() > before)
        return self.rest()

    def box(self, key):
        return self.page.locator(f"[id='{dom_id(value_id(key))}']")

    def slider(self, key):
        return self.page.locator(f"[id='slider-{key}']")

    def row(self, key):
        return self.page.locator(f".control[data-key='{key}']")

    def type(self, key, text):
        """Type into a box and press Enter."""
        box = self.box(key)
        self.reveal(key)
        box.fill(text)
        return self.after(lambda: box.press("Enter"))

    def reveal(self, key):
        """Open the schedule a control is folded into."""
        self.row(key).evaluate("row => row.closest('details')?.setAttribute('open', '')")

    def curves(self):
        """All that is drawn and its numbers: axes are refitted, so that a shape alone may stay the same."""
        return self.page.evaluate(CURVES)

    def frames(self):
        return self.page.evaluate("twin.frames")

    def text(self, selector):
        return self.page.locator(selector).inner_text()
