"""LLVM: shapes of the arrays of an expression are compared at run time; single entries are spread out to fit."""

from __future__ import annotations

import itertools
from typing import Any

from llvmlite import ir
from numba.core import cgutils

_INDEX = ir.IntType(64)
_MEMORY = ir.IntType(8).as_pointer()
_ZERO, _ONE = ir.Constant(_INDEX, 0), ir.Constant(_INDEX, 1)


def all_same(builder: Any, shapes: Any) -> Any:
    """LLVM: the bit whether all shapes are one."""
    same = ir.Constant(ir.IntType(1), 1)
    for shape in shapes[1:]:
        for length, first in zip(shape, shapes[0], strict=True):
            same = builder.and_(same, builder.icmp_signed("==", length, first))
    return same


def aligned(context: Any, builder: Any, shapes: Any, pointers: Any) -> tuple[Any, Any, Any]:
    """LLVM: the common shape, the operands in it, and the memory made for that, to be released."""
    if len(shapes) == 1:
        return shapes[0], pointers, []
    before = builder.block
    with cgutils.if_unlikely(builder, builder.not_(all_same(builder, shapes))):
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
