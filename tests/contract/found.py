"""What lies there to be examined: organs, rows, drugs, sources. Nothing is listed by hand."""

import ast
import re
from collections import Counter
from pathlib import Path

from twin.compose import discover
from twin.registry import DATA, registry

ORGANS = discover()
FOLDER = Path(__file__).resolve().parents[2] / "twin"
ROWS = registry().parameters
PHYSIOLOGY = {key: row for key, row in ROWS.items() if row.group in ORGANS}


def organ_path(name: str) -> Path:
    return FOLDER / "physiology" / f"{name}.py"


def tree(name: str) -> ast.Module:
    return ast.parse(organ_path(name).read_text())


def attributes(name: str, of: str) -> set[str]:
    """Every `of.something` in an organ's file."""
    nodes = (node for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute))
    return {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == of}


def references() -> Counter:
    """Keys of data/references.bib, and how often each is defined."""
    return Counter(re.findall(r"^@\w+\{([^,\s]+)", (DATA / "references.bib").read_text(), re.M))


def cited(text: str) -> set[str]:
    """Keys inside square brackets: a name with a year, or one of our own notes."""
    inside = " ".join(re.findall(r"\[([^\[\]]*)\]", text))
    return set(re.findall(r"\b(?:[a-z]+\d{4}[a-z]?|twin_[a-z]+)\b", inside))
