"""Generated mutants of a method: every operator at every site of its own functions, one site each."""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import textwrap
from collections import Counter
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from refimpl import get_method
from refimpl.core.leaves import hints_of
from verification.mutation.operators import OPERATORS, Place
from verification.mutation.text import FunctionText, first_line, in_words

_ROLES = ("self", "problem", "state", "rng")  # the names that the dialect fixes


class Variant(NamedTuple):
    """One changed function: its text, and what changed where (`line` counts from the `def`)."""

    operator: str
    fault_class: str
    line: int
    words: str
    text: str


@functools.cache
def generated(algorithm: str) -> tuple[Any, ...]:
    """The generated mutants of the registered `algorithm`, subclasses of it that look like named mutants.

    Mutated are `init`, `step`, further methods but `validate`, and the functions of this library that they call by
    name: those of the method's own module and words of the dialect.
    Besides what a named mutant has (`variant_name`, `fault_class`, `words`) each has its `operator`.
    """
    return mutants_of_class(get_method(algorithm).load(), algorithm)


def mutants_of_class(cls: Any, name: str) -> tuple[Any, ...]:
    """The generated mutants of a class in the dialect; `name` appears in the names of their source files.

    It appears also in the names of mutants of a method that is called like a function which the steps reach.

    Raises TypeError where a member of the class has a name that the mutants need.
    """
    if taken := sorted({"kind", "variant_name", "operator", "words", "fault_class"} & set(dir(cls))):
        raise TypeError(f"{cls.__name__} must not have members that mutants carry, got {', '.join(taken)}")
    found, functions = [], _functions(cls)
    names = Counter(function.__name__ for function in functions)
    for function in functions:
        called = function.__name__
        if names[called] > 1 and getattr(cls, called, None) is function:  # a function is called the same
            called = f"{name}-{called}"
        numbers: Counter[tuple[str, int]] = Counter()
        for variant in variants(function, cls):
            site = (variant.operator, variant.line)
            number = numbers[site]
            numbers[site] += 1
            label = f"{variant.operator.lower()}-{called}-{variant.line}-{number}"
            found.append(_subclass(cls, function, variant, label.replace("_", "-"), name))
    return tuple(found)


def words_of(cls: Any) -> Iterator[str]:
    """The `words` of the generated mutants of a class, none of which is compiled for them."""
    return (variant.words for function in _functions(cls) for variant in variants(function, cls))


def _functions(cls: Any) -> list[FunctionType]:
    """The methods of `cls` that its steps reach, as written in it and its bases, then the functions that they call."""
    methods: dict[str, FunctionType] = {}
    for base in reversed(cls.__mro__[: cls.__mro__.index(tuple)]):
        methods |= {name: f for name, f in vars(base).items() if isinstance(f, FunctionType)}
    reached = [methods[name] for name in ("init", "step") if name in methods]
    for function in reached:  # which grows on the way
        home = function.__globals__["__name__"].partition(".")[0]
        for name in _named(function.__code__):
            called = (methods.get(name), function.__globals__.get(name))
            reached += [
                f
                for f in called
                if isinstance(f, FunctionType) and f not in reached and f.__module__.startswith(home)
            ]
    own = [f for f in methods.values() if f in reached]
    return own + [f for f in reached if f not in own]


def _named(code: CodeType) -> Iterator[str]:
    """The names that code refers to, that of comprehensions included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _named(constant)


def variants(function: FunctionType, cls: Any) -> Iterator[Variant]:
    """Every changed text of `function` once, and none that equals its own."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    record = _record(cls)
    arguments = tuple(a.arg for a in tree.args.args)
    place = Place(
        tree,
        parameters=cls._fields if "self" in arguments else (),
        counts=tuple(name for name, hint in hints_of(cls).items() if hint in (int, "int")),
        record=getattr(record, "__name__", ""),
        fields=getattr(record, "_fields", ()) if "state" in arguments else (),
        counters=_counters(cls, record),
    )
    text_of, around = FunctionText(tree), functools.cache(first_line)
    assigned = functools.cache(functools.partial(_assigned, tree, arguments))
    seen = {text_of.own}
    sites = [(site, place._replace(parent=site[1], local=assigned(site[0].lineno))) for site in _sites(tree)]
    for operator in OPERATORS:
        for (node, parent, field, index, statement, top), here in sites:
            for replacement in operator.replacements(node, here):
                text = text_of.replaced(parent, field, index, top, replacement)
                if text not in seen:
                    seen.add(text)
                    words, line = in_words(node, replacement, around(statement)), node.lineno - tree.lineno
                    yield Variant(operator.name, operator.fault_class, line, words, text)


