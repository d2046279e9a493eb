"""What README, CONTRIBUTING and CI tell people to type exists, and everything that exists is explained."""

import re
import subprocess

import pytest

from tests.house.tree import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.M))


def commands_in(markdown: str) -> set[str]:
    """The make targets in code spans and code blocks; prose may make what it likes."""
    code = re.findall(r"```.*?```|`[^`]+`", markdown, re.S)
    return {target for piece in code for target in re.findall(r"\bmake ([a-z][a-z-]*)", piece)}


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_documented_command_is_a_target(document):
    commands = commands_in((ROOT / document).read_text())
    assert commands
    assert commands <= TARGETS


def test_every_target_is_explained_and_phony():
    explained = set(re.findall(r"^([a-z-]+):.*  ## \S", MAKEFILE, re.M))
    phony = set(re.search(r"^\.PHONY: ((?:.*\\\n)*.*)$", MAKEFILE, re.M)[1].replace("\\\n", " ").split())
    assert explained == TARGETS
    assert phony == TARGETS


def test_help_lists_every_target():
    shown = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert set(re.findall(r"^  make ([a-z-]+) ", shown, re.M)) == TARGETS


def test_ci_runs_the_test_command_of_the_readme():
    script = ROOT / ".ci" / "run"
    assert "make test\n" in (ROOT / "README.md").read_text()
    assert re.search(r"\bmake test\b", script.read_text().splitlines()[-1])
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    assert script.stat().st_mode & 0o100
