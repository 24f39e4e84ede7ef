"""Expressions of arrays in one plain loop, which LLVM makes one of vector instructions.

Numba's own loop asks at every entry of every operand whether it is broadcast, which keeps it from that as soon as a
few arrays meet [measured: a step of Nesterov's at d = 1000, 4.1 against 1.6 us]. Here the shapes are compared once; a
shorter operand is spread out before the loop. Functions and types are those that Numba chooses, so every number is
the same. The lowering is one for all code that Numba compiles in this process; code with other options than the
engine's, Numba's defaults among them, goes to Numba's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from llvmlite import ir
from numba import types
from numba.core import cgutils, targetconfig
from numba.core import ir as tree
from numba.core.registry import cpu_target
from numba.np import arrayobj
from numba.np.ufunc.array_exprs import _lower_array_expr

from refimpl.engines.shapes import aligned, all_same

_INDEX = ir.IntType(64)


@dataclasses.dataclass(frozen=True)
class Inner:
    """A leaf of an expression: the array of that name, which is made in the loops of a group and nowhere else."""

    name: str


class Member(NamedTuple):
    """One of the expressions of a group."""

    name: str  # what is assigned to
    expr: Any
    kept: bool  # whether code outside of the group asks for it


class Group:
    """Expressions that follow one another and may be computed in one loop, see `joining`."""

    def __init__(self, members: list[Member]) -> None:
        self.members = members
        self.values: list[Any] = []  # LLVM: arrays that are made and not yet assigned


def lower(lowerer: Any, expr: Any) -> Any:
    """LLVM: the new array that an expression of Numba's says. Raises ValueError at run time for shapes that differ."""
    group = expr._kws.get("group")
    members = group.members if group else [Member("", expr, True)]
    made = {member.name: member.expr.ty for member in members}
    names = sorted({name for member in members for name in leaves(member.expr.expr)} - set(made))
    kinds = {name: lowerer.typeof(name) for name in names}
    if not (group or is_plain(expr, list(kinds.values()))):
        return _lower_array_expr(lowerer, expr)
    loops = _Loops(lowerer.context, lowerer.builder, kinds | made)
    if not group:
        return loops.alone(expr, {name: lowerer.loadvar(name) for name in names})
    if not group.values:
        group.values = loops.joined(members, {name: lowerer.loadvar(name) for name in names})
    return group.values.pop(0)


def leaves(expression: Any) -> Iterator[str]:
    """Names of what an expression is made of."""
    if isinstance(expression, tree.Var | Inner):
        yield expression.name
    elif not isinstance(expression, tree.Const):
        for part in expression[1]:
            yield from leaves(part)


def is_plain(expr: Any, kinds: list[Any]) -> bool:
    """Whether all arrays are contiguous rows or all matrices, and options such that Numba's loop would do the same."""
    flags = targetconfig.ConfigStack().top_or_none()
    arrays = [kind for kind in kinds if isinstance(kind, types.Array)]
    return (
        flags.error_model == "numpy"  # which Numba takes for expressions in any case
        and not flags.fastmath
        and expr.ty.ndim in (1, 2)
        and len(arrays) > 0
        and all(
            (kind.ndim, kind.layout, kind.aligned) == (expr.ty.ndim, "C", True)
            and kind.dtype in (types.float64, types.boolean)
            for kind in (*arrays, expr.ty)
        )
        and all(isinstance(kind, types.Array | types.Number | types.Boolean) for kind in kinds)
    )


