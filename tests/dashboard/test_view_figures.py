"""Figures of the views: pure, as wide as what flows, and with both runs told apart by more than colour."""

import copy

import numpy as np
import pytest

from dashboard.figures.bars import Part, bars
from dashboard.figures.heartbeat import LOOPS, SIDES, WAVES, Beats, heartbeat
from dashboard.figures.pathway import WIDEST, Box, Flow, arrow, line_width, pathway
from dashboard.figures.pathway_places import WIDE
from dashboard.figures.tree import element, table, walk
from dashboard.i18n import languages, text_of
from dashboard.theme import THEMES
from tests.dashboard.test_figures import plain


def beats():
    time = np.linspace(0, 0.8, 33)
    wave = np.sin(np.pi * time / 0.8) ** 2
    names = {*WAVES, *(name for loop in LOOPS.values() for name in loop), *(name for side in SIDES.values() for name in side)}
    curves = {who: dict.fromkeys(names, 20 + size * wave) | {"t_s": time} for who, size in (("baseline", 120), ("whatif", 100))}
    return Beats(curves, {name: name for name in names})


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", languages())
def test_a_beat_is_drawn_purely_and_told_apart_by_dashes(language, theme):
    colours = copy.deepcopy(THEMES[theme])
    first, second = (heartbeat(beats(), text_of(language), colours) for _ in range(2))
    assert plain(first) == plain(second)
    assert colours == THEMES[theme]
    for figure in first.values():
        baseline = text_of(language)("who.baseline")
        dashes = {
            "dash" in trace["line"] and trace["line"]["dash"] == "6px,4px"
            for trace in figure["data"]
            if trace["name"].startswith(baseline)
        }
        assert dashes == {True}


def test_a_loop_has_room_beside_it():
    low, high = heartbeat(beats(), text_of("en"), THEMES["light"])["loops"]["layout"]["xaxis"]["range"]
    assert low < 20
    assert high > 140


@pytest.mark.parametrize(("ratio", "width"), [(0, 0.7), (1, 3.0), (2, 6.0), (50, WIDEST)])
def test_a_line_is_as_wide_as_what_flows(ratio, width):
    assert line_width(ratio) == pytest.approx(width)
    line, head = arrow("ace", ((0, 0), (40, 0), (40, 30)), Flow(ratio))[2]
    assert float(line[1]["stroke-width"]) == pytest.approx(width)
    assert head[0] == "polygon"
    assert head[1]["points"].startswith("40,30 ")


def test_what_holds_back_ends_in_a_crossbar():
    _, head = arrow("feedback", ((0, 0), (0, 40)), Flow(1, inhibits=True))[2]
    assert head[0] == "line"
    assert head[1]["y1"] == head[1]["y2"]


def test_blocks_of_one_target_stand_below_each_other():
    boxes = {key: Box([key, "×1"], key, 1.0) for key in WIDE.boxes}
    flows = {key: Flow(1.0) for key in WIDE.paths}
    drawn = pathway(boxes, flows, {"ace": ["A 9 %", "B 8 %"]}, WIDE, "map")
    rows = [node for node in walk(drawn) if node[1].get("class") == "block-words"]
    assert [node[2] for node in rows] == [["A 9 %"], ["B 8 %"]]
    assert float(rows[1][1]["y"]) - float(rows[0][1]["y"]) == 14
    assert len([node for node in walk(drawn) if node[1].get("class") == "block"]) == 1


def test_bars_start_at_zero_and_the_largest_fills_its_half():
    drawn = bars("what", ["name", "mmHg"], [Part("a", -4, ["−4"]), Part("b", 2, ["+2"]), Part("c", 0, ["0"])])
    boxes = [node[1] for node in walk(drawn) if node[0] == "rect"]
    assert [(float(box["x"]), float(box["width"])) for box in boxes] == [(0, 80), (80, 40), (80, 0)]
    looks = [node[1]["class"] for node in walk(drawn) if node[0] == "svg"]
    assert looks == ["bar is-fall", "bar is-rise", "bar is-rise"]


def test_bars_of_nothing_are_drawn():
    assert bars("what", ["name"], [Part("Sum", 0, [])])


def test_elements_name_their_attributes_as_html_does():
    assert element("label", "x", for_="box", aria_label="y", role=None, tabindex=0) == [
        "label",
        {"for": "box", "aria-label": "y", "tabindex": "0"},
        ["x"],
    ]
    head, body = table("c", ["a", "b"], [["r", "1"]])[2][1:]
    assert [cell[1] for cell in head[2][0][2]] == [{"scope": "col"}] * 2
    assert body[2][0][2][0] == ["th", {"scope": "row"}, ["r"]]
