"""A package that does not match is refused with one line and a reason; the twin then runs in eager mode."""

import json
import logging
from types import SimpleNamespace

import pytest
import torch

from twin import compiled
from twin.registry import registry
from twin.simulate import simulate

RAW = {"horizon_days": 1}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TWIN_ENGINE_DIR", str(tmp_path))
    compiled._say_once.cache_clear()
    yield tmp_path
    compiled._say_once.cache_clear()


def lay(folder, **different: str) -> None:
    """A package with a manifest; never loaded, since the manifest comes first."""
    (folder / compiled.PACKAGE).write_bytes(b"not a package")
    (folder / compiled.MANIFEST).write_text(json.dumps({**compiled.fingerprint(), **different}))


@pytest.mark.parametrize("name", ["equations", "torch", "processor"])
def test_a_package_built_from_something_else_is_refused(folder, name, caplog):
    lay(folder, **{name: "other"})
    with caplog.at_level(logging.WARNING):
        assert compiled.package() is None
        assert compiled.package() is None
    assert compiled.state() == f"refused: built from other {name}"
    assert [name in record.message for record in caplog.records] == [True], "one line, once"
    with pytest.raises(RuntimeError, match=name):
        compiled.package(required=True)


def test_a_manifest_without_a_key_is_refused(folder):
    lay(folder)
    (folder / compiled.MANIFEST).write_text("{}")
    assert compiled.refusal()


def test_an_older_processor_is_refused(folder, monkeypatch):
    lay(folder)
    monkeypatch.setattr(compiled, "processor", lambda: "x86-64-v3")
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "DEFAULT")
    lay(folder)
    assert "AVX2" in compiled.refusal()


def test_where_none_lies_the_twin_runs_in_eager_mode_and_says_nothing(folder, caplog):
    with caplog.at_level(logging.WARNING):
        run = simulate(registry().parse(RAW))
    assert run.engine == "mechanistic (eager)"
    assert compiled.state() == "absent"
    assert not caplog.records


def test_half_a_package_is_none(folder):
    lay(folder)
    (folder / compiled.MANIFEST).unlink()
    assert compiled.state() == "absent"


def test_what_is_required_and_absent_is_an_error(folder):
    with pytest.raises(RuntimeError, match="absent"):
        simulate(registry().parse(RAW), engine="compiled")


@pytest.mark.parametrize("damage", ["", "[]", "{", "\x00"])
def test_a_damaged_manifest_is_refused_and_never_raises(folder, damage):
    lay(folder)
    (folder / compiled.MANIFEST).write_text(damage)
    assert compiled.state().startswith(("refused", "absent"))


def test_a_build_under_way_is_told(folder):
    import os

    assert compiled.progress() is None
    (folder / compiled.PROGRESS).write_text(json.dumps({"pid": os.getpid(), "fraction": 0.4}))
    assert compiled.state() == "building"
    assert compiled.progress() == 0.4


def test_a_build_that_died_is_not_under_way(folder):
    (folder / compiled.PROGRESS).write_text(json.dumps({"pid": 2**22 - 1, "fraction": 0.4}))
    assert compiled.progress() is None


def equations_of(root, rows, monkeypatch) -> str:
    monkeypatch.setattr(compiled, "ROOT", root)
    monkeypatch.setattr(compiled, "model", lambda: SimpleNamespace(rows=rows, personal=(), free=()))
    known = (compiled.equations, compiled.fingerprint)
    for once in known:
        once.cache_clear()
    found = compiled.fingerprint()["equations"]
    for once in known:
        once.cache_clear()
    return found


def test_the_fingerprint_follows_code_and_constants_but_not_words(tmp_path, monkeypatch):
    organ = tmp_path / "twin" / "physiology" / "heart.py"
    organ.parent.mkdir(parents=True)
    organ.write_text('"""Words."""\nx = 1\n')
    first = equations_of(tmp_path, {"heart": {"k": 1.0}}, monkeypatch)
    organ.write_text('"""Other words."""\n\n\nx = 1  # why\n')
    assert equations_of(tmp_path, {"heart": {"k": 1.0}}, monkeypatch) == first
    assert equations_of(tmp_path, {"heart": {"k": 1.5}}, monkeypatch) != first
    organ.write_text('"""Words."""\nx = 2\n')
    assert equations_of(tmp_path, {"heart": {"k": 1.0}}, monkeypatch) != first
