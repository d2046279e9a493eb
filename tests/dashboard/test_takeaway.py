"""Files of the scenario on screen: complete, readable by other programs, and saying what they are not."""

import csv
import io
import re
import sys
from subprocess import run

import numpy as np
import orjson
import pandas as pd
import pytest
from reportlab.graphics.shapes import Circle, Drawing, Group, Polygon, PolyLine

from dashboard.answer import Asked, answer
from dashboard.i18n import languages, text_of
from dashboard.picture import CHARTS, draw
from dashboard.takeaway.chart import chart, colour
from dashboard.takeaway.described import described
from dashboard.takeaway.menu import lines
from dashboard.takeaway.report import FONT, UNSET, fonts
from dashboard.theme import THEMES
from twin import __version__
from twin.registry import registry


def post(client, kind, **body):
    return client.post(f"/take/{kind}", data=orjson.dumps({"view": {}, "language": "en"} | body))


@pytest.fixture
def compared(service, values):
    return answer(service, Asked.read({"values": values})).compared


def test_the_csv_is_rfc_4180_and_other_programs_read_it(client, values, compared):
    found = post(client, "csv", values=values)
    assert found.headers["Content-Disposition"] == 'attachment; filename="twin-benazepril-20-mg-3-days.csv"'
    text = found.data.decode()
    assert text.count("\n") == text.count("\r\n")
    table = pd.read_csv(io.StringIO(text), comment="#")
    assert table["t_h [h]"].tolist() == list(range(73))
    for who in ("whatif", "baseline"):
        shown = np.asarray(getattr(compared, who).channels["sbp_mmHg"])
        assert table[f"{who}.sbp_mmHg [mmHg]"].to_numpy() == pytest.approx(shown, rel=1e-6)
    assert all(re.search(r"\[.+\]$", name) for name in table.columns)


def test_the_csv_says_which_model_which_scenario_and_what_it_is_not(client, values):
    head = [line for line in post(client, "csv", values=values, language="it").data.decode().splitlines() if line[0] == "#"]
    assert f"# {text_of('it')('page.notice')}" in head
    assert f"# model.version = {__version__}" in head
    assert "# whatif.patient.age_years = 58 [year]" in head
    assert any(line.startswith("# whatif.drug = drug: benazepril; dose_mg: 20") for line in head)
    assert not any(line.startswith("# baseline.drug") for line in head)
    rows = csv.reader(line for line in post(client, "csv", values=values).data.decode().splitlines() if line[0] != "#")
    assert len({len(row) for row in rows}) == 1


def test_the_json_has_every_parameter_channel_and_unit(client, values, compared):
    found = orjson.loads(post(client, "json", values=values, baseline=values | {"drug.losartan.dose_mg": "50"}).data)
    assert found["model"]["version"] == __version__
    assert found["parameters"]["whatif"].keys() == registry().parameters.keys()
    assert all({"value", "unit", "source"} <= row.keys() for row in found["parameters"]["whatif"].values())
    assert found["parameters"]["whatif"]["patient.age_years"]["value"] == 58
    assert found["channels"]["sbp_mmHg"]["whatif"] == pytest.approx(compared.whatif.channels["sbp_mmHg"].tolist())
    assert {drug["drug"] for drug in found["baseline"]["drug"]} == {"benazepril", "losartan"}
    assert "baseline" in found["channels"]["e3174_ng_mL"]
    assert "whatif" not in found["channels"]["e3174_ng_mL"]
    assert all(channel["unit"] == registry().channels[name].unit for name, channel in found["channels"].items())
    assert len(found["key_numbers"]) == 6


@pytest.mark.parametrize("kind", ["csv", "json", "pdf"])
def test_what_does_not_fit_gets_words_and_no_file(client, values, kind):
    found = post(client, kind, values=values | {"patient.age_years": "7"})
    assert found.status_code == 422
    assert "Age" in found.json["notice"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"values": 3, "link": 4}'])
def test_any_body_is_answered(client, body):
    assert client.post("/take/csv", data=body).status_code in (200, 422)


@pytest.mark.parametrize("language", languages())
def test_the_report_is_one_page_in_the_readers_language(client, values, language):
    found = post(client, "pdf", values=values, language=language, view={"guideline": "acc_aha_2017"})
    assert found.mimetype == "application/pdf"
    assert found.data.startswith(b"%PDF-")
    assert found.data.count(b"/Type /Page\n") == 1
    assert f"/Lang ({language})".encode() in found.data
    again = post(client, "pdf", values=values, language=language, view={"guideline": "acc_aha_2017"})
    assert again.data == found.data


