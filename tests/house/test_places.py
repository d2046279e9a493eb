"""No file says where it was written: no machine path, no package registry, nothing beside the checkout."""

import re

import pytest

from tests.house.tree import ROOT, named, ours

MACHINE_PATH = re.compile(r"(?<![\w./:-])(/(work|root|home|Users)/[\w.]|/opt/(wheels|pypi))|\.\.\/shared\b")
REGISTRIES = [  # in parts, so that this file passes its own test
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("unpkg", "com"),
    ("deb", "debian", "org"), ("crates", "io"), ("golang", "org"), ("conda", "anaconda", "org"),
]  # fmt: skip
HOSTS = re.compile("|".join(re.escape(".".join(parts)) for parts in REGISTRIES))
TORCH_INDEX = ".".join(("download", "pytorch", "org"))


def text_of(path) -> str:
    return path.read_bytes().decode(errors="ignore")


@pytest.mark.parametrize("path", ours(), ids=named)
def test_no_machine_path_and_no_registry(path):
    text = text_of(path)
    assert not MACHINE_PATH.search(text)
    assert not HOSTS.search(text)


def test_two_files_name_the_torch_index_and_agree():
    """The Makefile, and the Dockerfile that must build without it."""
    found = {named(path): re.findall(rf"https://{re.escape(TORCH_INDEX)}\S*", text_of(path)) for path in ours()}
    named_by = {name: urls for name, urls in found.items() if urls}
    assert sorted(named_by) == ["Dockerfile", "Makefile"]
    assert named_by["Dockerfile"] == named_by["Makefile"]


@pytest.mark.parametrize("text", ["cd /" + "work/main", "'/" + "root/.cache'", "(/" + "opt/wheels)", "../" + "shared/x"])
def test_a_machine_path_is_seen(text):
    assert MACHINE_PATH.search(text)


@pytest.mark.parametrize("text", ["framework/main", "https://example.org/home/page", "a/root/b", "/path/to/python3.11"])
def test_an_ordinary_path_is_not(text):
    assert not MACHINE_PATH.search(text)


def test_a_registry_is_seen():
    assert all(HOSTS.search("https://x." + ".".join(parts) + "/simple") for parts in REGISTRIES)


def test_the_checkout_is_read():
    assert ROOT / "Makefile" in ours()
