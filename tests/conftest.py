"""What holds for every test: one torch thread, hypothesis profiles, and browser tests that never vanish silently."""

import os
import shutil
import subprocess
import sys
from functools import cache

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=False)
settings.load_profile("ci" if os.environ.get("CI") else "here")

collect_ignore = ["deploy", "load"]  # these run in an environment of their own: make test-deploy

NO_BROWSER = "no Chromium that starts: the browser tests did NOT run (apt-get install chromium libatomic1)"


@cache
def has_browser():
    """Chromium, and a Playwright whose driver starts: it needs libatomic1."""
    driver = [sys.executable, "-m", "playwright", "--version"]
    return bool(shutil.which("chromium")) and subprocess.run(driver, capture_output=True, check=False).returncode == 0


def pytest_runtest_setup(item):
    if item.get_closest_marker("browser") and not has_browser():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter):
    yield  # the short summary first, so that the warning stands right above the closing line
    if any(NO_BROWSER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_sep("!", NO_BROWSER, red=True, bold=True)
