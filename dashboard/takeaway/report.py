"""One page of paper: who, what, the numbers, the charts, what is known of it, and what this is not."""

import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, KeepInFrame, Paragraph, Spacer, Table

from dashboard.evidence.card import VERDICTS, Row, rows, translations
from dashboard.evidence.page import number
from dashboard.guidelines import guideline
from dashboard.i18n import Text
from dashboard.kpis import Kpi
from dashboard.picture import CHARTS, Compared, Picture
from dashboard.scenario import drugs_in
from dashboard.takeaway.chart import chart
from dashboard.takeaway.described import Told
from dashboard.takeaway.tables import model
from dashboard.theme import THEMES
from twin.registry import Registry

FONT, BOLD = "Vera", "VeraBd"  # Bitstream Vera comes with reportlab, under a licence that lets it be embedded
FOLDER = Path(reportlab.__file__).parent / "fonts"
MARGIN, GAP = 36.0, 6.0
WIDTH = A4[0] - 2 * MARGIN
TALL, LOW = 178.0, 108.0
INDENT, MOST_MISSES = 8.0, 3
INK = THEMES["light"]
UNSET = str.maketrans({"\u202f": "\u00a0", "▲": "", "▼": ""})  # what Vera has no glyph for; the sign says up or down


@dataclass(frozen=True)
class Report:
    """What goes on the page; `pinned`: the baseline in words, where it is not the untreated person."""

    told: Told
    pinned: Told | None
    compared: Compared
    picture: Picture
    values: Mapping[str, Any]
    link: str


def pdf(report: Report, registry: Registry, text: Text) -> bytes:
    """The page as a file, the same for the same scenario."""
    fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang=text.language, pageCompression=1)
    canvas.setTitle(f"{text('page.title')}: {'; '.join(report.told.treatment)}")
    canvas.setAuthor(text("page.title"))
    canvas.setSubject(text("page.notice"))
    height = A4[1] - 2 * MARGIN
    story = [
        *_head(report, text),
        Spacer(0, GAP),
        _numbers(report.picture.kpis, text),
        Spacer(0, GAP),
        *_charts(report, registry, text),
        *_known(report, registry, text),
        *_foot(report, text),
    ]
    Frame(MARGIN, MARGIN, WIDTH, height, 0, 0, 0, 0).addFromList([KeepInFrame(WIDTH, height, story, mode="shrink")], canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def fonts() -> None:
    for name in (FONT, BOLD):
        pdfmetrics.registerFont(TTFont(name, FOLDER / f"{name}.ttf"))
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)


def _line(words: str, size: float = 8, bold: bool = False, ink: str = "ink", **more: Any) -> Paragraph:
    style = ParagraphStyle(
        "", fontName=BOLD if bold else FONT, fontSize=size, leading=1.3 * size, textColor=HexColor(INK[ink]), **more
    )
    return Paragraph(escape(words.translate(UNSET)), style)


def _head(report: Report, text: Text) -> list[Any]:
    notice = _line(
        text("page.notice"), 8, bold=True, ink="warn_ink", backColor=HexColor(INK["warn"]), borderPadding=4, spaceBefore=5
    )
    return [
        _line(text("page.title"), 15, bold=True),
        _line(text("page.subtitle"), 9, ink="muted", spaceAfter=4),
        notice,
        Spacer(0, 8),
        *(_line(line, 9, bold=True) for line in report.told.treatment),
        _line(report.told.person, 7.5, ink="muted"),
    ]


def _numbers(kpis: Sequence[Kpi], text: Text) -> Table:
    head = [text("report.number"), text("who.whatif"), text("who.baseline"), text("report.change")]
    lines = [[kpi.label, f"{kpi.value(text)} {kpi.unit}", f"{kpi.reference(text)} {kpi.unit}", kpi.change(text)] for kpi in kpis]
    cells = [[_line(word, 7, ink="muted") for word in head]]
    cells += [[_line(word, 8, bold=at == 1) for at, word in enumerate(line)] for line in lines]
    style = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(INK["line"])),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    return Table(cells, colWidths=[WIDTH * share for share in (0.34, 0.22, 0.22, 0.22)], style=style, hAlign="LEFT")


