"""Each import contract of pyproject.toml really refuses what it forbids, in a small stand-in of the two packages."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

FILES = ("twin/__init__", "twin/physiology/__init__", "twin/physiology/heart", "twin/physiology/kidney", "dashboard/__init__",
         "dashboard/figures/__init__", "dashboard/figures/pressure")  # fmt: skip


@pytest.fixture
def broken(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in FILES:
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def check(name: str = "twin/__init__", line: str = "") -> list[str]:
        (tmp_path / f"{name}.py").write_text(line + "\n")
        program = Path(sys.executable).with_name("lint-imports")
        result = subprocess.run([program, "--no-cache"], cwd=tmp_path, check=False, capture_output=True, text=True)
        assert "Contracts: " in result.stdout, result.stdout + result.stderr
        return re.findall(r"^(.*) BROKEN", result.stdout, re.M)

    return check


def test_the_stand_in_itself_is_clean(broken):
    assert broken() == []


@pytest.mark.parametrize(
    ("name", "line", "contract"),
    [
        ("twin/physiology/heart", "import dashboard", "the dashboard imports the twin, never the other way"),
        ("twin/physiology/heart", "import dash", "the twin knows no web"),
        ("twin/physiology/heart", "import flask", "the twin knows no web"),
        ("twin/physiology/heart", "import plotly", "the twin knows no web"),
        ("dashboard/figures/pressure", "import dash", "figures are pure"),
        ("dashboard/figures/pressure", "import flask", "figures are pure"),
        ("dashboard/figures/pressure", "import torch", "figures are pure"),
        ("twin/physiology/heart", "from twin.physiology import kidney", "organs never import each other"),
    ],
)
def test_a_wrong_import_is_refused(broken, name, line, contract):
    assert broken(name, line) == [contract]
