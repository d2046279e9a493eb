"""Expressions of expectations: what they may be, what they give, and that nothing else gets through."""

import math

import pytest

from twin.trials.expect import ExpressionError, calls, parse, value, verdict

TABLE = {
    ("vs_comparator", "half", "trough", ""): -6.0,
    ("vs_comparator", "max", "trough", "other"): -8.0,
    ("mean", "a", "b", ""): 0.0,
}


def look(*call):
    return TABLE[call]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 + 2 * 3", 7),
        ("-(1 - 2.5) / 3", 0.5),
        ("vs('half','trough') / vs('max', 'trough', 'other')", 0.75),
        ("1 / mean('a','b')", math.nan),
    ],
)
def test_an_expression_is_worth(text, number):
    assert value(parse(text), look) == pytest.approx(number, nan_ok=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "True",
        "'a'",
        "1 ** 2",
        "1 // 2",
        "1 % 2",
        "+1",
        "not 1",
        "1 < 2",
        "[1]",
        "(1, 2)",
        "{1: 2}",
        "lambda: 1",
        "1 if 1 else 2",
        "vs('a')",
        "vs('a','b','c','d')",
        "vs('a', 1)",
        "vs(a, b)",
        "vs('a','b', trial='c')",
        "vs(*['a','b'])",
        "vs.__class__('a','b')",
        "eval('1','2')",
        "__import__('os','x')",
        "mean('a','b').real",
        "(mean)('a','b')('c','d')",
        "1j",
        "1e999",
        "f'{1}'",
        "1; 2",
        "x := 1",
        "(" * 500 + "1" + ")" * 500,
        "1" + "+1" * 600,
        "\0",
        "await x",
        "vs('a', 'b')[0]",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ExpressionError):
        parse(text)


def test_calls_name_what_is_looked_up():
    assert calls(parse("change('a','b') - ratio_vs('c','d','e')")) == [
        ("change", "a", "b", ""),
        ("ratio_vs_comparator", "c", "d", "e"),
    ]


@pytest.mark.parametrize(
    ("number", "word"),
    [(-8, "inside"), (-10, "inside"), (-10.9, "near"), (-11, "outside"), (-4, "outside"), (math.nan, "not scored")],
)
def test_verdict(number, word):
    assert verdict(number, -10, -6) == word
    assert verdict(-8, math.nan, -6) == "not scored"
