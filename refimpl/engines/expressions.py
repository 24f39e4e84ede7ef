"""Expressions of arrays in one plain loop, which LLVM makes one of vector instructions.

Numba's own loop asks at every entry of every operand whether it is broadcast, which keeps it from that as soon as a
few arrays meet [measured: a step of Nesterov's at d = 1000, 4.1 against 1.6 us]. Here the shapes are compared once; a
shorter operand is spread out before the loop. Functions and types are those that Numba chooses, so every number is
the same. The lowering is one for all code that Numba compiles in this process; code with other options than the
engine's, Numba's defaults among them, goes to Numba's.
"""

from __future__ import annotations

import itertools
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils, targetconfig
from numba.core import ir as tree
from numba.core.registry import cpu_target
from numba.np import arrayobj
from numba.np.ufunc.array_exprs import _lower_array_expr

_INDEX = ir.IntType(64)
_MEMORY = ir.IntType(8).as_pointer()
_ZERO, _ONE = ir.Constant(_INDEX, 0), ir.Constant(_INDEX, 1)


def lower(lowerer: Any, expr: Any) -> Any:
    """LLVM: the new array that an expression of Numba's says. Raises ValueError at run time for shapes that differ."""
    names = sorted({var.name for var in expr.list_vars()})
    kinds = {name: lowerer.typeof(name) for name in names}
    if not _is_plain(expr, list(kinds.values())):
        return _lower_array_expr(lowerer, expr)
    context, builder = lowerer.context, lowerer.builder
    entries = {name: lowerer.loadvar(name) for name in names}
    arrays = {
        name: context.make_array(kind)(context, builder, entries[name])
        for name, kind in kinds.items()
        if isinstance(kind, types.Array)
    }
    shapes = [cgutils.unpack_tuple(builder, array.shape, expr.ty.ndim) for array in arrays.values()]
    shape, pointers, borrowed = _aligned(context, builder, shapes, [array.data for array in arrays.values()])
    made = arrayobj._empty_nd_impl(context, builder, expr.ty, shape)
    scope = _scope(builder)
    with cgutils.for_range(builder, made.nitems, intp=_INDEX) as loop:
        for name, pointer in zip(arrays, pointers, strict=True):
            entry = builder.load(builder.gep(pointer, [loop.index], inbounds=True))
            entry.set_metadata("noalias", scope)
            entries[name] = context.data_model_manager[kinds[name].dtype].from_data(builder, entry)
        value, kind = _entry(context, builder, expr.expr, entries, kinds)
        value = context.cast(builder, value, kind, expr.ty.dtype)
        stored = builder.store(
            context.get_value_as_data(builder, expr.ty.dtype, value),
            builder.gep(made.data, [loop.index], inbounds=True),
        )
        stored.set_metadata("alias.scope", scope)
    for memory in borrowed:
        context.nrt.decref(builder, types.MemInfoPointer(types.voidptr), memory)
    return made._getvalue()


def _is_plain(expr: Any, kinds: list[Any]) -> bool:
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


def _entry(context: Any, builder: Any, expression: Any, entries: Any, kinds: Any) -> tuple[Any, Any]:
    """LLVM: one entry of the value of an expression, and its type."""
    typing = context.typing_context
    if isinstance(expression, tree.Var):
        kind = kinds[expression.name]
        return entries[expression.name], kind.dtype if isinstance(kind, types.Array) else kind
    if isinstance(expression, tree.Const):
        kind = typing.resolve_value_type_prefer_literal(expression.value)
        return context.get_constant_generic(builder, types.unliteral(kind), expression.value), kind
    function = typing.resolve_value_type(expression[0])
    operands = [_entry(context, builder, part, entries, kinds) for part in expression[1]]
    signature = function.get_call_type(typing, tuple(kind for _, kind in operands), {})
    arguments = [
        context.cast(builder, value, kind, wanted)
        for (value, kind), wanted in zip(operands, signature.args, strict=True)
    ]
    return context.get_function(function, signature)(builder, arguments), signature.return_type


