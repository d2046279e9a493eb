"""Where a number comes from: entries of data/references.bib, or the source that a table of the evidence prints."""

import csv
import re
from dataclasses import dataclass
from functools import cache

from twin.registry import DATA

TABLES = ("bp_effects.csv", "ras_biomarkers.csv")
ENTRY = re.compile(r"^@\w+\{(\S+),$\n(.*?)^\}$", re.M | re.S)
FIELD = re.compile(r"^ *(\w+) *= *\{(.*)\},?$", re.M)
INNER = re.compile(r"\{([^{}]*)\}")  # one name, whatever words are in it
LETTERS = {r"{\o}": "ø"}


@dataclass(frozen=True)
class Source:
    """A citation and, where there is one, its address."""

    citation: str
    link: str = ""


@cache
def bibliography() -> dict[str, dict[str, str]]:
    """Fields by key."""
    return {key: fields(body) for key, body in ENTRY.findall((DATA / "references.bib").read_text("utf-8"))}


def fields(body: str) -> dict[str, str]:
    return {name: plain(value) for name, value in FIELD.findall(body)}


def plain(value: str) -> str:
    """Text without the marks of TeX."""
    for mark, letter in LETTERS.items():
        value = value.replace(mark, letter)
    kept = INNER.sub(lambda group: group[1].replace(" and ", " & "), value)
    return re.sub(r"[{}]", "", kept).replace("--", "–")


def reference(key: str) -> Source | None:
    """An entry as one line: who, what, where and when."""
    entry = bibliography().get(key)
    if entry is None:
        return None
    where = " ".join(part for part in (_place(entry), entry.get("year", "")) if part)
    issue = ":".join(part for part in (entry.get("volume", ""), entry.get("pages", "")) if part)
    parts = [_people(entry.get("author", "")), entry.get("title", ""), ";".join(part for part in (where, issue) if part)]
    link = f"https://doi.org/{entry['doi']}" if "doi" in entry else entry.get("url", "")
    return Source(". ".join(part for part in parts if part), link)


def _place(entry: dict[str, str]) -> str:
    return next((entry[name] for name in ("journal", "howpublished", "institution", "school") if name in entry), "")


def _people(authors: str) -> str:
    first, *others = authors.split(" and ")
    return f"{first} et al" if others else first


@cache
def printed() -> dict[str, Source]:
    """Sources as the tables of the evidence print them, by row."""
    found = {}
    for name in TABLES:
        for row in csv.DictReader((DATA / "evidence" / name).read_text("utf-8").splitlines()):
            found[row["id"]] = Source(row["source"], row["url"] if row["url"].startswith("https://") else "")
    return found
