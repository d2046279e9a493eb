"""Build the compiled engine: `python -m twin.compiled build`. Needs a C++ compiler; nothing here runs in the server."""

import argparse
import json
import os
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

import torch

from twin import compiled, grid, simulate, solve
from twin.compose import Model, model
from twin.module import Tensor
from twin.registry import registry

USUAL_SECONDS = 180  # only the progress bar's guess
WHOLE_BODY = 1 << 16  # operations that may become one loop over patients: all, so that nothing between them goes to memory
MOST_PATIENTS, MOST_TURNS = 1 << 20, 1 << 16


def mend_scan() -> None:
    """torch 2.13's lowering of `scan` forgets symbols that occur only in the sizes of its inputs; bind them where it looks them up."""
    from torch._inductor.fx_passes import post_grad

    lookup = post_grad.resolve_shape_to_proxy

    def with_sizes(shape: Any, bound: dict) -> Any:
        frame: FrameType | None = sys._getframe(1)
        while frame and not {"init", "xs"} <= set(frame.f_locals):
            frame = frame.f_back
        operands = [*frame.f_locals["init"], *frame.f_locals["xs"]] if frame else []
        for size in (size for operand in operands for size in operand.size() if isinstance(size, torch.SymInt)):
            bound.setdefault(size.node.expr, size)
        return lookup(shape, bound)

    post_grad.resolve_shape_to_proxy = with_sizes  # type: ignore[assignment]


def mend_optimisation() -> None:
    """gcc 12 fails (gimple_duplicate_bb) when -O3 splits loops as long as ours."""
    from torch._inductor import cpp_builder

    flags = cpp_builder._get_optimization_cflags

    def unsplit(*given: Any, **options: Any) -> tuple[list[str], list[str]]:
        compiling, linking = flags(*given, **options)
        return [*compiling, "fno-split-loops"], linking

    cpp_builder._get_optimization_cflags = unsplit


def mend_allocations() -> None:
    """torch 2.13 allocates, in every turn of a loop, buffers that its body no longer has: tell the outer graph which they are."""
    from torch._inductor.graph import GraphLowering

    inner = GraphLowering.codegen_subgraph

    def telling(self: GraphLowering, parent_graph: GraphLowering) -> None:
        inner(self, parent_graph)
        parent_graph.removed_buffers |= self.removed_buffers

    GraphLowering.codegen_subgraph = telling  # type: ignore[method-assign]


