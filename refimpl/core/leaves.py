"""Walk over the leaves of nested NamedTuples: the one way in which values move between engines."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np


def is_record(value: Any) -> bool:
    """Whether `value` is an instance of a NamedTuple class."""
    return isinstance(value, tuple) and hasattr(type(value), "_fields")


def convert(value: Any, leaf: Callable[[Any], Any]) -> Any:
    """`value` with `leaf` applied to every float and array; records are rebuilt, ints and bools stay."""
    if is_record(value):
        return type(value)(*(convert(field, leaf) for field in value))
    if isinstance(value, bool | int | str) or value is None:
        return value
    return leaf(value)


def settle(value: Any) -> Any:
    """The record with canonical leaf types, so that one signature is compiled per class.

    Fields annotated `float` become float, integer NumPy scalars become int, real arrays become
    C-ordered float64 (integer arrays C-ordered int64).
    """
    if is_record(value):
        hints = hints_of(type(value))  # type: ignore[arg-type]
        is_float = (hints.get(name) in (float, "float") for name in value._fields)
        return type(value)(*map(_settle_field, value, is_float))
    return _settle_field(value, False)


@functools.cache
def hints_of(cls: Any) -> dict[str, Any]:
    """The annotations of a record's fields, its own before those it was derived from; postponed ones are texts."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        own = vars(base).get("__annotations__", {})
        found |= {name: getattr(hint, "__forward_arg__", hint) for name, hint in own.items()}
    return found


def _settle_field(value: Any, is_float: bool) -> Any:
    if is_record(value):
        return settle(value)
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value, np.int64 if value.dtype.kind in "iu" else np.float64)
    if isinstance(value, np.integer):
        value = int(value)
    if isinstance(value, np.floating) or (is_float and isinstance(value, int)):
        return float(value)
    return value
