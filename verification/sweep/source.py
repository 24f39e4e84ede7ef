"""A hash over everything that decides a result, apart from its inputs: the source it runs, and the libraries.

A module counts as its syntax tree without docstrings, so that comments and layout change no key. Counted are the
modules given and all of refimpl and verification that they import, also inside functions; of a package that only
hands on a name, the module that the name comes from.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

OURS = ("refimpl", "verification")
LIBRARIES = ("numpy", "python-flint")  # ball arithmetic also computes some minimisers
COMPILERS = {"numba": ("numba",), "cupy": ("cupy-cuda12x",)}


def source_hash(modules: Iterable[str], engine: str) -> str:
    """16 hex digits for the source reachable from `modules` and the libraries that `engine` computes with."""
    digest = hashlib.sha256()
    for name in sorted(reachable(modules)):
        digest.update(f"{name} {_module(name)[0]}\n".encode())
    for library in (*LIBRARIES, *COMPILERS.get(engine, ())):
        digest.update(f"{library} {_version(library)}\n".encode())
    digest.update(f"python {platform.python_version()} {platform.machine()}\n".encode())
    return digest.hexdigest()[:16]


def reachable(modules: Iterable[str]) -> set[str]:
    """The modules given and, of refimpl and verification, all that they import."""
    found: set[str] = set()
    waiting = set(modules)
    while waiting:
        found |= waiting
        waiting = {name for module in waiting for name in _module(module)[1]} - found
    return found


def code_hash(text: str) -> str:
    """A hash of Python code that comments, layout and docstrings do not change."""
    return _hash(ast.parse(text))


def _hash(tree: ast.Module) -> str:
    return hashlib.sha256(ast.dump(_without_docstrings(tree)).encode()).hexdigest()


@functools.cache
def _module(name: str) -> tuple[str, frozenset[str]]:
    """(hash, our modules imported directly) of a module."""
    tree = ast.parse(_path(name).read_text(encoding="utf-8"))
    return _hash(tree), frozenset(_imports(tree, name))


def _path(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ValueError(f"the source of {name} must be a file, and none is found")
    return Path(spec.origin)


def _imports(tree: ast.Module, module: str) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] in OURS)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"imports must be absolute, got a relative one in {module}")
            if (node.module or "").partition(".")[0] in OURS:
                yield from (_origin(str(node.module), alias.name) for alias in node.names)


@functools.cache
def _origin(module: str, name: str) -> str:
    """The module that `from module import name` gets its code from."""
    spec = find_spec(module)
    if spec is None or spec.submodule_search_locations is None:
        return module
    if find_spec(f"{module}.{name}") is not None:
        return f"{module}.{name}"
    for node in ast.parse(_path(module).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in OURS:
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return _origin(str(node.module), alias.name)
    return module


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, False):
            node.body = node.body[1:]
    return tree


@functools.cache
def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:  # cupy comes under several names
        return "none"
