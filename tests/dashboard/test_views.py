"""The views beside the charts: what they compute, that nothing lacks a place or a word, and that any request is answered."""

import itertools
import json

import numpy as np
import pytest
import torch

from dashboard.answer import Asked, answer
from dashboard.figures.pathway_places import NARROW, WIDE
from dashboard.figures.tree import walk
from dashboard.i18n import languages, text_of
from dashboard.picture import CHARTS
from dashboard.views import causes, heartbeat, pathway, why
from dashboard.views.look import NOON, look
from dashboard.views.memory import Memory
from dashboard.views.routes import shown, views
from tests.dashboard.test_api import names, post
from twin.compose import model
from twin.held import arrows
from twin.module import TARGETS
from twin.physiology import angiotensin

TWO = {"drug.losartan.dose_mg": "50", "drug.benazepril.missed_days": ""}


def seen(service, values, language="en", baseline=None, **view):
    asked = Asked.read({"values": values, "baseline": baseline, "view": view, "language": language})
    return look(service, asked, answer(service, asked).compared)


def tags(drawn, tag):
    return [node for part in drawn.body for node in walk(part) if node[0] == tag]


def words(node):
    return " ".join(part if isinstance(part, str) else words(part) for part in node[2])


def cells(table):
    return [[words(cell) for cell in row[2]] for row in walk(table) if row[0] == "tr"]


@pytest.mark.parametrize("places", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_box_arrow_and_target_has_its_place_inside_the_drawing(places):
    assert places.boxes.keys() == pathway.BOXES.keys()
    assert places.paths.keys() == pathway.WAYS.keys()
    assert set(pathway.BARS) == set(TARGETS)
    assert {arrow for found in pathway.BARS.values() for arrow in found} == places.bars.keys()
    width, height = places.size
    points = [point for path in places.paths.values() for point in path]
    points += [(place.x, place.y) for place in places.boxes.values()]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points)


@pytest.mark.parametrize("places", [WIDE, NARROW], ids=["wide", "narrow"])
def test_boxes_do_not_overlap_and_arrows_go_straight_up_or_across(places):
    boxes = [(place.x, place.y, *(places.pill if place.pill else places.box)) for place in places.boxes.values()]
    for i, (x, y, w, h) in enumerate(boxes):
        assert all(abs(x - a) >= (w + b) / 2 or abs(y - c) >= (h + d) / 2 for a, c, b, d in boxes[i + 1 :])
    for path in places.paths.values():
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in itertools.pairwise(path))


@pytest.mark.parametrize("language", languages())
def test_every_arrow_into_the_pressure_has_a_name(language):
    for arrow in arrows(model()):
        assert text_of(language)(f"why.arrow.{arrow.signal}.{arrow.site}")


def test_flows_balance_as_in_the_model(service, values):
    """What renin makes of angiotensin I is what leaves it; what is made of angiotensin II is what leaves that."""
    at = seen(service, values | TWO, day=2, hour=14)
    ratios = pathway.against_rest(at)
    flows = {key: flow.ratio for key, flow in pathway.flows_at(ratios, at).items()}
    p = model()._parameters("angiotensin", dict(zip(model().personal, model().constants(at.inputs[1].patient), strict=True)))
    made, degraded, neprilysin, converted, _ = angiotensin.removal(p)
    chymase = p.f_chy * converted
    leaves = (
        (converted - chymase) * flows["ace"] + chymase * ratios["ang_i"] + neprilysin * flows["nep"] + degraded * ratios["ang_i"]
    )
    assert made * flows["renin"] == pytest.approx(leaves, rel=1e-6)
    arises = (1 - p.f_chy) * flows["ace"] + p.f_chy * ratios["ang_i"]
    lost = p.f_a2 * flows["ace2"] + p.f_at1 * flows["at1r"] + (1 - p.f_a2 - p.f_at1) * ratios["ang_ii"]
    assert arises == pytest.approx(lost, rel=0.02)  # what is bound to AT1R lags by minutes


def test_the_map_shows_rest_as_rest_and_a_block_as_a_block(service, values):
    untreated = values | {"drug.benazepril.dose_mg": "0"}
    still = pathway.against_rest(seen(service, untreated))
    assert all(ratio == pytest.approx(1) for ratio in still.values())
    drawn = pathway.draw(seen(service, values, day=2, hour=12))
    blocks = [words(node) for node in tags(drawn, "text") if node[1].get("class") == "block-words"]
    assert len(blocks) == 1
    assert blocks[0].startswith("Benazepril 9")
    assert not [node for node in tags(pathway.draw(seen(service, untreated)), "line") if node[1]["class"] == "block"]


