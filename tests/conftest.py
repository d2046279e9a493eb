"""What holds for every test: one torch thread, hypothesis profiles, and browser tests that never vanish silently."""

import os
import shutil

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

NO_BROWSER = "no Chromium on this machine: the browser tests did NOT run (apt-get install chromium)"


def pytest_runtest_setup(item):
    if item.get_closest_marker("browser") and not shutil.which("chromium"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter):
    yield  # the short summary first, so that the warning stands right above the closing line
    if any(NO_BROWSER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_sep("!", NO_BROWSER, red=True, bold=True)
