"""A real gunicorn on a free port and a real Chromium; every test fails on a console error or a request to another host."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.screen import Screen

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Address of the page."""
    port, log = free_port(), tmp_path_factory.mktemp("server") / "log"
    environment = os.environ | {"HOST": "127.0.0.1", "PORT": str(port), "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    environment.pop("BUILD_ENGINE", None)
    with log.open("w") as file:
        process = subprocess.Popen([sys.executable, "-m", "gunicorn"], cwd=ROOT, env=environment, stdout=file, stderr=file)
        address = f"http://127.0.0.1:{port}/"
        try:
            await_page(address, process, log)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def await_page(address, process, log):
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            return urllib.request.urlopen(address, timeout=5).read()
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    return pytest.fail(f"the server did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def visit(server, chromium):
    """Opens the page: visit(width=390, height=844, dark=True, language='it') -> Screen."""
    screens = []

    def open_page(width=1440, height=900, dark=False, language="en", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale={"en": "en-US", "it": "it-IT"}[language],
            **options,
        )
        screens.append(Screen(context.new_page(), server))
        return screens[-1].open()

    yield open_page
    for screen in screens:
        screen.page.context.close()
    for screen in screens:
        assert screen.complaints == []
        assert screen.strangers == []


@pytest.fixture
def screen(visit):
    """The page on a desktop, its run cut to three days so that every answer is quick."""
    found = visit()
    found.type("horizon_days", "3")
    return found.type("drug.benazepril.from_day", "0")