def test_every_box_can_be_reached_and_says_its_sentence(service, values):
    drawn = pathway.draw(seen(service, values, "it", narrow=True))
    boxes = [node for node in tags(drawn, "g") if node[1].get("role") == "img"]
    assert len(boxes) == len(pathway.BOXES)
    for box in boxes:
        assert box[1]["tabindex"] == "0"
        assert "volte il riposo" in box[1]["aria-label"]
    (table,) = tags(drawn, "table")
    assert len(cells(table)) == 1 + len(pathway.BOXES) + len(pathway.FLOWS) + 1
    assert any("quota bloccata" in row[0] for row in cells(table))


def test_an_infection_is_marked_as_a_hypothesis(service, values):
    ill = values | {"condition.sars_cov_2.severity": "1"}
    for draw in (pathway.draw, heartbeat.draw):
        assert "hypothesis" in json.dumps(draw(seen(service, ill)).body)
        assert "hypothesis" not in json.dumps(draw(seen(service, values)).body)


def test_one_beat_has_the_pressure_of_its_hour(service, values):
    at = seen(service, values, day=2, hour=14)
    drawn = heartbeat.draw(at)
    rows = {row[0]: row for row in cells(tags(drawn, "table")[0])}
    shown_map = [float(rows["Mean arterial pressure"][k]) for k in (1, 2)]
    assert shown_map == pytest.approx([at.value("whatif", "map_mmHg"), at.value("baseline", "map_mmHg")], abs=4)
    volume, pressure = drawn.figures["loops"]["data"][2]["x"], drawn.figures["wave"]["data"][2]["y"]
    assert float(np.ptp(volume)) == pytest.approx(float(rows["Stroke volume"][1]), rel=0.06)
    assert float(pressure.max()) == pytest.approx(float(rows["Systolic pressure (cuff)"][1]), abs=1)
    assert drawn.figures.keys() == {"wave", "loops", "left", "right"}
    assert json.dumps(drawn.body).count("data-figure") == 4


def test_a_beat_that_does_not_repeat_is_not_drawn(service, values, monkeypatch):
    from twin.simulate import Status

    whole = heartbeat.beat_of

    def broken(*given):
        found = whole(*given)
        found.status[1] = Status.NOT_FINITE
        return found

    monkeypatch.setattr(heartbeat, "beat_of", broken)
    drawn = heartbeat.draw(seen(service, values))
    assert not drawn.figures
    assert drawn.said == text_of("en")("beat.none")


@pytest.fixture(scope="module")
def explained():
    return why.View(Memory(4))


def numbers(row):
    return [float(cell.replace("−", "-").replace(",", ".")) for cell in row[2:]]


def test_pathways_and_changes_add_up_to_the_change_on_the_page(service, values, explained):
    at = seen(service, values | TWO)
    found = [cells(table) for table in tags(explained.draw(at), "table")]
    change = why.mean(at, "whatif", "sbp_mmHg") - why.mean(at, "baseline", "sbp_mmHg")
    assert change < -2
    for table in found:
        assert numbers(table[-1])[0] == pytest.approx(change, abs=0.1)
        assert sum(numbers(row)[0] for row in table[1:-1]) == pytest.approx(change, abs=0.05 * len(table))
    assert {row[0] for row in found[0]} >= {"Benazepril", "Losartan", "Sum"}
    assert "kidney" in found[1][1][0]


def test_the_sentence_names_the_largest_pathway_with_its_number(service, values, explained):
    at = seen(service, values | TWO, "it")
    drawn = explained.draw(at)
    table = cells(tags(drawn, "table")[1])
    largest = table[1]
    assert largest[0][1:] in drawn.said
    assert f"{largest[2]} mmHg" in drawn.said
    assert "La sistolica è più bassa per minore" in drawn.said


def test_beside_itself_nothing_is_explained(service, values, explained):
    drawn = explained.draw(seen(service, values, baseline=values))
    assert text_of("en")("why.little") in drawn.said
    assert len(tags(drawn, "table")) == 1


def test_a_pinned_person_is_a_change_of_its_own(service, values):
    pinned = values | {"patient.sbp_mmHg": "150", "drug.benazepril.dose_mg": "0"}
    at = seen(service, values, baseline=pinned)
    found = {causes.label(cause.name, at): cause.parts["sbp_mmHg"] for cause in causes.causes(at)}
    assert found.keys() == {text_of("en")("why.person"), "Benazepril"}
    assert found[text_of("en")("why.person")] > 3
    assert found["Benazepril"] < -1


