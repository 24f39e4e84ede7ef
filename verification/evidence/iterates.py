"""First iterates against independently computed ones: floats within a rigorous radius, or enclosures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from verification.finding import Curve, Finding, Picture, Verdict, unusable

FEWEST = 4  # one step is blind to a quarter of generated mutants, four steps to none seen


def iterates(
    actual: Any, radius: Any, expected: Any, *, fewest: int = FEWEST, widest: float = 1e-6
) -> Finding:
    """Float iterates (K, ...) equal the expected ones within their error radius (K, ...).

    `expected` holds numbers, Fractions or Decimals. VIOLATED where |actual - expected| exceeds the radius plus
    one rounding of the expected number; INCONCLUSIVE when a radius exceeds `widest` times the iterate's largest
    entry, or when fewer than `fewest` iterates are compared.
    """
    x, r = np.asarray(actual, float), np.asarray(radius, float)
    flat = [list(_flatten(row)) for row in expected]
    want = np.array([[float(v) for v in row] for row in flat]).reshape(x.shape)
    if refused := unusable(x, want):
        return refused
    error, allowed = np.abs(x - want), r + np.spacing(np.abs(want))
    size = np.abs(want).reshape(len(x), -1).max(axis=1)
    wide = r.reshape(len(x), -1).max(axis=1) > widest * np.maximum(size, np.finfo(float).tiny)
    wrong = (error > allowed).reshape(len(x), -1).any(axis=1)
    slack = float(1 - (error / allowed).max())
    return _decide(wrong, bool(wide.any()), _by_step(error), _by_step(allowed), fewest, slack)


def enclosures(actual: Any, expected: Any, *, fewest: int = FEWEST, widest: float = 1e-20) -> Finding:
    """Certified iterates (K, ...) of balls overlap the expected exact numbers.

    `expected` holds Fractions, integers, balls, or Decimals whose own error is far below the radii. VIOLATED
    where an enclosure is disjoint from its number: a proof of difference. INCONCLUSIVE when an overlapping
    enclosure has a radius above `widest` times the iterate's largest entry, or with too few iterates.
    """
    wrong, errors, radii, wide = [], [], [], False
    for row, wanted in zip(actual, expected, strict=True):
        pairs = list(zip(map(_ball, _flatten(row)), map(_ball, _flatten(wanted)), strict=True))
        if not all(a.is_finite() and b.is_finite() for a, b in pairs):
            return unusable(np.array([np.nan]))  # type: ignore[return-value]
        size = max(abs(float(b.mid())) for _, b in pairs)
        errors.append(max(abs(float(a.mid() - b.mid())) for a, b in pairs))
        radii.append(max(float(a.rad() + b.rad()) for a, b in pairs))
        wrong.append(not all(a.overlaps(b) for a, b in pairs))
        wide = wide or any(float(a.rad()) > widest * size for a, _ in pairs)
    if not errors:
        return unusable(np.zeros(0))  # type: ignore[return-value]
    return _decide(np.array(wrong), wide, np.array(errors), np.array(radii), fewest, float("nan"))


def _by_step(values: np.ndarray) -> np.ndarray:
    return values.reshape(len(values), -1).max(axis=1)


def _decide(
    wrong: np.ndarray, wide: bool, errors: np.ndarray, radii: np.ndarray, fewest: int, slack: float
) -> Finding:
    rows = len(errors)
    verdict, reason = Verdict.HOLDS, ""
    if wrong.any():
        verdict, reason = Verdict.VIOLATED, f"the iterates differ from step {int(np.argmax(wrong)) + 1} on"
    elif wide:
        verdict, reason = Verdict.INCONCLUSIVE, "the error radius is so wide that agreement means nothing"
    elif rows < fewest:
        verdict, reason = Verdict.INCONCLUSIVE, f"{rows} iterates compared, {fewest} needed"
    k = np.arange(1, rows + 1)
    curves = (
        Curve("radius of the enclosure", k, radii, "theory"),
        Curve("largest error", k, errors, "measured"),
    )
    picture = Picture(curves, "k", "|x_k - exact|")
    measured = f"largest difference {errors.max():.3g}, {rows} steps"
    return Finding(verdict, "equal iterates", measured, slack, rows, picture, reason)


def _flatten(value: Any) -> Iterator[Any]:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, Iterable) and not isinstance(value, str):
        for item in value:
            yield from _flatten(item)
    else:
        yield value


def _ball(value: Any) -> Any:
    """Any exact number as a flint ball, wide enough in precision not to add error of note."""
    from flint import arb, ctx, fmpq

    value = getattr(value, "value", value)  # refimpl's Ball holds its arb in `value`
    if isinstance(value, arb):
        return value
    before, ctx.prec = ctx.prec, 400
    try:
        if isinstance(value, Decimal):
            value = Fraction(value)
        if isinstance(value, Fraction):
            return arb(fmpq(value.numerator, value.denominator))
        return arb(float(value) if isinstance(value, np.floating) else value)
    finally:
        ctx.prec = before
