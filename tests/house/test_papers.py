"""The licence, how to cite, and the version that all of them tell."""

import hashlib
import re

import yaml

import twin
from tests.house.tree import ROOT

APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


def test_the_licence_is_the_whole_of_apache_2():
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2


def test_the_citation_is_complete_and_of_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["license"] == "Apache-2.0"
    assert citation["version"] == twin.__version__


def test_the_changelog_starts_at_this_version():
    assert re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)[0] == twin.__version__


def test_the_readme_says_what_this_is_not():
    opening = " ".join((ROOT / "README.md").read_text().split()[:120])
    assert "education and research" in opening
    assert "never advice" in opening
