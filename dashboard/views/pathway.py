"""The renin-angiotensin system at one moment: each quantity and flow against the person's own rest, and what the drugs block.

Rest is the same person untreated at the same hour of the clock. A flow is a product of what drives it:
    renin     PRA                      ace  AngI ACE (1 - i_ACE)/(1 - i_ACE in plasma)
    nep       AngI                     ace2 AngII ACE2                  at1r, at2r  what is bound (half-lives are minutes)
all relative to rest; the signals behind AT1R carry what is bound to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from dashboard.figures.pathway import Box, Flow, change, pathway
from dashboard.figures.pathway_places import NARROW, WIDE
from dashboard.figures.tree import Element, element, table, unfolding
from dashboard.scenario import untreated
from dashboard.views.look import Drawn, Look, hypotheses
from twin.moment import blocks_at, drives_at

BOXES = {
    "angiotensinogen": "angiotensinogen_nmol_L",
    "renin": "prc_pg_mL",
    "ang_i": "ang_i_pg_mL",
    "ace": "ace_activity_ratio",
    "ang_ii": "ang_ii_pg_mL",
    "ace2": "ace2_ratio",
    "ang_1_7": "ang_1_7_pg_mL",
    "at1r": "at1r_bound_ratio",
    "at2r": "at2r_bound_ratio",
    "aldosterone": "aldosterone_pg_mL",
    "sympathetic": "sympathetic_ratio",
    "resistance": "tpr_mmHg_min_L",
    "sodium": "sodium_excretion_mmol_day",
    "volume": "blood_volume_L",
    "output": "cardiac_output_L_min",
    "pressure": "map_mmHg",
}
PILLS = [key for key, place in WIDE.boxes.items() if place.pill]
RATIO = "ratio"  # the unit of what is given relative to a norm: shown as its ratio alone


@dataclass(frozen=True)
class Way:
    """How an arrow's flow follows from boxes and blocks: product of `of`, times (1 - `less`), over (1 - `more`)."""

    of: tuple[str, ...]
    less: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    inhibits: bool = False
    is_signal: bool = True


WAYS = {
    "renin": Way(("activity",), is_signal=False),
    "ace": Way(("ang_i", "ace"), ("block_ace",), ("plasma_ace_block",), is_signal=False),
    "nep": Way(("ang_i",), is_signal=False),
    "ace2": Way(("ang_ii", "ace2"), is_signal=False),
    "at1r": Way(("at1r",), is_signal=False),
    "at2r": Way(("at2r",), is_signal=False),
    "feedback": Way(("at1r",), inhibits=True),
    "secretion": Way(("at1r",)),
    "vessels": Way(("at1r",)),
    "retention": Way(("at1r",), inhibits=True),
    "aldosterone": Way(("aldosterone",), ("block_mineralocorticoid",), inhibits=True),
    "excretion": Way(("sodium",), inhibits=True, is_signal=False),
    "filling": Way(("volume",)),
    "heart": Way(("output",)),
    "tone": Way(("resistance",)),
    "baroreflex": Way(("pressure",), inhibits=True),
    "nerves_renin": Way(("sympathetic",), ("block_beta1",)),
    "nerves_vessels": Way(("sympathetic",)),
    "nerves_heart": Way(("sympathetic",), ("block_beta1",)),
    "natriuresis": Way(("pressure",)),
}
FLOWS = ("renin", "ace", "nep", "ace2", "at1r", "at2r")  # those that no box of the map stands for
ACTIVITY = "pra_ng_mL_h"  # what renin makes of angiotensin I
BARS = {  # on which arrows the block of a target is drawn
    "renin": ("renin",),
    "ace": ("ace",),
    "at1r": ("at1r",),
    "mineralocorticoid": ("aldosterone",),
    "distal_sodium": ("excretion",),
    "vascular_tone": ("tone",),
    "beta1": ("nerves_renin", "nerves_heart"),
}


