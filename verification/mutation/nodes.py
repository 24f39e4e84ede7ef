"""Words on nodes of the syntax tree that the operators share."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

Replacement = ast.expr | list[ast.stmt]


def other_operation(node: ast.AST, other: dict[Any, Any]) -> Iterator[Replacement]:
    """The operation with the operator that `other` names for its own, also in an assignment `a += b`."""
    if isinstance(node, ast.BinOp) and type(node.op) in other:
        yield ast.BinOp(node.left, other[type(node.op)](), node.right)
    elif isinstance(node, ast.AugAssign) and type(node.op) in other:
        yield [ast.AugAssign(node.target, other[type(node.op)](), node.value)]


def shifted(node: ast.expr) -> list[ast.expr]:
    """The expression plus and minus one, folded where it is a constant."""
    if isinstance(node, ast.Constant):
        return [ast.Constant(node.value + 1), ast.Constant(node.value - 1)]  # type: ignore[operator]
    return [ast.BinOp(node, operation, ast.Constant(1)) for operation in (ast.Add(), ast.Sub())]


def called(node: ast.AST) -> str:
    """The last name of what is called; empty for anything but a call."""
    function = getattr(node, "func", None)
    return getattr(function, "attr", getattr(function, "id", ""))


def call(node: Any, arguments: list[ast.expr], name: str = "") -> ast.expr:
    """The call with other positional arguments, and of the function `name` of the same owner where given."""
    function = node.func
    if name:
        plain = isinstance(function, ast.Name)
        function = ast.Name(name, ast.Load()) if plain else ast.Attribute(function.value, name, ast.Load())
    return ast.Call(function, arguments, node.keywords)


def attribute(owner: str, name: str) -> ast.expr:
    """`owner.name`."""
    return ast.Attribute(ast.Name(owner, ast.Load()), name, ast.Load())


def reads(node: ast.AST, owner: str, names: tuple[str, ...]) -> bool:
    """Whether the node is `owner.name` for one of the names."""
    named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == owner
    return named and node.attr in names  # type: ignore[attr-defined]


def advances(node: ast.AST) -> bool:
    """Whether the node adds a constant."""
    sums = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
    return sums and isinstance(node.right, ast.Constant)  # type: ignore[attr-defined]


def is_transpose(node: ast.AST) -> bool:
    """Whether the node is `something.T`."""
    return isinstance(node, ast.Attribute) and node.attr == "T"
