import pytest
from dash import dcc

from dashboard.callbacks import first_values
from dashboard.controls import TAGS, controls, sections, way
from dashboard.i18n import languages, text_of
from dashboard.layout import SAFE, shell
from dashboard.scenario import values_of
from dashboard.widgets import dom_id, shown, value_id
from twin.daily import CONDITIONS
from twin.registry import registry


def walk(node):
    if isinstance(node, list | tuple):
        for child in node:
            yield from walk(child)
    elif hasattr(node, "to_plotly_json"):
        yield node
        yield from walk(getattr(node, "children", None))


def everything(service, language):
    return list(walk(shell(registry(), text_of(language), *first_values(service))))


@pytest.mark.parametrize("language", languages())
def test_no_graph_can_send_its_data_anywhere(service, language):
    graphs = [node for node in everything(service, language) if isinstance(node, dcc.Graph)]
    assert len(graphs) == 6
    for graph in graphs:
        assert graph.config["showSendToCloud"] is False
        assert graph.config["plotlyServerURL"] == ""
        assert graph.config["locale"] == language


def test_safe_is_what_every_graph_starts_from():
    assert SAFE["showSendToCloud"] is False


@pytest.mark.parametrize("language", languages())
def test_every_box_and_slider_has_a_label(service, language):
    nodes = everything(service, language)
    labelled = {node.htmlFor for node in nodes if getattr(node, "htmlFor", None)}
    named = {getattr(node, "aria-labelledby", None) for node in nodes} | labelled
    for control in controls(registry(), text_of(language)):
        if control.kind == "choice":
            assert f"label-{control.key}" in named
        else:
            assert dom_id(value_id(control.key)) in labelled
        if control.kind == "number":
            assert f"slider-{control.key}" in labelled
    assert {"day", "panel-0", "panel-1", "panel-2"} <= labelled


def test_ids_are_unique(service):
    ids = [str(node.id) for node in everything(service, "en") if getattr(node, "id", None) is not None]
    assert len(ids) == len(set(ids))


def test_every_parameter_on_screen_has_a_control():
    keys = {control.key for control in controls(registry(), text_of("en"))}
    several = {"drug": registry().drugs, "condition": CONDITIONS}
    for row in registry().parameters.values():
        expected = [f"{row.group}.{one}.{row.name}" for one in several[row.group]] if row.group in several else [row.key]
        assert not row.on_screen or set(expected) <= keys
    assert {f"drug.{drug}.dose_mg" for drug in registry().drugs} <= keys


def test_controls_and_values_name_the_same_things():
    assert {control.key for control in controls(registry(), text_of("it"))} == set(values_of({}, registry()))


def test_bounds_come_from_the_registry():
    age = next(control for control in controls(registry(), text_of("en")) if control.key == "patient.age_years")
    row = registry().parameters["patient.age_years"]
    assert (age.low, age.high, age.step, age.label) == (row.low, row.high, row.step, row.label["en"])


def test_sections_follow_the_groups():
    assert {section.name for section in sections(registry(), text_of("en"))} == set(registry().groups)


@pytest.mark.parametrize("language", languages())
def test_what_is_no_mechanism_says_so_beside_its_label(service, language):
    text = text_of(language)
    shown = {
        node.className: node.children for node in everything(service, language) if "tag-" in str(getattr(node, "className", ""))
    }
    assert shown == {f"tag tag-{tag}": text(f"tag.{tag}") for tag in TAGS}
    tags = {control.key: control.tag for control in controls(registry(), text)}
    assert {key for key, tag in tags.items() if tag == "hypothesis"} == {
        "condition.sars_cov_2.severity",
        "patient.glucose_on_ras",
        "patient.tissue_ace2_share",
    }
    assert {key for key, tag in tags.items() if tag == "empirical"} == {
        f"habit.{row.name}.{way(row)}" for row in registry().habits.values() if row.status == "empirical"
    }


def test_what_hardly_anybody_knows_of_a_person_is_folded():
    (person,) = next(section for section in sections(registry(), text_of("en")) if section.name == "patient").blocks
    assert "patient.age_years" in [control.key for control in person.controls]
    assert "patient.salt_sensitivity" in [control.key for control in person.folded]


def test_boxes_write_numbers_as_the_language_does():
    (control,) = [one for one in controls(registry(), text_of("it")) if one.key == "patient.renin_profile"]
    assert shown(control, 1.5, text_of("it")) == "1,5"
    assert shown(control, "1,5", text_of("en")) == "1.5"
    assert shown(control, "much", text_of("en")) == "much"