def _sites(tree: ast.FunctionDef) -> Iterator[tuple[Any, ast.AST, str, int | None, ast.stmt, int]]:
    """All expressions that are read and all statements.

    Of each the node, its parent, where in it, the enclosing statement, and the number of that of the function's body.
    """

    def walk(parent: ast.AST, statement: Any, top: Any) -> Iterator[Any]:
        for field, value in ast.iter_fields(parent):
            if field in ("args", "decorator_list", "returns") and parent is tree:
                continue
            places = enumerate(value) if isinstance(value, list) else [(None, value)]
            for index, node in places:
                if not isinstance(node, ast.AST):
                    continue
                inner = node if isinstance(node, ast.stmt) else statement
                written = isinstance(getattr(node, "ctx", None), ast.Store)
                number = index if parent is tree else top
                if isinstance(node, ast.expr | ast.stmt) and not written:
                    yield node, parent, field, index, inner, number
                yield from walk(node, inner, number)

    yield from walk(tree, tree, None)


def _assigned(tree: ast.FunctionDef, arguments: tuple[str, ...], line: int) -> tuple[str, ...]:
    """Arguments without a fixed role, and names (but `_`) assigned in earlier lines."""
    names = [a for a in arguments if a not in _ROLES]
    stored = (n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    names += [n.id for n in sorted(stored, key=lambda n: (n.lineno, n.col_offset)) if n.lineno < line]
    return tuple(name for name in dict.fromkeys(names) if name != "_")


def _record(cls: Any) -> Any:
    return cls.init.__globals__.get("State")


def _counters(cls: Any, record: Any) -> tuple[str, ...]:
    """Fields of the state that `init` starts at an integer constant."""
    source = ast.parse(textwrap.dedent(inspect.getsource(cls.init)))
    for call in ast.walk(source):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "State":
            pairs = zip(record._fields, call.args)
            return tuple(f for f, a in pairs if isinstance(a, ast.Constant) and type(a.value) is int)
    return ()


def _subclass(cls: Any, function: FunctionType, variant: Variant, label: str, algorithm: str) -> Any:
    filename, text = f"<{algorithm} {label}>", variant.text + "\n"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    members: dict[str, Any] = {}
    exec(compile(text, filename, "exec", dont_inherit=True), function.__globals__, members)
    if getattr(cls, function.__name__, None) is not function:
        members = _methods_that_call(members[function.__name__], function, cls)
    about = {"kind": "mutant", "variant_name": label, "operator": variant.operator, "words": variant.words,
             "fault_class": variant.fault_class, "__module__": cls.__module__, "__doc__": variant.words}  # fmt: skip
    return type("".join(part.capitalize() for part in label.split("-")), (cls,), {**members, **about})


def _methods_that_call(changed: FunctionType, function: FunctionType, cls: Any) -> dict[str, Any]:
    """The methods of `cls` in copies of their modules in which `function` is the changed one."""
    functions = _functions(cls)
    worlds = {id(f.__globals__): dict(f.__globals__) for f in functions}
    bound = {}
    for f in functions:
        source = changed if f is function else f
        bound[f] = FunctionType(
            source.__code__, worlds[id(f.__globals__)], f.__name__, source.__defaults__, source.__closure__
        )
    for world in worlds.values():
        world |= {name: bound[f] for name, f in world.items() if isinstance(f, FunctionType) and f in bound}
    return {f.__name__: new for f, new in bound.items() if getattr(cls, f.__name__, None) is f}
