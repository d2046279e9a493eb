"""Small rooms: a file and a function each fit in a head."""

import ast

import pytest

from tests.house.tree import ROOT, named, ours

FILE_LINES = 300
FUNCTION_LINES = 40
WRITTEN_BY_HAND = {".py", ".js", ".css", ".sh"}


def functions_of(source: str) -> list[tuple[str, int]]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    return [(node.name, node.end_lineno - node.lineno + 1) for node in found]


@pytest.mark.parametrize("path", [p for p in ours() if p.suffix in WRITTEN_BY_HAND], ids=named)
def test_no_file_is_longer_than_a_head_holds(path):
    assert len(path.read_text().splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", [p for p in ours() if p.suffix == ".py"], ids=named)
def test_no_function_is_longer_than_a_screen(path):
    long = {name: lines for name, lines in functions_of(path.read_text()) if lines > FUNCTION_LINES}
    assert not long


def test_length_of_a_function_counts_its_last_line():
    assert functions_of("def f():\n    x = 1\n\n    return x\n") == [("f", 4)]


def test_contributing_stays_one_page():
    assert len((ROOT / "CONTRIBUTING.md").read_text().splitlines()) <= 150
