"""Fewer points with the same picture: ends, extremes and every crossing of theory and measurement stay."""

from __future__ import annotations

import itertools
import math

import numpy as np

from verification.finding import Curve, Picture
from verification.report.axes import drawn_scales

CLAIM_POINTS, CONTROL_POINTS = 200, 64
DIGITS = 6  # of the largest number; more where the curves span only a small part of it


def thin(picture: Picture, most: int) -> Picture:
    """The picture with about `most` points per curve, finite ones only, on axes that can show them.

    Curves with the same x keep the same points, so that theory and measurement can still be compared one by one.
    """
    picture = drawn_scales(picture)
    groups: dict[bytes, list[Curve]] = {}
    for curve in picture.curves:
        groups.setdefault(np.asarray(curve.x, float).tobytes(), []).append(curve)
    kept = {key: _kept(curves, picture, most) for key, curves in groups.items()}
    thinned = []
    for curve in picture.curves:
        x, y = np.asarray(curve.x, float), np.asarray(curve.y, float)
        chosen = kept[x.tobytes()]
        chosen = chosen[np.isfinite(x[chosen]) & np.isfinite(y[chosen])]
        thinned.append(curve._replace(x=x[chosen], y=y[chosen]))
    return picture._replace(curves=tuple(thinned))


def significant(arrays: list[np.ndarray]) -> int:
    """How many digits show all differences that a picture of these numbers can show, and a hundred times finer."""
    values = np.concatenate([a for a in arrays if a.size] or [np.zeros(1)])
    size, span = float(np.max(np.abs(values))), float(np.ptp(values))
    if not 0 < span < size:
        return DIGITS
    return min(17, DIGITS + math.floor(math.log10(size / span)))


def _kept(curves: list[Curve], picture: Picture, most: int) -> np.ndarray:
    x = np.asarray(curves[0].x, float)
    n = x.size
    if n <= most:
        return np.arange(n)
    kept = {0, n - 1}
    ys = [np.asarray(c.y, float) for c in curves]
    edges = _edges(x, picture, max(2, most // (2 * len(curves))))
    for y in ys:
        for start, stop in itertools.pairwise(edges):
            part = y[start:stop]
            if np.isfinite(part).any():
                kept |= {start + int(np.nanargmin(part)), start + int(np.nanargmax(part))}
    measured = [y for c, y in zip(curves, ys) if c.role != "theory"]
    theory = [y for c, y in zip(curves, ys) if c.role == "theory"]
    for y, bound in itertools.product(measured, theory):
        kept |= _meetings(y, bound)
    return np.array(sorted(kept))


def _edges(x: np.ndarray, picture: Picture, buckets: int) -> list[int]:
    """Where the buckets begin: of equal width on the axis for rising x, of equal count otherwise."""
    at = np.linspace(0, x.size, buckets + 1).astype(int)
    if np.isfinite(x).all() and (np.diff(x) > 0).all():
        logarithmic = picture.xscale == "log"
        first = int(np.argmax(x > 0)) if logarithmic else 0
        space = np.geomspace if logarithmic else np.linspace
        at = np.searchsorted(x, space(x[first], x[-1], buckets + 1))
        at[0], at[-1] = 0, x.size
    return [int(i) for i in np.unique(at)]


def _meetings(y: np.ndarray, bound: np.ndarray) -> set[int]:
    """Where they differ most, either way, and both sides of the first crossing."""
    gap = y - bound
    if not np.isfinite(gap).any():
        return set()
    found = {int(np.nanargmin(gap)), int(np.nanargmax(gap))}
    crossed = np.flatnonzero(np.diff(np.sign(gap)))
    return found | {int(i) + j for i in crossed[:1] for j in (0, 1)}
