"""Expressions of arrays that follow one another are computed in one loop, where their arrays have one shape.

What is read by several is read once, and an array that only the others need is not made. Every entry takes the same
operations in the same order. Shapes are compared at run time: where they differ each expression is on its own.
"""

from __future__ import annotations

import operator
from collections import Counter
from typing import Any

import numpy as np
from numba import types
from numba.core import ir
from numba.core.rewrites import Rewrite, rewrite_registry

from refimpl.engines import loops
from refimpl.engines.expressions import Group, Inner, Member, is_plain, leaves

_ARITHMETIC = operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, operator.pos
_TRUTHS = (
    *(operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne),
    operator.and_,
    operator.or_,
)
_WORDS = np.sqrt, np.square, np.abs, np.maximum, np.minimum, *loops.ENTRYWISE.values()
# what LLVM takes in vector registers: a function that it calls entry by entry would stop the whole loop
VECTORS = {*_ARITHMETIC, *_TRUTHS, *_WORDS}
_PURE = {"arrayexpr", "binop", "unary", "cast", "getattr", "getitem", "static_getitem", "build_tuple"}


class Join(Rewrite):
    """The first group of a block that is not joined yet."""

    def __init__(self, state: Any) -> None:
        self.uses: Counter[str] = Counter()
        self.made: Counter[str] = Counter()
        for block in state.func_ir.blocks.values():
            for instruction in block.body:
                if isinstance(instruction, ir.Del):
                    continue
                names = [var.name for var in instruction.list_vars()]
                if isinstance(instruction, ir.Assign):
                    self.made[instruction.target.name] += 1
                    names.remove(instruction.target.name)
                self.uses.update(names)

    def match(self, func_ir: Any, block: Any, typemap: Any, calltypes: Any) -> bool:
        """Whether the block has two expressions that can be joined."""
        self.block, self.typemap = block, typemap
        self.body = [instruction for instruction in block.body if not isinstance(instruction, ir.Del)]
        self.group: list[int] = []  # places of the expressions
        self.later: list[int] = []  # places of what has to come after them
        for place, instruction in enumerate(self.body):
            if self._joins(instruction):
                self.group.append(place)
            elif self._comes_later(instruction):
                self.later.append(place)
            elif not self._may_come_before(instruction):
                if len(self.group) > 1:
                    break
                self.group, self.later = [place] if self._is_candidate(instruction) else [], []
        return len(self.group) > 1

    def _is_candidate(self, instruction: Any) -> bool:
        expr = getattr(instruction, "value", None)
        return (
            isinstance(instruction, ir.Assign)
            and isinstance(expr, ir.Expr)
            and expr.op == "arrayexpr"
            and "group" not in expr._kws
            and self.made[instruction.target.name] == 1
            and _in_vectors(expr.expr)
            and is_plain(expr, [self.typemap[name] for name in leaves(expr.expr)])
        )

    def _joins(self, instruction: Any) -> bool:
        """Whether it is an expression that shares an array with those of the group."""
        if not (self.group and self._is_candidate(instruction)):
            return False
        read, made, renamed = self._names()
        shared = (read | made | renamed).intersection(leaves(instruction.value.expr))
        return any(isinstance(self.typemap[name], types.Array) for name in shared)

    def _comes_later(self, instruction: Any) -> bool:
        """Whether it is a second name for what the group makes."""
        if not (self.group and isinstance(instruction, ir.Assign) and isinstance(instruction.value, ir.Var)):
            return False
        _, made, renamed = self._names()
        return instruction.value.name in made | renamed and instruction.target.name not in renamed

    def _may_come_before(self, instruction: Any) -> bool:
        """Whether it changes nothing that the group reads, and reads nothing that the group makes."""
        if not (self.group and isinstance(instruction, ir.Assign)):
            return False
        read, made, renamed = self._names()
        value = instruction.value
        return (
            instruction.target.name not in read
            and (made | renamed).isdisjoint(var.name for var in instruction.list_vars())
            and (not isinstance(value, ir.Expr) or value.op in _PURE or self._is_of_numbers(value))
        )

    def _names(self) -> tuple[set[str], set[str], set[str]]:
        """What the group reads, what it makes, and the second names of that."""
        members = [self.body[place] for place in self.group]
        read = {name for member in members for name in leaves(member.value.expr)}
        renamed = {self.body[place].target.name for place in self.later}
        return read, {member.target.name for member in members}, renamed

    def _second_names(self, place: int) -> dict[str, Any]:
        """The names that mean at a place what the group makes, and what it calls them."""
        names: dict[str, Any] = {}
        for copy in (self.body[later] for later in self.later if later < place):
            names[copy.target.name] = names.get(copy.value.name, copy.value)
        return names

    def _only(self, inside: Counter[str], name: str) -> bool:
        """Whether a name is read so often as it is read at all, and assigned to once."""
        return inside[name] == self.uses[name] > 0 and self.made[name] == 1

    def _is_of_numbers(self, expr: Any) -> bool:
        """Whether it is a call that can reach no array."""
        return (
            expr.op == "call"
            and not isinstance(self.typemap[expr.func.name], types.BoundFunction)
            and not (expr.vararg or expr.varkwarg)
            and all(
                isinstance(self.typemap[var.name], types.Number | types.Boolean)
                for var in (*expr.args, *(var for _, var in expr.kws))
            )
        )

    def apply(self) -> Any:
        """The block with the group at the place of its last expression."""
        members = [self.body[place] for place in self.group]
        made = {member.target.name for member in members}
        inside = Counter(name for member in members for name in leaves(member.value.expr))
        later = [self.body[place] for place in self.later if place < self.group[-1]]
        for copy in reversed(later):
            if self._only(inside, copy.target.name):
                inside[copy.value.name] += 1
        dropped = {name for name in made if self._only(inside, name)}
        joined = []
        for place, member in zip(self.group, members, strict=True):
            names = {name: Inner(name) for name in dropped}
            names |= {name: names.get(var.name, var) for name, var in self._second_names(place).items()}
            joined.append(ir.Assign(_renamed(member.value, names), member.target, member.loc))
        group = Group(
            [Member(each.target.name, each.value, each.target.name not in dropped) for each in joined]
        )
        for each in joined:
            each.value.group = group
        first = next(each for each in joined if each.target.name not in dropped)
        # what only a dropped one reads must be alive where the first of the others is computed, and with it all of them
        first.value.reads = [var for each in joined for var in each.value.list_vars() if var.name not in made]
        last, moved = self.group[-1], {*self.group, *self.later}
        replaced = self.block.copy()
        replaced.body = [
            *(each for place, each in enumerate(self.body[:last]) if place not in moved),
            *(each for each in joined if each.target.name not in dropped),
            *(copy for copy in later if not self._only(inside, copy.target.name)),
            *self.body[last + 1 :],
        ]
        return replaced


def _in_vectors(expression: Any) -> bool:
    """Whether all operations are among VECTORS."""
    if not isinstance(expression, tuple):
        return True
    return expression[0] in VECTORS and all(map(_in_vectors, expression[1]))


def _renamed(expr: Any, names: dict[str, Any]) -> Any:
    """The same with other leaves for some names."""

    def of(expression: Any) -> Any:
        if isinstance(expression, ir.Var):
            return names.get(expression.name, expression)
        if isinstance(expression, tuple):
            return expression[0], [of(part) for part in expression[1]]
        return expression

    return ir.Expr("arrayexpr", expr.loc, expr=of(expr.expr), ty=expr.ty)


rewrite_registry.rewrites["after-inference"].append(Join)