def _scope(builder: Any) -> Any:
    """LLVM: a name for what is written from here on, which what is read in the same loop does not overlap."""
    module = builder.module
    # of two expressions that are compiled into one the names must differ
    name = f"{builder.function.name} {len(module.metadata)}"
    scopes = module.add_metadata([module.add_metadata([name, module.add_metadata(["refimpl"])])])
    declared = ir.FunctionType(ir.VoidType(), [ir.MetaDataType()])
    declare = cgutils.get_or_insert_function(module, declared, "llvm.experimental.noalias.scope.decl")
    builder.call(declare, [scopes])
    return scopes


def _aligned(context: Any, builder: Any, shapes: Any, pointers: Any) -> tuple[Any, Any, Any]:
    """LLVM: the common shape, the operands in it, and the memory made for that, to be released."""
    if len(shapes) == 1:
        return shapes[0], pointers, []
    same = ir.Constant(ir.IntType(1), 1)
    for shape in shapes[1:]:
        for length, first in zip(shape, shapes[0], strict=True):
            same = builder.and_(same, builder.icmp_signed("==", length, first))
    before = builder.block
    with cgutils.if_unlikely(builder, builder.not_(same)):
        common = [_common(context, builder, lengths) for lengths in zip(*shapes, strict=True)]
        spread = []
        for shape, pointer in zip(shapes, pointers, strict=True):
            whole = ((_ONE, *lengths)[-2:] for lengths in (shape, common))
            memory = builder.call(
                _spread(context, builder.module, pointer.type), [pointer, *itertools.chain(*whole)]
            )
            cgutils.guard_memory_error(context, builder, memory)
            spread.append(memory)
        moved = [context.nrt.meminfo_data(builder, memory) for memory in spread]
        moved = [builder.bitcast(data, pointer.type) for data, pointer in zip(moved, pointers, strict=True)]
        after = builder.block

    def either(usual: Any, rare: Any) -> Any:
        value = builder.phi(usual.type)
        value.add_incoming(usual, before)
        value.add_incoming(rare, after)
        return value

    return (
        [either(*pair) for pair in zip(shapes[0], common, strict=True)],
        [either(*pair) for pair in zip(pointers, moved, strict=True)],
        [either(ir.Constant(_MEMORY, None), memory) for memory in spread],
    )


def _common(context: Any, builder: Any, lengths: Any) -> Any:
    """LLVM: the one length other than 1 along an axis, 1 where there is none; raises ValueError where there are two."""
    common = lengths[0]
    for length in lengths[1:]:
        common = builder.select(builder.icmp_signed("==", common, _ONE), length, common)
    for length in lengths:
        other = builder.icmp_signed("!=", length, common)
        with cgutils.if_unlikely(builder, builder.and_(other, builder.icmp_signed("!=", length, _ONE))):
            context.call_conv.return_user_exc(
                builder, ValueError, ("operands could not be broadcast together",)
            )
    return common


def _spread(context: Any, module: Any, kind: Any) -> Any:
    """LLVM: the function that writes an m by n array into new memory as one of M by N, null where there is none."""
    name = f"refimpl.spread.{kind.pointee}"
    if name in module.globals:
        return module.globals[name]
    function = ir.Function(module, ir.FunctionType(_MEMORY, [kind, *[_INDEX] * 4]), name)
    function.linkage = "internal"
    function.attributes.add("noinline")
    function.attributes.add("cold")
    source, m, n, M, N = function.args
    builder = ir.IRBuilder(function.append_basic_block())
    size = builder.mul(builder.mul(M, N), ir.Constant(_INDEX, context.get_abi_sizeof(kind.pointee)))
    memory = context.nrt.meminfo_alloc_unchecked(builder, size)
    with cgutils.if_unlikely(builder, cgutils.is_null(builder, memory)):
        builder.ret(memory)
    target = builder.bitcast(context.nrt.meminfo_data(builder, memory), kind)
    row, column = (
        builder.select(builder.icmp_signed("==", length, _ONE), _ZERO, step)
        for length, step in ((m, n), (n, _ONE))
    )
    with cgutils.for_range(builder, M, intp=_INDEX) as i, cgutils.for_range(builder, N, intp=_INDEX) as j:
        place = builder.add(builder.mul(i.index, row), builder.mul(j.index, column))
        entry = builder.load(builder.gep(source, [place]))
        builder.store(entry, builder.gep(target, [builder.add(builder.mul(i.index, N), j.index)]))
    builder.ret(memory)
    return function


cpu_target.target_context.special_ops["arrayexpr"] = lower