def draw(at: Look) -> Drawn:
    """Map, table and a sentence."""
    text, ratios = at.text, against_rest(at)
    boxes = {key: _box(key, ratios[key], at) for key in BOXES}
    blocks = _blocks(at)
    words: dict[str, list[str]] = {}
    for drug, share in blocks.items():
        for arrow in BARS[at.service.registry.drugs[drug].target]:
            words.setdefault(arrow, []).append(_percent(drug, share, at))
    flows = flows_at(ratios, at)
    title = text("pathway.title", when=at.when)
    drawing = pathway(boxes, flows, words, NARROW if at.is_narrow else WIDE, title)
    legend = element("p", text("pathway.legend"), class_="view-note")
    detail = element("p", text("pathway.hint"), class_="view-detail", aria_hidden="true")
    numbers = unfolding(text("pathway.table"), _table(title, ratios, flows, blocks, at), "pathway-table")
    body = [element("h2", title), drawing, detail, legend, *hypotheses(at), numbers]
    return Drawn(body, " ".join([boxes["ang_ii"].said, boxes["aldosterone"].said, boxes["pressure"].said]))


def against_rest(at: Look) -> dict[str, float]:
    """Ratio to the person's own rest of each box, and of renin activity."""
    rest = at.service.forecast(untreated(at.compared.raw), at.text.language)
    return {
        key: at.value("whatif", channel) / float(rest.channels[channel][at.moment.at])
        for key, channel in (BOXES | {"activity": ACTIVITY}).items()
    }


def flows_at(ratios: Mapping[str, float], at: Look) -> dict[str, Flow]:
    """Every arrow's flow relative to rest."""
    drives = {name: float(value) for name, value in drives_at(at.inputs[1], at.moment, at.service.registry).items()}
    return {
        key: Flow(
            prod(ratios[name] for name in way.of)
            * prod(1 - drives[name] for name in way.less)
            / prod(1 - drives[name] for name in way.more),
            way.inhibits,
            way.is_signal,
        )
        for key, way in WAYS.items()
    }


def _blocks(at: Look) -> dict[str, float]:
    found = blocks_at(at.inputs[1], at.moment, at.service.registry)
    return {drug: float(share) for drug, share in found.items()}


def _percent(drug: str, share: float, at: Look) -> str:
    label = at.service.registry.drugs[drug].label[at.text.language]
    return at.text("pathway.block", drug=label, percent=at.text.number(100 * share, 0))


def _box(key: str, ratio: float, at: Look) -> Box:
    text, row = at.text, at.service.registry.channels[BOXES[key]]
    label, times = text(f"pathway.box.{key}"), text("pathway.times", ratio=text.number(ratio, 2))
    amount = text.number(at.value("whatif", row.name), row.decimals)
    glyph = {"more": "▲ ", "less": "▼ ", "same": ""}[change(ratio)]
    is_ratio = row.unit == RATIO
    lines = [label, glyph + times] + ([] if is_ratio or key in PILLS else [f"{amount} {text.unit(row.unit)}"])
    said = text("pathway.said_ratio" if is_ratio else "pathway.said", label=row.label[text.language], ratio=text.number(ratio, 2),
                amount=amount, unit=text.unit(row.unit))  # fmt: skip
    return Box(lines, said, ratio, _tag(key, at))


def _tag(key: str, at: Look) -> str:
    """What an infection does to ACE2 is a hypothesis."""
    return at.text("tag.hypothesis") if key == "ace2" and at.compared.raw.get("condition") else ""


def _table(title: str, ratios: Mapping[str, float], flows: Mapping[str, Flow], blocks: Mapping[str, float], at: Look) -> Element:
    text = at.text
    head = [text(f"pathway.head.{name}") for name in ("quantity", "ratio", "whatif", "baseline", "unit")]
    rows = []
    for key, channel in BOXES.items():
        row = at.service.registry.channels[channel]
        values = [text.number(at.value(who, channel), row.decimals) for who in ("whatif", "baseline")]
        rows.append([row.label[text.language], text.number(ratios[key], 2), *values, text.unit(row.unit)])
    rows += [[text(f"pathway.flow.{key}"), text.number(flows[key].ratio, 2), "", "", ""] for key in FLOWS]
    for drug, share in blocks.items():
        target = text(f"pathway.target.{at.service.registry.drugs[drug].target}")
        label = at.service.registry.drugs[drug].label[text.language]
        rows.append([text("pathway.blocked", drug=label, target=target), "", text.number(100 * share, 0), "", "%"])
    return table(title, head, rows)
