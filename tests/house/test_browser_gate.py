"""Browser tests without a browser: told loudly here, a failure in CI."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.house.tree import ROOT

TEST = "import pytest\n@pytest.mark.browser\ndef test_page(): pass\ndef test_other(): pass\n"


@pytest.fixture
def without_browser(tmp_path):
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "test_page.py").write_text(TEST)

    def run(**environment):
        kept = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST_")}
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_page.py"]
        settings = {**kept, "PATH": str(tmp_path), **environment}
        return subprocess.run(command, cwd=tmp_path, env=settings, check=False, capture_output=True, text=True)

    return run


def test_they_are_skipped_loudly(without_browser):
    result = without_browser()
    assert result.returncode == 0
    warning, summary = result.stdout.splitlines()[-2:]
    assert warning.startswith("! no Chromium that starts: the browser tests did NOT run")
    assert "1 passed, 1 skipped" in summary


def test_they_fail_in_ci(without_browser):
    result = without_browser(CI="true")
    assert result.returncode == 1
    assert "1 failed, 1 passed" in result.stdout.splitlines()[-1] or "1 error" in result.stdout.splitlines()[-1]
