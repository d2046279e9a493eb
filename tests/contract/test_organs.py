"""Every organ says what it does, and does what it says: examined as found in twin/physiology."""

import ast

import pytest
import torch

from benchmarks.reliability.world import RESCALINGS, SAME, Scaled, World, gaps
from tests.contract.found import ORGANS, PHYSIOLOGY, attributes, cited, organ_path, references, tree
from twin.module import DRIVES, READ_OUT, TARGETS
from twin.registry import registry

METHOD_COUNT = "_STEPS"  # a module constant of this ending counts iterations of a numerical method: it is no physiology
ALLOWED = {0, 1, 2}

every_organ = pytest.mark.parametrize("name", ORGANS)


@every_organ
@pytest.mark.parametrize("part", ["Equations", "Holds:", "Not here:"])
def test_docstring_has_all_parts(name, part):
    assert part in ast.get_docstring(tree(name))


@every_organ
def test_docstring_cites_a_source_that_resolves(name):
    keys = cited(ast.get_docstring(tree(name)))
    assert keys
    assert keys <= set(references())


def literals(module: ast.Module) -> set[float]:
    """Numbers in the code; whole exponents are the form of an equation, not a value."""
    counts = [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign) and all(isinstance(t, ast.Name) and t.id.endswith(METHOD_COUNT) for t in node.targets)
    ]
    powers = [node.right for node in ast.walk(module) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)]
    shape = [node for node in powers if isinstance(node, ast.Constant) and isinstance(node.value, int)]
    found = [node for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, int | float)]
    return {node.value for node in found if node not in counts + shape and not isinstance(node.value, bool)}


@every_organ
def test_no_number_but_0_1_2_stands_in_the_code(name):
    assert literals(tree(name)) <= ALLOWED


def test_a_hidden_number_is_seen():
    assert literals(ast.parse("NEWTON_STEPS = 3\nx = 0.7 * y**3")) == {0.7}


@every_organ
def test_every_symbol_has_a_row_and_every_row_is_used(name):
    organ, used = ORGANS[name], attributes(name, "p")
    rows = {row.symbol for row in PHYSIOLOGY.values() if row.group == name}
    personal = set(organ.baseline_reads) | set(organ.baseline_gives)
    assert used <= rows | personal, "symbols without a row"
    assert rows <= used, "rows that nothing uses"
    assert set(organ.baseline_reads) <= used, "personal constants that nothing uses"


@every_organ
def test_it_reads_only_what_it_declares_and_all_of_it(name):
    organ, used = ORGANS[name], attributes(name, "s")
    declared = set(organ.reads) | set(organ.rate_reads)
    own = set(organ.states) | set(organ.gives)
    assert used <= declared | own
    assert declared <= used, "declared and never read"


@every_organ
def test_it_gives_what_it_says(name):
    world = World()
    assert set(world.baseline[name]) == set(ORGANS[name].baseline_gives)
    assert set(world.signals[name]) == set(ORGANS[name].gives)
    assert set(world.rates[name]) == set(ORGANS[name].states)
    assert set(world.readout[name]) == set(ORGANS[name].channels)


def test_every_channel_of_an_organ_is_a_row_and_has_one_writer():
    written = [channel for organ in ORGANS.values() for channel in organ.channels]
    assert len(written) == len(set(written))
    of_drugs = {drug.channel for drug in registry().drugs.values()}
    assert set(written) == set(registry().channels) - of_drugs


@every_organ
def test_everything_is_finite_over_the_box_of_rows_and_people(name):
    for seed in range(RESCALINGS):
        world = World(seed, vary_rows=True)
        for found in (world.baseline, world.signals, world.rates, world.readout):
            for key, values in found[name].items():
                assert torch.isfinite(torch.as_tensor(values)).all(), key


@every_organ
def test_units_are_homogeneous(name):
    """Rescale mass, length, time and substance at random: everything rescales by its declared unit."""
    for seed in range(RESCALINGS):
        for (kind, key), gap in gaps(name, seed).items():
            assert gap <= SAME, f"{kind} {key}"


def test_a_hidden_constant_is_caught():
    plain, other = World(1), Scaled(1)
    other.model.rows["baroreflex"]["w_b"] = plain.model.rows["baroreflex"]["w_b"]
    name, state = "baroreflex", "sympathetic_drive"
    expected = plain.rates[name][state] * other.factor("1/h")
    assert not torch.allclose(other.rates[name][state], expected, rtol=1e-3)


def test_every_target_is_a_drive_that_some_organ_reads():
    read = {key for organ in ORGANS.values() for key in (*organ.reads, *organ.rate_reads)}
    assert {f"block_{target}" for target in TARGETS} <= read
    assert set(DRIVES) | set(READ_OUT) <= read


def test_every_organ_file_was_found():
    assert {path.stem for path in organ_path("x").parent.glob("*.py")} - {"__init__"} == set(ORGANS)
