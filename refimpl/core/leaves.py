"""Walk over the leaves of nested NamedTuples: the one way in which values move between engines."""

from __future__ import annotations

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
        hints = type(value).__annotations__
        fields = (
            _settle_field(field, hints.get(name)) for name, field in zip(value._fields, value, strict=True)
        )
        return type(value)(*fields)
    return _settle_field(value, None)


def _settle_field(value: Any, hint: Any) -> Any:
    if is_record(value):
        return settle(value)
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value, np.int64 if value.dtype.kind in "iu" else np.float64)
    if isinstance(value, np.integer):
        value = int(value)
    if isinstance(value, np.floating) or (hint in (float, "float") and isinstance(value, int)):
        return float(value)
    return value
