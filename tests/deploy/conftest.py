"""The image is built once per run, and only when a test asks for it."""

import os
import time

import pytest

from tests.deploy.container import IMAGE, podman
from tests.deploy.tools import ROOT, run


@pytest.fixture(scope="session")
def image(record_testsuite_property):
    """The image of the real Dockerfile. Where containers can't run this fails in one sentence; it never skips."""
    began = time.monotonic()
    built = run("scripts/image.sh", cwd=ROOT, env={**os.environ, "IMAGE": IMAGE}, check=False)
    if built.returncode:
        pytest.fail(
            f"the image tests did NOT run: {built.stderr.strip().splitlines()[-1]}\n{built.stderr[-3000:]}", pytrace=False
        )
    print(f"\nimage built in {time.monotonic() - began:.0f} s, {size_MB():.0f} MB")
    return IMAGE


def size_MB() -> float:
    return int(podman("image", "inspect", "--format={{.Size}}", IMAGE).stdout) / 1e6
