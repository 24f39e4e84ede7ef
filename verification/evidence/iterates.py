"""First iterates against independently computed ones: floats within a rigorous radius, or enclosures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from verification.finding import Finding, Verdict, unusable

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
    allowed = r + np.spacing(np.abs(want))
    ratio = np.abs(x - want) / allowed
    size = np.abs(want).reshape(len(x), -1).max(axis=1)
    wide = r.reshape(len(x), -1).max(axis=1) > widest * np.maximum(size, np.finfo(float).tiny)
    measured = f"largest error {np.max(np.abs(x - want)):.3g}, {ratio.max():.3g} of the radius"
    return _decide(bool((ratio > 1).any()), bool(wide.any()), len(x), fewest, measured, float(1 - ratio.max()),
                   int(np.argmax((ratio > 1).reshape(len(x), -1).any(axis=1))))  # fmt: skip


def enclosures(actual: Any, expected: Any, *, fewest: int = FEWEST, widest: float = 1e-20) -> Finding:
    """Certified iterates (K, ...) of balls overlap the expected exact numbers.

    `expected` holds Fractions, integers, balls, or Decimals whose own error is far below the radii. VIOLATED
    where an enclosure is disjoint from its number: a proof of difference. INCONCLUSIVE when an overlapping
    enclosure has a radius above `widest` times the iterate's largest entry, or with too few iterates.
    """
    wrong: list[int] = []
    wide, rows, largest = False, 0, 0.0
    for k, (row, wanted) in enumerate(zip(actual, expected, strict=True)):
        pairs = list(zip(map(_ball, _flatten(row)), map(_ball, _flatten(wanted)), strict=True))
        size = max(abs(float(b.mid())) for _, b in pairs)
        rows += 1
        for a, b in pairs:
            if not (a.is_finite() and b.is_finite()):
                return Finding(
                    Verdict.VIOLATED, "", "not finite", float("nan"), rows, reason="a ball is not finite"
                )
            largest = max(largest, float((a - b).abs_upper()))
            if not a.overlaps(b):
                wrong.append(k)
            wide = wide or float(a.rad()) > widest * size
    measured = f"largest difference {largest:.3g}"
    first = wrong[0] if wrong else 0
    return _decide(bool(wrong), wide, rows, fewest, measured, float("nan"), first)


def _decide(
    wrong: bool, wide: bool, rows: int, fewest: int, measured: str, slack: float, first: int
) -> Finding:
    verdict, reason = Verdict.HOLDS, ""
    if wrong:
        verdict, reason = Verdict.VIOLATED, f"the iterates differ from step {first + 1} on"
    elif wide:
        verdict, reason = Verdict.INCONCLUSIVE, "the error radius is so wide that agreement means nothing"
    elif rows < fewest:
        verdict, reason = Verdict.INCONCLUSIVE, f"{rows} iterates compared, {fewest} needed"
    return Finding(verdict, "equal iterates", f"{measured}, {rows} steps", slack, rows, reason=reason)


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
