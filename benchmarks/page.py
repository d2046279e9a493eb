"""Slider to paint in headless Chromium, one move at a time and with an arrow key held: python -m benchmarks page [ADDRESS]."""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
SLIDER = "slider-drug.benazepril.dose_mg"
MOVES, HOLD_S, REPEAT_S, PATIENCE_S = 60, 2.0, 0.033, 60

PAINTED = """before => new Promise(done => {
  const end = () => done(performance.now() - window.pressed);
  const look = () => requestAnimationFrame(twin.frames > before ? end : look);
  look();
})"""
WATCH = """() => {
  document.addEventListener('keydown', event => { window.pressed = event.timeStamp; }, true);
  window.painted = [];
  let seen = twin.frames;
  const look = now => { if (twin.frames > seen) { seen = twin.frames; painted.push(now); } requestAnimationFrame(look); };
  requestAnimationFrame(look);
}"""


@contextmanager
def served() -> Iterator[str]:
    """The page on a free port, as `make run` serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"DASHBOARD_RATE_PER_MINUTE": "100000", "DASHBOARD_CACHE_SIZE": "2"}  # remembers the baseline, no earlier move
    environment = os.environ | settings | {"PORT": str(port), "OMP_NUM_THREADS": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, "-m", "gunicorn"], cwd=ROOT, env=environment, **quiet)
    try:
        yield await_page(f"http://127.0.0.1:{port}/")
    finally:
        process.terminate()
        process.wait(30)


def await_page(address: str) -> str:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=5).read()
            return address
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise SystemExit("the page did not start")


def answered(page: Page, count: int) -> None:
    """Until the page has had that many answers from the server callback."""
    end = time.monotonic() + PATIENCE_S
    while page.evaluate("Number(document.documentElement.dataset.answers || 0)") < count:
        if time.monotonic() > end:
            raise SystemExit("the page did not answer")
        page.wait_for_timeout(50)


def single_moves(page: Page) -> list[float]:
    """Milliseconds from key press to the frame after the curves are drawn, one move at a time."""
    times = []
    for at in range(MOVES):
        before = page.evaluate("twin.frames")
        page.keyboard.down("ArrowRight" if at % 20 < 10 else "ArrowLeft")
        times.append(page.evaluate(PAINTED, before))
        page.keyboard.up("ArrowRight")
    return times


def held(page: Page) -> list[float]:
    """Times of the paints while a key is held, in ms."""
    page.evaluate("painted.length = 0")
    start = time.monotonic()
    while time.monotonic() < start + HOLD_S:
        page.keyboard.down("ArrowRight" if (time.monotonic() - start) < HOLD_S / 2 else "ArrowLeft")
        page.wait_for_timeout(REPEAT_S * 1000)
    times: list[float] = page.evaluate("[...painted]")
    page.keyboard.up("ArrowRight")
    return times


def measure(address: str) -> dict[str, Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        answered(page, 1)
        page.wait_for_timeout(1000)
        engine = page.locator("#engine").inner_text()
        page.evaluate(WATCH)
        page.evaluate(f"document.getElementById('{SLIDER}').focus()")
        moves, paints = single_moves(page), held(page)
        browser.close()
    return {"engine": engine, "moves": sorted(moves), "paints": paints}


def main(arguments: Sequence[str] = ()) -> None:
    if arguments:
        found = measure(arguments[0])
    else:
        with served() as address:
            found = measure(address)
    moves, paints = found["moves"], found["paints"]
    gaps = [later - earlier for earlier, later in pairwise(paints)]
    rows = {
        "engine": found["engine"],
        f"slider to paint, median of {len(moves)} moves": f"{statistics.median(moves):.0f} ms",
        "slider to paint, p95": f"{moves[int(0.95 * len(moves))]:.0f} ms",
        f"paints while a key is held {HOLD_S:g} s": str(len(paints)),
        "longest gap between them": f"{max(gaps, default=float('nan')):.0f} ms",
        "load average of the machine": f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
    }
    for name, value in rows.items():
        print(f"{name:<44}{value}")