def _charts(report: Report, registry: Registry, text: Text) -> list[Any]:
    """Pressure over the whole width, the others in pairs below."""
    picture = report.picture
    shown = [registry.channels[name] for name in picture.view.panels]
    names = [text("chart.pressure"), f"{text('chart.profile')} {picture.view.day}", *(row.label[text.language] for row in shown)]
    units = [picture.figures[name]["layout"]["meta"]["unit"] for name in CHARTS]
    titles = [f"{name}, {unit}" for name, unit in zip(names, units, strict=True)]
    half = WIDTH / 2
    sizes = [(WIDTH, TALL), *[(half, LOW)] * (len(CHARTS) - 1)]
    drawn = [
        [_line(title, 8, bold=True), chart(picture.figures[name], *size, text, FONT)]
        for name, title, size in zip(CHARTS, titles, sizes, strict=True)
    ]
    pairs = [drawn[at : at + 2] for at in range(1, len(drawn), 2)]
    flat = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]  # fmt: skip
    baseline = text("legend.untreated") if report.pinned is None else text("legend.pinned")
    against = [] if report.pinned is None else [f"{baseline}: {'; '.join(report.pinned.lines())}"]
    legend = text("report.legend", whatif=text("who.whatif"), baseline=baseline, limits=guideline(picture.view.guideline).label)
    return [
        *drawn[0],
        Table(pairs, colWidths=[half, half], style=flat, hAlign="LEFT"),
        *(_line(line, 7, ink="muted") for line in (legend, *against)),
        Spacer(0, GAP),
    ]


def _known(report: Report, registry: Registry, text: Text) -> list[Any]:
    """For each drug that is taken: how the twin does against its published trials."""
    taken = drugs_in(report.values, registry)
    if not taken:
        return []
    card = rows(registry)
    lines = [_line(line, 7.5, leftIndent=indent) for name in taken for line, indent in _score(name, card, registry, text)]
    return [_line(text("evidence.title"), 8, bold=True), *lines, Spacer(0, GAP)]


def _score(name: str, card: Sequence[Row], registry: Registry, text: Text) -> list[tuple[str, float]]:
    """How many lines of a drug are met and missed, then the first misses; each with its indent."""
    own = [row for row in card if name in row.drugs]
    found = Counter(row.verdict for row in own)
    counts = text("told.join").join(f"{text('evidence.verdict.' + verdict).lower()} {found[verdict]}" for verdict in VERDICTS)
    head = text("report.score", drug=registry.drugs[name].label[text.language], count=len(own), counts=counts)
    said = translations(text.language)["what"]
    misses = [
        text(
            "report.miss",
            what=said.get(row.what, row.what),
            published=number(row.published, text),
            simulated=number(row.simulated, text),
            unit=text("evidence.unit.ratio").lower() if row.unit == "ratio" else text.unit(row.unit),
        )
        for row in own
        if row.verdict == VERDICTS[0] and not math.isnan(row.published)
    ]
    return [(head, 0.0), *((miss, INDENT) for miss in misses[:MOST_MISSES])]


def _foot(report: Report, text: Text) -> list[Any]:
    version = text("report.model", version=model(report.compared)["version"])
    return [_line(version, 7, ink="muted"), _address(report.link)]


def _address(link: str) -> Paragraph:
    """A link that can be clicked."""
    style = ParagraphStyle("", fontName=FONT, fontSize=7, leading=9, textColor=HexColor(INK["accent"]), splitLongWords=1)
    return Paragraph(f"<link href={quoteattr(link)}>{escape(link)}</link>", style)
