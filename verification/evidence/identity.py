"""Identities, reductions and symmetries: two sides that must be equal."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.finding import Finding, Picture, Verdict, unusable


def identity(
    left: Any, right: Any, *, tolerance: float, scale: Any = None, picture: Picture | None = None
) -> Finding:
    """|left - right| <= tolerance * scale in every entry.

    `scale` (a number or an array) defaults to the largest entry of both sides. The tolerance must have a
    source, written where it is chosen: an operation count times the unit roundoff, a condition number, or the
    contraction that bounds the error. VIOLATED on NaN, on empty input and on any larger gap.
    """
    lhs, rhs = np.asarray(left, float), np.asarray(right, float)
    if lhs.shape != rhs.shape:
        raise ValueError(f"both sides must have one shape, got {lhs.shape} and {rhs.shape}")
    if refused := unusable(lhs, rhs):
        return refused
    unit = np.maximum(np.abs(lhs).max(), np.abs(rhs).max()) if scale is None else np.asarray(scale, float)
    unit = np.where(unit > 0, unit, 1.0)
    gap = float(np.max(np.abs(lhs - rhs) / unit))
    holds = gap <= tolerance
    reason = "" if holds else f"the sides differ by {gap:.3g} of their scale"
    return Finding(
        Verdict.HOLDS if holds else Verdict.VIOLATED,
        f"relative gap <= {tolerance:.3g}",
        f"relative gap {gap:.3g}",
        1 - gap / tolerance if tolerance else float("nan"),
        lhs.size,
        picture,
        reason,
    )
