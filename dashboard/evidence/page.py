"""GET /evidence: the scorecard for a reader, filtered by the address: ?drug=losartan&verdict=outside&role=VALIDATE."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from dashboard import standalone
from dashboard.evidence.card import VERDICTS, Row, rows, totals, translations
from dashboard.evidence.forest import CERTAIN, axes, mark
from dashboard.evidence.references import reference
from dashboard.guidelines import guidelines
from dashboard.i18n import Text
from dashboard.kpis import SLASH
from dashboard.standalone import Reader
from twin.registry import Registry
from twin.validate import SCORED_ROLES

WITHOUT = "none"
DIGITS, DIGITS_OF_ERROR = 3, 2
MOST_DECIMALS = 3


@dataclass(frozen=True)
class Filter:
    """What the address asks for; empty where it asks for nothing that exists."""

    drug: str
    verdict: str
    role: str

    @staticmethod
    def read(asked: Mapping[str, str], registry: Registry) -> "Filter":
        known = {"drug": {*groups(registry), *registry.drugs, WITHOUT}, "verdict": set(VERDICTS), "role": set(SCORED_ROLES)}
        return Filter(**{name: value if (value := asked.get(name, "")) in values else "" for name, values in known.items()})

    def keeps(self, row: Row, classes: Mapping[str, set[str]]) -> bool:
        wanted = classes.get(self.drug, {self.drug})
        is_of_drug = not self.drug or (not row.drugs if self.drug == WITHOUT else bool(row.drugs & wanted))
        return is_of_drug and self.verdict in ("", row.verdict) and self.role in ("", row.role)


def groups(registry: Registry) -> dict[str, set[str]]:
    """Drugs of each class, by the class as an address can carry it."""
    found: dict[str, set[str]] = {}
    for name, drug in registry.drugs.items():
        found.setdefault(slug(drug.class_label["en"]), set()).add(name)
    return found


def slug(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", label.lower())


def blueprint(registry: Registry, reader: Reader) -> Blueprint:
    """The page; the card is read at the first visit."""
    routes = Blueprint("evidence", __name__, template_folder="../templates")
    card = cache(lambda: rows(registry))

    @routes.get("/evidence")
    def evidence() -> Response:
        text = reader()
        asked = Filter.read(request.args, registry)
        answer = make_response(render_template("evidence.html", **shown(card(), asked, registry, text), **standalone.frame(text)))
        return standalone.remember(answer)

    return routes


def shown(card: Iterable[Row], asked: Filter, registry: Registry, text: Text) -> dict[str, Any]:
    """Everything the template needs."""
    every = list(card)
    classes = groups(registry)
    kept = [row for row in every if asked.keeps(row, classes)]
    words = translations(text.language)
    return {
        "asked": asked,
        "kept": kept,
        "every": every,
        "totals": totals(kept),
        "verdicts": VERDICTS,
        "choices": choices(registry, text),
        "sections": sections(kept, every),
        "said": lambda kind, english: words[kind].get(english, english),
        "number": lambda value: number(value, text),
        "error": lambda se: number(CERTAIN * se, text, DIGITS_OF_ERROR),
        "isnan": math.isnan,
        "guidelines": [(one, reference(one.source)) for one in guidelines().values()],
        "pair": lambda values: SLASH.join(text.number(value, 0) for value in values.values()),
        "hypotheses": hypotheses(registry, text),
    }


def sections(kept: Iterable[Row], every: Iterable[Row]) -> list[tuple[str, list[tuple[str, Any, list[tuple[Row, Any]]]]]]:
    """Verdicts in order, in each the units, in each its rows with their marks; the axes do not move with the filter."""
    along = axes(every)
    found = []
    for verdict in VERDICTS:
        own = [row for row in kept if row.verdict == verdict]
        is_scored = verdict != VERDICTS[-1]
        units = [unit for unit in along if any(row.unit == unit for row in own)] if is_scored else [""]
        tables = [(unit, along.get(unit), [(row, drawn(row, along)) for row in own if unit in ("", row.unit)]) for unit in units]
        if own:
            found.append((verdict, tables))
    return found


def drawn(row: Row, along: Mapping[str, Any]) -> Any:
    return mark(row, along[row.unit]) if row.unit in along else None


def choices(registry: Registry, text: Text) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Classes with their drugs, as the list shows them."""
    labels = {slug(drug.class_label["en"]): drug.class_label[text.language] for drug in registry.drugs.values()}
    drugs = {
        name: sorted((drug, registry.drugs[drug].label[text.language]) for drug in own) for name, own in groups(registry).items()
    }
    return sorted(((name, label, drugs[name]) for name, label in labels.items()), key=lambda choice: choice[1])


def number(value: float, text: Text, digits: int = DIGITS) -> str:
    """Significant digits, as the language writes them."""
    if value == 0:
        return text.number(0, 0)
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    decimals = min(max(decimals, 0), MOST_DECIMALS)
    while decimals and round(value, decimals) == round(value, decimals - 1):
        decimals -= 1
    return text.number(value, decimals)


def hypotheses(registry: Registry, text: Text) -> list[tuple[str, str]]:
    """Name and explanation of every row that is no more than a hypothesis."""
    found = [row for row in registry.parameters.values() if row.status == "hypothesis"]
    named = {"condition.severity": text("condition.sars_cov_2")}
    return [(named.get(row.key, row.label[text.language]), row.help.get(text.language, "")) for row in found]
