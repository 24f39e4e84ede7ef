"""Helpers without branches are compiled into their callers, so that what they return joins the expression around it.

As functions of their own they would make an array for every call. What is written in their place is Numba's own form
of them, with new names: the same operations on the same types in the same order.
"""

from __future__ import annotations

import types as python
from collections import Counter
from typing import Any

from numba import types
from numba.core import ir, targetconfig
from numba.core.compiler import run_frontend
from numba.core.rewrites import Rewrite, rewrite_registry

from refimpl.core import dialect

LONGEST = 60  # instructions of a helper: longer ones gain little and cost time where they are called often
_PLAIN = {"binop", "unary", "call", "getattr", "build_tuple", "cast"}


class Inline(Rewrite):
    """Calls of plain functions, and of methods of the caller's own arguments."""

    def __init__(self, state: Any) -> None:
        self.state = state
        self.bodies: dict[Any, Any] = {}

    def match(self, func_ir: Any, block: Any, typemap: Any, calltypes: Any) -> bool:
        """Whether a call in the block can be replaced; the first that can is remembered."""
        flags = targetconfig.ConfigStack().top_or_none()
        if flags is None or flags.error_model != "numpy":
            return False
        for place, instruction in enumerate(block.body):
            call = getattr(instruction, "value", None)
            if isinstance(instruction, ir.Assign) and isinstance(call, ir.Expr) and call.op == "call":
                function, receiver = self._callee(func_ir, call)
                if function not in self.bodies:
                    self.bodies[function] = function and _body(function)
                body = self.bodies[function]
                arguments = [*receiver, *call.args]
                if body and not (call.kws or call.vararg) and len(arguments) == function.__code__.co_argcount:
                    self.found = func_ir, block, place, function, body, arguments
                    return True
        return False

    def _callee(self, func_ir: Any, call: Any) -> tuple[Any, list[Any]]:
        """The plain function that is called, None where it is none, and its receiver."""
        named, receiver = _definition(func_ir, call.func), []
        function = getattr(named, "value", None) if isinstance(named, ir.Global | ir.FreeVar) else None
        if isinstance(named, ir.Expr) and named.op == "getattr":
            owner = _definition(func_ir, named.value)
            kind = self.state.args[owner.index] if isinstance(owner, ir.Arg) else None
            if isinstance(kind, types.BaseNamedTuple):
                function, receiver = getattr(kind.instance_class, named.attr, None), [named.value]
        if not isinstance(function, python.FunctionType):
            return None, []
        foreign = (function.__module__ or "").partition(".")[0] in ("numba", "numpy", "llvmlite")
        return (None, []) if foreign or function.__module__ == dialect.__name__ else (function, receiver)

    def apply(self) -> Any:
        """The block with the body of the function in the place of its call."""
        func_ir, block, place, function, body, arguments = self.found
        target, made = block.body[place].target, []
        uses = Counter(var.name for instruction in body for var in instruction.list_vars())
        names = {}

        def assign(value: Any, var: Any) -> None:
            made.append(ir.Assign(value, var, value.loc))
            func_ir._definitions[var.name] = [value]

        def new(name: str, loc: Any) -> Any:
            start = "$" if name.startswith("$") else ""
            return block.scope.redefine(f"{start}{function.__name__}.{name.lstrip('$')}", loc)

        for instruction in body[:-1]:
            value, old = instruction.value, instruction.target
            if isinstance(value, ir.Arg):
                argument = arguments[value.index]
                # Numba takes an operand without a name into every expression that it is in
                if argument.is_temp and uses[old.name] > 2:
                    var = new(old.name, old.loc)
                    assign(argument, var)
                    argument = var
                names[old.name] = argument
            elif isinstance(value, ir.Expr) and value.op == "cast" and body[-1].value.name == old.name:
                names[old.name] = names[value.value.name]
            else:
                names[old.name] = new(old.name, old.loc)
                assign(_renamed(value, names), names[old.name])
        result = names[body[-1].value.name]
        if made and made[-1].target.name == result.name and made[-1].target.is_temp:
            func_ir._definitions.pop(result.name)
            assign(made.pop().value, target)
        else:
            assign(result, target)
        replaced = block.copy()
        replaced.body = [*block.body[:place], *made, *block.body[place + 1 :]]
        return replaced


def _definition(func_ir: Any, var: Any) -> Any:
    """What was assigned to a name, None where that is not one thing."""
    found = var
    while isinstance(found, ir.Var):
        known = func_ir._definitions.get(found.name, [])
        found = known[0] if len(known) == 1 else None
    return found


def _body(function: Any) -> list[Any] | None:
    """The instructions of a function without branches, loops and changes in place; None for others."""
    code = function.__code__
    if code.co_kwonlyargcount or code.co_flags & 0b101100 or len(code.co_code) > 16 * LONGEST:
        return None
    func_ir = run_frontend(function)
    blocks = list(func_ir.blocks.values())
    body = [instruction for instruction in blocks[0].body if not isinstance(instruction, ir.Del)]
    plain = all(
        isinstance(instruction, ir.Assign)
        and (not isinstance(instruction.value, ir.Expr) or instruction.value.op in _PLAIN)
        for instruction in body[:-1]
    )
    fits = len(blocks) == 1 and len(body) <= LONGEST and isinstance(body[-1], ir.Return)
    return body if plain and fits else None


def _renamed(value: Any, names: dict[str, Any]) -> Any:
    """The same with other names for its operands."""
    if isinstance(value, ir.Var):
        return names[value.name]
    if not isinstance(value, ir.Expr):
        return value
    return ir.Expr(value.op, value.loc, **{key: _replaced(part, names) for key, part in value._kws.items()})


def _replaced(part: Any, names: dict[str, Any]) -> Any:
    if isinstance(part, ir.Var):
        return names[part.name]
    if isinstance(part, list | tuple):
        return type(part)(_replaced(item, names) for item in part)
    return part


rewrite_registry.rewrites["before-inference"].insert(0, Inline)
