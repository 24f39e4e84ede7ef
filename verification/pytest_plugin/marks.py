"""What a mark asks for, and the names that marks and options may use."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

MARK = (
    "refimpl(algorithm, *, steps=12, dialect=None, engines=..., precisions=..., problems=...): "
    "the test is about an implementation of this method of refimpl"
)


class Wish(NamedTuple):
    """What a mark asks for."""

    algorithm: str
    steps: int | None = None
    dialect: str | None = None
    engines: Any = ()
    precisions: Any = ()
    problems: Any = ()


def wish_of(node: Any) -> Wish | None:
    """The closest mark, checked; None where there is none."""
    mark = node.get_closest_marker("refimpl")
    if mark is None:
        return None
    from refimpl import get_method

    try:
        wish = Wish(*mark.args[:1], **mark.kwargs)
        if len(mark.args) != 1:
            raise TypeError
    except TypeError:
        pytest.fail(
            f"the mark must read {MARK.partition(':')[0]}, got {mark.args} {mark.kwargs}", pytrace=False
        )
    try:
        get_method(wish.algorithm)
    except ValueError as error:
        pytest.fail(f"the mark names no method: {error}", pytrace=False)
    return wish


def known_names(option: str) -> tuple[str, ...]:
    """The names that an option may take."""
    if option == "engine":
        from refimpl.engines import NAMES

        return NAMES
    if option == "precision":
        from verification.oracle.precision import PRECISIONS

        return tuple(PRECISIONS)
    from refimpl.problems.registry import EXAMPLES

    return tuple(EXAMPLES)


def examples_of(algorithm: str) -> list[str]:
    """Examples that offer what the method needs; those on a set only for methods that use the set."""
    from refimpl import get_method
    from refimpl.problems.registry import EXAMPLES

    needs = set(get_method(algorithm).needs)
    on_a_set = bool(needs & {"linear_minimizer", "projection"})
    found = []
    for name, example in EXAMPLES.items():
        problem = example.build()
        if all(hasattr(problem, oracle) for oracle in needs) and hasattr(problem, "projection") == on_a_set:
            found.append(name)
    return found


def parametrized(metafunc: pytest.Metafunc, fixture: str) -> bool:
    """Whether the test parametrizes the fixture itself."""
    marks = metafunc.definition.iter_markers("parametrize")
    names = [mark.args[0] if mark.args else mark.kwargs["argnames"] for mark in marks]
    return any(fixture in (n.replace(" ", "").split(",") if isinstance(n, str) else n) for n in names)
