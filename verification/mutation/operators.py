"""Mutation operators: what may replace an expression or a statement of an algorithm's source.

An operator yields replacements for one node; each is one mutant. Expressions are replaced by expressions,
statements by lists of statements. The classes are those in which faults of real optimisers are counted.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from verification.mutation.nodes import (
    Replacement,
    advances,
    attribute,
    call,
    called,
    is_transpose,
    other_operation,
    reads,
    shifted,
)


class Place(NamedTuple):
    """Where a node stands: what may be read there, and the node around it.

    `parameters` are the hyper-parameters, `counts` those of them that are integers, `fields` those of the record named
    `record` that holds the state (none where the function has no `state`), `counters` the fields that start as an
    integer, `local` the variables that have a value at this line.
    """

    parent: ast.AST
    parameters: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    record: str = "State"
    fields: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()
    local: tuple[str, ...] = ()


def _sign(node: ast.AST, place: Place) -> Iterator[Replacement]:
    yield from other_operation(node, {ast.Add: ast.Sub, ast.Sub: ast.Add})
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand


def _muldiv(node: ast.AST, place: Place) -> Iterator[Replacement]:
    yield from other_operation(node, {ast.Mult: ast.Div, ast.Div: ast.Mult})


def _term(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield node.left
        yield node.right if isinstance(node.op, ast.Add) else ast.UnaryOp(ast.USub(), node.right)


def _factor(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.MatMult):
        yield node.left
        divided = isinstance(node.op, ast.Div)
        yield ast.BinOp(ast.Constant(1), ast.Div(), node.right) if divided else node.right


def _power(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        for exponent in shifted(node.right):
            yield ast.BinOp(node.left, ast.Pow(), exponent)
    if called(node) == "sqrt":
        yield call(node, [node])  # type: ignore[list-item]
    if called(node) == "norm":
        yield ast.BinOp(node, ast.Pow(), ast.Constant(2))  # type: ignore[arg-type]


def _const(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value: Any = node.value
        yield from shifted(node) if value == int(value) else [ast.Constant(2 * value)]


def _scale(factor: float) -> Callable[[ast.AST, Place], Iterator[Replacement]]:
    def scale(node: ast.AST, place: Place) -> Iterator[Replacement]:
        whole = isinstance(factor, int)  # nobody takes 1.02 of a number of steps
        if reads(node, "self", place.parameters) and (whole or not reads(node, "self", place.counts)):
            yield ast.BinOp(ast.Constant(factor), ast.Mult(), node)  # type: ignore[arg-type]

    return scale


def _swapparam(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if reads(node, "self", place.parameters):
        yield from (attribute("self", other) for other in place.parameters)


def _stale(node: ast.AST, place: Place) -> Iterator[Replacement]:
    variable = isinstance(node, ast.Name) and node.id in place.local
    if variable or reads(node, "state", place.fields):
        yield from (attribute("state", other) for other in place.fields)
    if variable:
        yield from (ast.Name(other, ast.Load()) for other in place.local)


def _unwrap(node: ast.AST, place: Place) -> Iterator[Replacement]:
    name = called(node)
    if name and name != "range" and not name[0].isupper():
        yield from (a for a in node.args if not isinstance(a, ast.Constant))  # type: ignore[attr-defined]


def _guard(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], ast.Return | ast.Continue):
        yield []


def _branch(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if isinstance(node, ast.If | ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in _TOUCHING:
        yield ast.Compare(node.left, [_TOUCHING[type(node.ops[0])]()], node.comparators)
    elif called(node) in ("where", "minimum", "maximum", "min", "max"):
        yield from node.args[-2:]  # type: ignore[attr-defined]


def _minmax(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if called(node) in _OPPOSITES:
        opposite = _OPPOSITES[called(node)]
        yield call(node, node.args, opposite)  # type: ignore[attr-defined]


def _transpose(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult) and not is_transpose(node.left):
        yield ast.BinOp(ast.Attribute(node.left, "T", ast.Load()), ast.MatMult(), node.right)


def _axis(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if not isinstance(node, ast.Call):
        return
    for i, keyword in enumerate(node.keywords):
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            other = ast.keyword("axis", ast.Constant(0 if keyword.value.value else 1))
            rest = node.keywords[i + 1 :]
            yield ast.Call(node.func, node.args, [*node.keywords[:i], other, *rest])
            yield ast.Call(node.func, node.args, [*node.keywords[:i], *rest])


def _writeback(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if not place.fields or not isinstance(node, ast.Call):
        return
    if called(node) == place.record:
        for i, field in enumerate(place.fields[: len(node.args)]):
            yield call(node, [*node.args[:i], attribute("state", field), *node.args[i + 1 :]])
    elif called(node) == "_replace":
        for i in range(len(node.keywords)):
            yield ast.Call(node.func, node.args, node.keywords[:i] + node.keywords[i + 1 :])


def _counter(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if advances(node) and reads(node.left, "state", place.counters):  # type: ignore[attr-defined]
        yield node.left  # type: ignore[attr-defined]
    elif reads(node, "state", place.counters) and not advances(place.parent):
        yield from shifted(node)  # type: ignore[arg-type]


def _swapargs(node: ast.AST, place: Place) -> Iterator[Replacement]:
    if not isinstance(node, ast.Call) or called(node) in ("dot", "minimum", "maximum", "min", "max"):
        return  # the order of those is without effect
    for j in range(len(node.args)):
        for i in range(j):
            swapped = list(node.args)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            yield call(node, swapped)


class Operator(NamedTuple):
    """A named operator with the fault class of the mistakes it makes."""

    name: str
    fault_class: str
    replacements: Callable[[Any, Place], Iterator[Replacement]]


# where two operators make the same text the first one owns it
OPERATORS = (
    Operator("GUARD", "EPS", _guard),
    Operator("COUNTER", "BIAS", _counter),
    Operator("WRITEBACK", "STATE", _writeback),
    Operator("SIGN", "SIGN", _sign),
    Operator("TERM", "TERM", _term),
    Operator("MULDIV", "POWER", _muldiv),
    Operator("FACTOR", "SCALE", _factor),
    Operator("POWER", "POWER", _power),
    Operator("CONST", "SCALE", _const),
    Operator("SCALE2", "SCALE", _scale(2)),
    Operator("SCALE1.02", "SCALE", _scale(1.02)),
    Operator("SWAPPARAM", "STALE", _swapparam),
    Operator("BRANCH", "BRANCH", _branch),
    Operator("MINMAX", "BRANCH", _minmax),
    Operator("TRANSPOSE", "SHAPE", _transpose),
    Operator("AXIS", "SHAPE", _axis),
    Operator("SWAPARGS", "STALE", _swapargs),
    Operator("UNWRAP", "TERM", _unwrap),
    Operator("STALE", "STALE", _stale),
)

_TOUCHING: dict[Any, Any] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
_PAIRS = (("minimum", "maximum"), ("min", "max"), ("argmin", "argmax"))
_OPPOSITES = {a: b for pair in _PAIRS for a, b in (pair, pair[::-1])}
