"""The entry point `hypothesis`: teaches `st.from_type` and annotated `@given` arguments our problem classes.

Hypothesis calls it when it is imported itself. It reads the classes, nothing else; a strategy is built when one is
asked for.
"""

from __future__ import annotations

from typing import Any


def register() -> None:
    """Register a strategy for every class of `refimpl.problems`."""
    from hypothesis import strategies as st

    from refimpl import problems

    for name in problems.__all__:
        if isinstance(cls := getattr(problems, name), type):
            st.register_type_strategy(cls, _strategy)


def _strategy(cls: Any) -> Any:
    from verification.strategies import OF

    return OF[cls]()
