"""What was published, beside what the table says: expressions are parsed and walked, never run as code.

expression = number | call | -expression | (expression) | expression + - * / expression
call       = mean('arm','measure') | change(…) | vs(…) | ratio(…) | ratio_vs(…), a third text names another trial of the same call
"""

import ast
import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

from twin.scenario import Door
from twin.trials.columns import NUMBERS
from twin.trials.plan import Expect

Look = Callable[[str, str, str, str], float]  # column, arm, measure, trial ('' = this one) -> number of the table
FUNCTIONS = {
    "mean": "mean",
    "change": "change",
    "vs": "vs_comparator",
    "ratio": "ratio_to_baseline",
    "ratio_vs": "ratio_vs_comparator",
}
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
KEYS = ("arm", "measure", "quantity", "expression", "value", "low", "high", "role", "note")
LONGEST = 1000
Call = tuple[str, str, str, str]


class ExpressionError(ValueError):
    """Not an expression of this small language."""


def parse(text: str) -> ast.expr:
    """The tree of an expression. Raises ExpressionError for anything but the grammar above."""
    try:
        tree = ast.parse(text, mode="eval").body if len(text) <= LONGEST else None
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        raise ExpressionError(text) from fault
    if tree is None:
        raise ExpressionError(text[:40])
    calls(tree)
    return tree


def calls(node: ast.expr) -> list[Call]:
    """Every look-up of a tree, after checking that nothing else is in it."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and math.isfinite(value):
            return []
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return calls(inner)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return calls(left) + calls(right)
        case ast.Call(func=ast.Name(id=name), args=[_, _] | [_, _, _], keywords=[]) if name in FUNCTIONS:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if len(texts) == len(node.args):
                return [(FUNCTIONS[name], *texts, *[""] * (3 - len(texts)))]  # type: ignore[list-item]
    raise ExpressionError(ast.unparse(node)[:40])


def value(node: ast.expr, look: Look) -> float:
    """The number of a checked tree; NaN where it divides by zero."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(operand=inner):
            return -value(inner, look)
        case ast.BinOp(left=left, op=op, right=right):
            first, second = value(left, look), value(right, look)
            return math.nan if isinstance(op, ast.Div) and second == 0 else float(OPERATORS[type(op)](first, second))
    return look(*calls(node)[0])


def read(door: Door, given: Any, arms: Sequence[str], measures: Sequence[str]) -> tuple[Expect, ...]:
    """The expectations of a file. Further keys are kept and ignored."""
    return tuple(
        _one(door, name, row, arms, measures) for name, row in door.entries("expect", given) if _is_table(door, name, row)
    )


def _is_table(door: Door, name: str, row: Any) -> bool:
    if not isinstance(row, dict):
        door.fault(name, "not_a_table", row)
    return isinstance(row, dict)


def _one(door: Door, name: str, row: dict, arms: Sequence[str], measures: Sequence[str]) -> Expect:
    quantity, expression = row.get("quantity", "vs_comparator"), row.get("expression", "")
    if quantity == "expression":
        try:
            looked = calls(parse(str(expression)))
        except ExpressionError as fault:
            door.fault(f"{name}.expression", "not_an_expression", fault, ", ".join(FUNCTIONS))
            looked = []
    elif quantity in NUMBERS:
        looked = [(quantity, row.get("arm", ""), row.get("measure", ""), "")]
    else:
        door.fault(f"{name}.quantity", "outside", quantity, ", ".join((*NUMBERS, "expression")))
        looked = []
    for _, arm, measure, other in looked:
        if not other:
            for key, found, known in (("arm", arm, arms), ("measure", measure, measures)):
                if found not in known:
                    door.fault(f"{name}.{key}", "outside", found, ", ".join(known))
    bounds = [
        door.number(f"{name}.{key}", row[key], -1e9, 1e9, "1") if key in row else math.nan for key in ("value", "low", "high")
    ]
    texts = {key: str(row.get(key, "")) for key in ("arm", "measure", "expression", "role", "note")}
    value, low, high = bounds
    more = {key: entry for key, entry in row.items() if key not in KEYS}
    return Expect(**texts, quantity=str(quantity), value=value, low=low, high=high, more=more)


def look_up(wanted: Expect, look: Look) -> float:
    """The number an expectation is held against."""
    if wanted.quantity == "expression":
        return value(parse(wanted.expression), look)
    return look(wanted.quantity, wanted.arm, wanted.measure, "")


def verdict(number: float, low: float, high: float) -> str:
    """'inside', 'near' (misses by less than half the half-width), 'outside', or 'not scored' without an interval or a number."""
    if not all(math.isfinite(x) for x in (number, low, high)):
        return "not scored"
    miss = max(low - number, number - high, 0)
    return "inside" if miss == 0 else "near" if miss < (high - low) / 4 else "outside"
