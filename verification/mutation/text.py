"""The text of changed functions, and a change in words."""

from __future__ import annotations

import ast
import textwrap
from typing import Any

from verification.mutation.nodes import Replacement


class FunctionText:
    """The text of a function, of which a change renews its own statement only: writing trees is most of the work."""

    def __init__(self, tree: ast.FunctionDef) -> None:
        self.tree, self.own = tree, ast.unparse(tree)
        self.start = 0 if ast.get_docstring(tree) is None else 1  # a docstring is written in its own way
        self.parts = [_indented(statement) for statement in tree.body]
        self.head = self.own.removesuffix("\n".join(self.parts[self.start :]))

    def replaced(self, parent: Any, field: str, index: int | None, top: int, replacement: Replacement) -> str:
        """The text with the site in statement `top` replaced; the tree itself is as before."""
        before = getattr(parent, field)
        if index is None:
            after: Any = replacement
        elif isinstance(replacement, list):
            after = [*before[:index], *replacement, *before[index + 1 :]] or [ast.Pass()]
        else:
            after = [*before[:index], replacement, *before[index + 1 :]]
        setattr(parent, field, after)
        if parent is self.tree or top < self.start:
            text = ast.unparse(self.tree)
        else:
            new = _indented(self.tree.body[top])
            text = self.head + "\n".join([*self.parts[self.start : top], new, *self.parts[top + 1 :]])
        setattr(parent, field, before)
        return text


def _indented(statement: ast.stmt) -> str:
    return textwrap.indent(ast.unparse(statement), "    ")


def first_line(statement: ast.stmt) -> str:
    """The first line of its text."""
    return ast.unparse(statement).splitlines()[0]


def in_words(node: ast.AST, replacement: Replacement, around: str) -> str:
    """What became what, in the statement that begins with the line `around`."""
    old = _line(node)
    if not replacement:
        return f"`{old}` is deleted"
    new = "; ".join(map(_line, replacement)) if isinstance(replacement, list) else _line(replacement)
    where = "" if old == around or isinstance(replacement, list) else f" in `{around}`"
    return f"`{old}` became `{new}`{where}"


def _line(node: ast.AST) -> str:
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