def test_what_took_long_is_kept_and_only_the_latest():
    memory, made = Memory(2), []
    for key in (1, 2, 1, 3, 1, 2):
        memory.of(key, lambda key=key: made.append(key))
    assert made == [1, 2, 3, 2]


@pytest.mark.parametrize("name", views())
def test_a_view_through_the_api(client, values, name):
    found = post(client, {"values": values, "view": {"day": 1, "hour": 3}, "language": "it"}, f"/api/v1/view/{name}")
    assert found.status_code == 200
    assert found.json["said"]
    assert "giorno 1" in json.dumps(found.json["body"])
    placed = {node[1]["data-figure"] for part in found.json["body"] for node in walk(part) if "data-figure" in node[1]}
    assert placed == found.json["figures"].keys()


def test_a_view_that_is_none_and_one_of_what_does_not_fit(client, values):
    assert post(client, {"values": values}, "/api/v1/view/nothing").status_code == 404
    found = post(client, {"values": values | {"patient.age_years": "7"}}, "/api/v1/view/pathway")
    assert found.status_code == 422
    assert "patient.age_years" in found.json["faults"]


@pytest.mark.parametrize("view", [{}, {"day": "x", "hour": []}, {"day": 99, "hour": 24}, {"hour": float("nan"), "narrow": 3}])
def test_any_moment_can_be_looked_at(service, values, view):
    at = seen(service, values, **view)
    assert (at.moment.day, at.moment.hour) == (2, NOON)
    assert shown(pathway.draw(at))["body"]


def test_elements_hold_only_text_and_elements(service, values, explained):
    for draw in (pathway.draw, heartbeat.draw, explained.draw):
        for part in draw(seen(service, values)).body:
            for tag, attributes, children in walk(part):
                assert tag not in ("script", "style", "iframe", "a")
                assert all(not name.startswith("on") and isinstance(value, str) for name, value in attributes.items())
                assert all(isinstance(child, str | list) for child in children)


def test_heartbeat_of_a_scenario(client):
    scenario = {"horizon_days": 2, "drug": [{"drug": "benazepril", "dose_mg": 10}]}
    found = post(client, scenario | {"moment": {"day": 1, "hour": 5}}, "/api/v1/heartbeat").json
    assert found["status"] == "ok"
    assert found["moment"] == {"day": 1, "hour": 5}
    hourly = post(client, scenario, "/api/v1/simulate").json["channels"]["heart_rate_bpm"]["values"]
    assert found["numbers"]["heart_rate_bpm"]["value"] == pytest.approx(hourly[29])
    assert len(found["t_s"]) == len(found["curves"]["cuff_mmHg"]["values"]) > 100
    assert post(client, scenario, "/api/v1/heartbeat").json["moment"] == {"day": 1, "hour": NOON}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"moment": {"day": 9, "hour": 25}}, {"moment.day", "moment.hour"}),
        ({"moment": {"minute": 3}}, {"moment.minute"}),
        ({"moment": 4}, {"moment"}),
        ({"patient": {"age_years": 7}, "moment": {"day": 9}}, {"patient.age_years"}),
        ([], {"scenario"}),
    ],
)
def test_a_heartbeat_that_does_not_fit_is_refused_by_name(client, body, wrong):
    asked = {"horizon_days": 2} | body if isinstance(body, dict) else body
    assert names(post(client, asked, "/api/v1/heartbeat")) == wrong


def test_openapi_tells_of_the_heartbeat(client):
    document = client.get("/api/v1/openapi.json").json
    operation = document["paths"]["/v1/heartbeat"]["post"]
    properties = operation["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert properties.keys() >= {"moment", "patient", "horizon_days"}
    assert "engine" not in properties


def test_no_view_costs_a_drag_anything(client, values):
    """The length of a drag's frame counts the charts alone: their curves, and as many edges of bands."""
    frame = post(client, {"values": values, "language": "en"}, "/api/v1/live").data
    assert len(frame) // 4 == 2 * 8 + 2 * (4 * 73 + 4 * 25 + 3 * 2 * 73)
    assert len(CHARTS) == 5
    assert torch.isfinite(torch.frombuffer(bytearray(frame), dtype=torch.float32)).all()
