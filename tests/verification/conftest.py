"""Everything here is slow. The compiled engine is used where it matches; in CI it is built first."""

import os
import shutil
import subprocess
import sys

import pytest

from twin import compiled

NO_ENGINE = "no compiled engine that matches (make engine): compiled runs were NOT checked and the others took longer"


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/verification" in item.path.as_posix():
            item.add_marker("verification")


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    """A compiled package that matches these equations."""
    if compiled.state() != "ready":
        if not os.environ.get("CI"):
            pytest.skip(NO_ENGINE)
        assert shutil.which(os.environ.get("CXX", "g++")), "CI checks the compiled engine and needs a C++ compiler"
        os.environ["TWIN_ENGINE_DIR"] = str(tmp_path_factory.mktemp("engine"))
        subprocess.run([sys.executable, "-m", "twin.compiled", "build"], check=True)
    return compiled.package(required=True)


@pytest.fixture(scope="session", autouse=True)
def _engine_for_all(request):
    """In CI the engine is built before the long runs, which then take a tenth of the time."""
    if os.environ.get("CI"):
        request.getfixturevalue("engine")