def test_the_report_of_everything_at_once_is_still_one_page(client, values):
    many = {f"drug.{name}.dose_mg": drug.usual_doses_mg[0] for name, drug in registry().drugs.items()}
    found = post(client, "pdf", values=values | many | {"condition.sars_cov_2.severity": 1}, baseline=values)
    assert found.data.count(b"/Type /Page\n") == 1


def test_a_link_to_elsewhere_is_not_printed(app, values):
    from flask import Flask

    from dashboard.takeaway.routes import _link

    with Flask("x").test_request_context("/take/pdf", base_url="http://twin.example/"):
        assert _link({"link": "http://twin.example/#s=1"}) == "http://twin.example/#s=1"
        assert _link({"link": "http://evil.example/"}) == _link(None) == "http://twin.example/"


@pytest.mark.parametrize("language", languages())
def test_the_font_of_the_report_has_every_letter_of_the_page(language):
    from reportlab.pdfbase import pdfmetrics

    fonts()
    known = pdfmetrics.getFont(FONT).face.charToGlyph
    source = registry()
    said = "".join(text_of(language).words.values())
    said += "".join(row.label[language] for rows in (source.parameters, source.channels, source.drugs) for row in rows.values())
    said += "\u202f▲▼−"
    assert {letter for letter in said.translate(UNSET) if ord(letter) not in known} == set()


def parts(node, kind):
    inner = node.contents if isinstance(node, Drawing | Group) else []
    return [part for child in inner for part in ([child] if isinstance(child, kind) else parts(child, kind))]


def test_paper_shows_the_same_curves_as_the_screen(compared):
    text = text_of("en")
    picture = draw(compared, registry(), {}, text, THEMES["light"])
    fonts()
    for name in CHARTS:
        figure = picture.figures[name]
        lines_on_screen = [trace for trace in figure["data"] if trace["meta"].startswith("live")]
        drawn = parts(chart(figure, 500, 150, text, FONT), PolyLine)
        assert [len(line.points) for line in drawn] == [2 * len(trace["y"]) for trace in lines_on_screen]
        values = np.concatenate([trace["y"] for trace in lines_on_screen])
        heights = np.concatenate([line.points[1::2] for line in drawn])
        slope, start = np.polyfit(values, heights, 1)
        assert slope > 0
        assert heights == pytest.approx(start + slope * values, abs=1e-6)
    missed = parts(chart(picture.figures["pressure"], 500, 150, text, FONT), Circle)
    assert len(missed) == 1


def test_colours_of_the_theme_can_be_printed():
    for palette in THEMES.values():
        for css in palette.values():
            assert 0 <= colour(css).alpha <= 1


@pytest.mark.parametrize("language", languages())
def test_a_scenario_in_words(values, language):
    text = text_of(language)
    set_now = values | {
        "condition.sars_cov_2.severity": "1",
        "habit.sodium_mmol_day.change": "-50",
        "patient.salt_sensitivity": 2,
    }
    told = described(set_now, registry(), text)
    assert told.treatment[0].startswith("Benazepril 20 mg")
    assert any("−50 mmol" in line for line in told.treatment)
    assert any(text("tag.hypothesis") in line for line in told.treatment)
    assert registry().parameters["patient.salt_sensitivity"].label[language] in told.person
    assert registry().parameters["patient.salt_sensitivity"].label[language] not in described(values, registry(), text).person
    assert told.stem == "twin-benazepril-20-mg-3-days"
    assert lines(told)[-1].children == told.stem


def test_untreated_has_a_name_of_its_own(values):
    told = described(values | {"drug.benazepril.dose_mg": "0"}, registry(), text_of("en"))
    assert told.treatment == [text_of("en")("chart.no_drug")]
    assert told.stem == "twin-untreated-3-days"


def test_paper_is_loaded_when_it_is_asked_for():
    """Whoever never asks for a report never waits for its libraries."""
    code = "import sys; from dashboard import create_app; create_app({}); sys.exit('reportlab' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_band_is_filled_on_paper_and_gaps_stay_out(compared):
    figure = draw(compared, registry(), {}, text_of("en"), THEMES["light"]).figures["pressure"]
    edge = {"type": "scatter", "mode": "lines", "meta": "band", "line": {"width": 0}, "x": np.arange(3.0)}
    lower = {"y": np.array([120.0, 121, np.nan]), "fill": "tonexty", "fillcolor": THEMES["light"]["target"]}
    banded = {**figure, "data": [*figure["data"], edge | {"y": np.array([140.0, 141, np.nan])}, edge | lower]}
    fonts()
    (band,) = [one for one in parts(chart(banded, 500, 150, text_of("en"), FONT), Polygon) if one.fillColor.alpha < 1]
    assert len(band.points) == 2 * 4
