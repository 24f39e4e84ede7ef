"""Checks of what a user hands over: one sentence saying what, what was expected and what came.

Every function returns nothing and raises ValueError; they run in Python before the first step.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def positive(name: str, value: Any) -> None:
    """Raise unless `value` is a positive finite number."""
    if not (_is_number(value) and np.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be positive and finite, got {value!r}")


def nonnegative(name: str, value: Any) -> None:
    """Raise unless `value` is a non-negative finite number."""
    if not (_is_number(value) and np.isfinite(value) and value >= 0):
        raise ValueError(f"{name} must be non-negative and finite, got {value!r}")


def finite(name: str, value: Any) -> None:
    """Raise unless `value` is a finite number."""
    if not (_is_number(value) and np.isfinite(value)):
        raise ValueError(f"{name} must be a finite number, got {value!r}")


def between(name: str, value: Any, low: float, high: float) -> None:
    """Raise unless low <= value <= high."""
    if not (_is_number(value) and low <= value <= high):
        raise ValueError(f"{name} must lie in [{low}, {high}], got {value!r}")


def count(name: str, value: Any, minimum: int = 1) -> None:
    """Raise unless `value` is an integer of at least `minimum`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < minimum:
        raise ValueError(f"{name} must be an integer of at least {minimum}, got {value!r}")


def one_of(name: str, value: Any, choices: Any) -> None:
    """Raise unless `value` is one of `choices`."""
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(map(str, choices))}, got {value!r}")


def array(name: str, value: Any, *, ndim: int | None = None, shape: tuple[int, ...] | None = None) -> None:
    """Raise unless `value` is a real array of at least one entry, all finite, with the dimensions asked for."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fiu":
        got = value.dtype if isinstance(value, np.ndarray) else type(value).__name__
        raise ValueError(f"{name} must be a real NumPy array, got {got}")
    if not value.size:
        raise ValueError(f"{name} must not be empty, got shape {value.shape}")
    if ndim is not None and value.ndim != ndim:
        raise ValueError(f"{name} must have {ndim} dimension(s), got shape {value.shape}")
    if shape is not None and value.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {value.shape}")
    bad = int(value.size - np.isfinite(value).sum())
    if bad:
        raise ValueError(f"{name} must be finite, got {bad} entries that are NaN or infinite")


def symmetric(name: str, value: Any) -> None:
    """Raise unless `value` is a finite, exactly symmetric square matrix."""
    array(name, value, ndim=2)
    if value.shape[0] != value.shape[1]:
        raise ValueError(f"{name} must be square, got shape {value.shape}")
    if not np.array_equal(value, value.T):
        gap = float(np.max(np.abs(value - value.T)))
        raise ValueError(f"{name} must be symmetric, got a largest asymmetry of {gap:.3g}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
