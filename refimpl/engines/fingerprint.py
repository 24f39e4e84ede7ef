"""A key for compiled code: a hash of everything that a run compiles in.

The bytecode that is loaded in this process is hashed, not the files, so the key cannot disagree with what
is compiled, and code typed into a session has a key too.
"""

from __future__ import annotations

import functools
import hashlib
import platform
import sys
import types as python
from importlib.metadata import version
from typing import Any

from refimpl.core.leaves import is_record

_FOREIGN = {"numpy", "scipy", "numba", "llvmlite", "flint", "cupy", *sys.stdlib_module_names} - {"__main__"}


def fingerprint(*objects: Any) -> str:
    """Hash (20 hex digits) over the code of functions, of the classes of records, and of all they refer to.

    Followed: methods, the classes of nested fields, global functions, classes, modules and constants that
    the code names, closures, defaults. Also part of the key: the versions of Python, NumPy, Numba.
    """
    parts = list(_versions())
    seen: set[int] = set()
    for value in objects:
        if is_record(value) or callable(value):  # numbers and arrays are run-time data
            _visit(value, seen, parts)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


@functools.cache
def _versions() -> tuple[str, ...]:
    return platform.python_version(), version("numpy"), version("numba"), platform.machine()


def _visit(value: Any, seen: set[int], parts: list[str]) -> None:
    if is_record(value):
        _visit(type(value), seen, parts)
        for field in value:
            if is_record(field):
                _visit(field, seen, parts)
    elif isinstance(value, python.FunctionType | type):
        if id(value) in seen or (value.__module__ or "").partition(".")[0] in _FOREIGN:
            return
        seen.add(id(value))
        if isinstance(value, type):
            _visit_class(value, seen, parts)
        else:
            _visit_function(value, seen, parts)
    elif isinstance(value, tuple):
        for item in value:
            _visit(item, seen, parts)
    elif isinstance(value, int | float | str | bytes):
        parts.append(repr(value))  # a constant that the code names


def _visit_class(cls: type, seen: set[int], parts: list[str]) -> None:
    for base in cls.__mro__:
        if base.__module__ in ("builtins", "typing"):
            continue
        parts.append(f"class {base.__qualname__} {getattr(base, '_fields', ())}")
        for name, member in sorted(vars(base).items()):
            if isinstance(member, staticmethod | classmethod):
                member = member.__func__
            if isinstance(member, python.FunctionType):
                parts.append(name)
                _visit(member, seen, parts)


def _visit_function(function: Any, seen: set[int], parts: list[str]) -> None:
    parts.append(function.__qualname__)
    names: list[str] = []
    _visit_code(function.__code__, parts, names)
    for default in (
        *(function.__defaults__ or ()),
        *(cell.cell_contents for cell in function.__closure__ or ()),
    ):
        _visit(default, seen, parts)
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, python.ModuleType):
            if value.__name__.partition(".")[0] not in _FOREIGN:
                for attribute in names:
                    _visit(getattr(value, attribute, None), seen, parts)
        elif value is not None:
            parts.append(name)
            _visit(value, seen, parts)


def _visit_code(code: python.CodeType, parts: list[str], names: list[str]) -> None:
    parts.append(f"{code.co_code.hex()} {code.co_names} {code.co_varnames}")
    names.extend(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, python.CodeType):
            _visit_code(constant, parts, names)
        else:
            parts.append(repr(constant))