class _Loops(NamedTuple):
    """LLVM: loops at a place in the code. `entries` are values by name: arrays outside of a loop, numbers inside."""

    context: Any
    builder: Any
    kinds: dict[str, Any]  # types by name

    def alone(self, expr: Any, entries: dict[str, Any]) -> Any:
        """The array of one expression, by a loop of its own."""
        context, builder, _ = self
        arrays = self.arrays(sorted(set(leaves(expr.expr))), entries)
        shapes = self.shapes(arrays, expr.ty.ndim)
        shape, pointers, borrowed = aligned(
            context, builder, shapes, [array.data for array in arrays.values()]
        )
        found = dict(zip(arrays, pointers, strict=True))
        (made,) = self.loop([Member("", expr, True)], shape, found, entries)
        for memory in borrowed:
            context.nrt.decref(builder, types.MemInfoPointer(types.voidptr), memory)
        return made

    def joined(self, members: list[Member], entries: dict[str, Any]) -> list[Any]:
        """The arrays of a group that are kept, by one loop where all operands have one shape."""
        context, builder, _ = self
        arrays = self.arrays(entries, entries)
        shapes = self.shapes(arrays, members[0].expr.ty.ndim)
        with builder.if_else(all_same(builder, shapes), likely=True) as (usual, rare):
            with usual:
                pointers = {name: array.data for name, array in arrays.items()}
                joined = self.loop(members, shapes[0], pointers, entries)
                after_usual = builder.block
            with rare:
                apart = dict(entries)
                for member in members:
                    apart[member.name] = self.alone(member.expr, apart)
                for member in members:
                    if not member.kept:
                        context.nrt.decref(builder, member.expr.ty, apart[member.name])
                after_rare = builder.block
        values = []
        for name, value in zip((member.name for member in members if member.kept), joined, strict=True):
            either = builder.phi(value.type)
            either.add_incoming(value, after_usual)
            either.add_incoming(apart[name], after_rare)
            values.append(either)
        return values

    def arrays(self, names: Iterable[str], entries: dict[str, Any]) -> dict[str, Any]:
        """Those of the operands that are arrays."""
        return {
            name: self.context.make_array(self.kinds[name])(self.context, self.builder, entries[name])
            for name in names
            if isinstance(self.kinds[name], types.Array)
        }

    def shapes(self, arrays: dict[str, Any], ndim: int) -> list[Any]:
        return [cgutils.unpack_tuple(self.builder, array.shape, ndim) for array in arrays.values()]

    def loop(
        self, members: list[Member], shape: Any, pointers: dict[str, Any], entries: dict[str, Any]
    ) -> list[Any]:
        """New arrays of that shape for those members that are kept."""
        context, builder, kinds = self
        made = {
            name: arrayobj._empty_nd_impl(context, builder, expr.ty, shape)
            for name, expr, kept in members
            if kept
        }
        scopes = {name: _scope(builder) for name in made}
        entries = dict(entries)
        with cgutils.for_range(builder, next(iter(made.values())).nitems, intp=_INDEX) as loop:
            for name, pointer in pointers.items():
                entry = builder.load(builder.gep(pointer, [loop.index], inbounds=True))
                entry.set_metadata("noalias", builder.module.add_metadata(list(scopes.values())))
                entries[name] = context.data_model_manager[kinds[name].dtype].from_data(builder, entry)
            for name, expr, kept in members:
                value, kind = self.entry(expr.expr, entries)
                entries[name] = value = context.cast(builder, value, kind, expr.ty.dtype)
                if kept:
                    place = builder.gep(made[name].data, [loop.index], inbounds=True)
                    stored = builder.store(context.get_value_as_data(builder, expr.ty.dtype, value), place)
                    others = [scope for other, scope in scopes.items() if other != name]
                    stored.set_metadata("alias.scope", builder.module.add_metadata([scopes[name]]))
                    stored.set_metadata("noalias", builder.module.add_metadata(others))
        return [array._getvalue() for array in made.values()]

    def entry(self, expression: Any, entries: dict[str, Any]) -> tuple[Any, Any]:
        """One entry of the value of an expression, and its type."""
        context, builder, kinds = self
        typing = context.typing_context
        if isinstance(expression, tree.Var | Inner):
            kind = kinds[expression.name]
            return entries[expression.name], kind.dtype if isinstance(kind, types.Array) else kind
        if isinstance(expression, tree.Const):
            kind = typing.resolve_value_type_prefer_literal(expression.value)
            return context.get_constant_generic(builder, types.unliteral(kind), expression.value), kind
        function = typing.resolve_value_type(expression[0])
        operands = [self.entry(part, entries) for part in expression[1]]
        signature = function.get_call_type(typing, tuple(kind for _, kind in operands), {})
        arguments = [
            context.cast(builder, value, kind, wanted)
            for (value, kind), wanted in zip(operands, signature.args, strict=True)
        ]
        return context.get_function(function, signature)(builder, arguments), signature.return_type


def _scope(builder: Any) -> Any:
    """LLVM: a name for a new array from here on; what is marked with it overlaps nothing else."""
    module = builder.module
    # of two expressions that are compiled into one the names must differ
    name = f"{builder.function.name} {len(module.metadata)}"
    scope = module.add_metadata([name, module.add_metadata(["refimpl"])])
    declared = ir.FunctionType(ir.VoidType(), [ir.MetaDataType()])
    declare = cgutils.get_or_insert_function(module, declared, "llvm.experimental.noalias.scope.decl")
    builder.call(declare, [module.add_metadata([scope])])
    return scope


cpu_target.target_context.special_ops["arrayexpr"] = lower
