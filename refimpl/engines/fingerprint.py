"""A key for compiled code: a hash of everything that a run compiles in.

The bytecode that is loaded in this process is hashed, not the files, so the key cannot disagree with what
is compiled, and code typed into a session has a key too. What was looked at is remembered: as long as all of it is
the same objects, the hash is.
"""

from __future__ import annotations

import functools
import hashlib
import platform
import sys
import types as python
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from refimpl.core.known import Forwarded
from refimpl.core.leaves import is_record

_FOREIGN = {"numpy", "scipy", "numba", "llvmlite", "flint", "cupy", *sys.stdlib_module_names} - {"__main__"}


Read = tuple[Callable[[Any, str], Any], Any, str, Any]  # how, where, under which name, what was found
Absent = tuple[dict[str, Any], set[str]]  # globals of a module, and names that were not among them
_fingerprints: dict[tuple[Any, ...], tuple[str, tuple[Read, ...], tuple[Absent, ...]]] = {}


def fingerprint(*objects: Any) -> str:
    """Hash (20 hex digits) over the code of functions, of the classes of records, and of all they refer to.

    Followed: methods, the classes of nested fields, global functions, classes, modules and constants that
    the code names, closures, defaults. Also part of the key: the versions of Python, NumPy, Numba.
    """
    roots = tuple(_root(value) if is_record(value) or callable(value) else None for value in objects)
    if roots in _fingerprints:
        known, reads, absent = _fingerprints[roots]
        if all(names.isdisjoint(owner) for owner, names in absent) and all(
            look(owner, name) is found for look, owner, name, found in reads
        ):
            return known
    visit = _Visit()
    for root, value in zip(roots, objects, strict=True):
        if root is not None:  # numbers and arrays are run-time data
            visit.value(value)
    key = hashlib.sha256("\0".join(visit.parts).encode()).hexdigest()[:20]
    _fingerprints[roots] = key, tuple(visit.reads.values()), tuple(visit.absent.values())
    return key


def _root(value: Any) -> Any:
    """What the visit starts from: classes of records and functions, not the data in them."""
    if is_record(value):
        return type(value), *(_root(field) for field in value if is_record(field))
    return value


@functools.cache
def _versions() -> tuple[str, ...]:
    return platform.python_version(), version("numpy"), version("numba"), platform.machine()


def _attribute(owner: Any, name: str) -> Any:
    return getattr(owner, name, None)


def _member(cls: Any, name: str) -> Any:
    return vars(cls).get(name)


def _members(cls: Any, name: str) -> int:
    return len(vars(cls))


class _Visit:
    """One walk over code: what it says (`parts`), where that was found (`reads`) and where nothing was (`absent`)."""

    def __init__(self) -> None:
        self.parts = list(_versions())
        self.reads: dict[Any, Read] = {}
        self.absent: dict[int, Absent] = {}
        self.seen: set[int] = set()

    def value(self, value: Any) -> None:
        if is_record(value):
            self.value(type(value))
            for field in value:
                if is_record(field):
                    self.value(field)
        elif isinstance(value, python.FunctionType | type):
            if id(value) in self.seen or (value.__module__ or "").partition(".")[0] in _FOREIGN:
                return
            self.seen.add(id(value))
            if isinstance(value, type):
                self.cls(value)
            else:
                self.function(value)
        elif isinstance(value, tuple):
            for item in value:
                self.value(item)
        elif isinstance(value, int | float | str | bytes):
            self.parts.append(repr(value))  # a constant that the code names

    def cls(self, cls: type) -> None:
        for base in cls.__mro__:
            if base.__module__ in ("builtins", "typing"):
                continue
            # what is cached names the module of a class, and is not found again where that has moved
            module = self.read(_attribute, base, "__module__")
            self.parts.append(f"class {module}.{base.__qualname__} {getattr(base, '_fields', ())}")
            self.read(_members, base, "")
            for name in sorted(vars(base)):
                member = vars(base)[name]
                if isinstance(member, python.FunctionType | staticmethod | classmethod | Forwarded):
                    self.read(_member, base, name)
                    if not isinstance(member, python.FunctionType):
                        member = member.__func__
                if isinstance(member, python.FunctionType):
                    self.parts.append(name)
                    self.value(member)

    def function(self, function: Any) -> None:
        self.parts.append(function.__qualname__)
        names: list[str] = []
        self.code(self.read(_attribute, function, "__code__"), names)
        for default in self.read(_attribute, function, "__defaults__") or ():
            self.value(default)
        for cell in function.__closure__ or ():
            self.value(self.read(_attribute, cell, "cell_contents"))
        for name in names:
            value = self.read(dict.get, function.__globals__, name)
            if isinstance(value, python.ModuleType):
                if value.__name__.partition(".")[0] not in _FOREIGN:
                    for attribute in names:
                        self.value(self.read(_attribute, value, attribute))
            elif value is not None:
                self.parts.append(name)
                self.value(value)

    def code(self, code: python.CodeType, names: list[str]) -> None:
        self.parts.append(f"{code.co_code.hex()} {code.co_names} {code.co_varnames}")
        names.extend(code.co_names)
        for constant in code.co_consts:
            if isinstance(constant, python.CodeType):
                self.code(constant, names)
            else:
                self.parts.append(repr(constant))

    def read(self, look: Callable[[Any, str], Any], owner: Any, name: str) -> Any:
        found = look(owner, name)
        if look is dict.get and name not in owner:  # a global may come to shadow a builtin
            self.absent.setdefault(id(owner), (owner, set()))[1].add(name)
        else:
            self.reads[look, id(owner), name] = look, owner, name, found
        return found