def example(twin: Model) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Inputs of the right shape: three patients, two days. Resting states, constants, nodes, end nodes, weights."""
    raw = {"horizon_days": 2, "drug": [{"drug": next(iter(registry().drugs)), "dose_mg": 1}]}
    inputs = registry().parse(raw)
    inputs = inputs.join([inputs] * 3)
    steps = grid.day((8.0,))
    free = {key: twin.rows[organ][symbol] for key in twin.free for organ, _, symbol in [key.partition(".")]}
    values = {key: torch.full((inputs.size,), value, dtype=torch.float64) for key, value in free.items()}
    constants = twin.constants({**inputs.patient, **values})
    nodes, _ = simulate.drive_table(inputs, steps, registry())
    ends = nodes[2 * solve.PER_LOOP :: 2 * solve.PER_LOOP].contiguous()
    return twin.rest(constants), constants, nodes[:-1], ends, solve.coefficients(twin.decay, steps.sizes_h * 2)


def cheaper(traced: torch.fx.GraphModule) -> torch.fx.GraphModule:
    """The same to rounding: a product for a division by a number, exp and log for a power (of what is positive, as here)."""
    aten, graph = torch.ops.aten, traced.graph
    for node in list(graph.nodes):
        number = node.args[1] if len(node.args) > 1 and isinstance(node.args[1], int | float) else None
        if number is None:
            continue
        with graph.inserting_before(node):
            if node.target is aten.div.Tensor:
                node.replace_all_uses_with(graph.call_function(aten.mul.Tensor, (node.args[0], 1 / number)))
            elif node.target is aten.pow.Tensor_Scalar and number % 1:
                log = graph.call_function(aten.log.default, (node.args[0],))
                scaled = graph.call_function(aten.mul.Tensor, (log, number))
                node.replace_all_uses_with(graph.call_function(aten.exp.default, (scaled,)))
    graph.eliminate_dead_code()
    traced.recompile()
    return traced


class Loop(torch.nn.Module):
    """All steps as one scan whose turn is two steps, traced once to plain operations."""

    def __init__(self, twin: Model, rest: Tensor, constants: Tensor, nodes: Tensor, ends: Tensor, weights: Tensor):
        super().__init__()
        system = twin.system

        def turn(y: Tensor, known: Tensor, own: Tensor, end: Tensor, pair: Tensor) -> Tensor:
            states, drives = list(y.unbind(0)), torch.cat([own, end[None]])
            for k in range(solve.PER_LOOP):
                states = solve.step(system, states, known.unbind(0), drives[2 * k : 2 * k + 3], pair[k])
            return torch.stack(states)

        from torch.fx.experimental.proxy_tensor import make_fx

        self.turn = cheaper(make_fx(turn)(rest, constants, nodes[: 2 * solve.PER_LOOP], ends[0], weights[: solve.PER_LOOP]))

    def forward(self, rest: Tensor, constants: Tensor, nodes: Tensor, ends: Tensor, weights: Tensor) -> Tensor:
        """States after every turn."""
        from torch._higher_order_ops.scan import scan

        own, pairs = nodes.unflatten(0, (-1, 2 * solve.PER_LOOP)), weights.unflatten(0, (-1, solve.PER_LOOP))

        def turn(y: Tensor, given: list[Tensor]) -> tuple[Tensor, Tensor]:
            y = self.turn(y, constants, *given)
            return y, y.clone()

        return scan(turn, rest, [own, ends, pairs])[1]


def build(target: Path, twin: Model) -> None:
    """Export, compile, and move into place; the manifest comes last, so that half a build is never taken for one."""
    mend_scan()
    mend_optimisation()
    mend_allocations()
    shapes = example(twin)
    patients = torch.export.Dim("patients", min=1, max=MOST_PATIENTS)
    turns = torch.export.Dim("turns", min=2, max=MOST_TURNS)
    nodes, steps = 2 * solve.PER_LOOP * turns, solve.PER_LOOP * turns
    dynamic = ({1: patients}, {1: patients}, {0: nodes, 2: patients}, {0: turns, 2: patients}, {0: steps})
    with torch.no_grad():
        program = torch.export.export(Loop(twin, *shapes), shapes, dynamic_shapes=dynamic, strict=False)
    chosen: dict[str, Any] = {"max_fusion_size": WHOLE_BODY}
    if compiled.processor() == "x86-64-v3":
        chosen |= {"cpp.march": compiled.processor(), "cpp.simdlen": 256}
    draft = target / "draft.pt2"
    torch._inductor.aoti_compile_and_package(program, package_path=str(draft), inductor_configs=chosen)
    (target / compiled.MANIFEST).unlink(missing_ok=True)
    draft.replace(target / compiled.PACKAGE)
    (target / compiled.MANIFEST).write_text(json.dumps(compiled.fingerprint(twin), indent=2))


def report(target: Path, done: threading.Event, quiet: bool) -> None:
    """Write how far the build has probably come, once a second."""
    start = time.monotonic()
    while not done.wait(1):
        fraction = min(0.99, (time.monotonic() - start) / USUAL_SECONDS)
        (target / compiled.PROGRESS).write_text(json.dumps({"pid": os.getpid(), "fraction": round(fraction, 2)}))
        if not quiet:
            print(f"\rcompiling the engine: about {fraction:.0%}", end="", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """Build unless a matching package lies there."""
    parser = argparse.ArgumentParser(prog="python -m twin.compiled", description=__doc__)
    parser.add_argument("action", choices=["build", "state"])
    parser.add_argument("--again", action="store_true", help="build even if a matching package lies there")
    chosen = parser.parse_args(arguments)
    if chosen.action == "state":
        print(compiled.state())
        return 0
    ensure(model(), chosen.again)
    return 0


def ensure(twin: Model, again: bool = False) -> None:
    """Build the package of a model unless a matching one lies there."""
    target = compiled.folder(twin)
    if compiled.refusal(twin) is None and not again:
        print(f"a matching engine lies in {target}")
        return
    target.mkdir(parents=True, exist_ok=True)
    done = threading.Event()
    teller = threading.Thread(target=report, args=(target, done, not sys.stderr.isatty()), daemon=True)
    teller.start()
    torch.set_num_threads(1)
    try:
        build(target, twin)
    finally:
        done.set()
        teller.join()
        (target / compiled.PROGRESS).unlink(missing_ok=True)
    print(f"\nengine built in {target}")
