"""What the axes of a picture can show and how far they reach: the same for the page and for files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from verification.finding import Curve, Picture

Limits = tuple[float, float]
FARTHEST = 1e300  # beyond it the arithmetic of axes itself overflows


def drawn_scales(picture: Picture) -> Picture:
    """The picture on a linear axis where a logarithmic one leaves nothing of a curve, or a single point."""
    upright, level = picture._replace(xscale="linear"), picture._replace(yscale="linear")
    candidates = (picture, level, upright)
    return next((p for p in candidates if not _lost(p)), level._replace(xscale="linear"))


def drawable(curve: Curve, picture: Picture) -> tuple[np.ndarray, np.ndarray]:
    """The points that the axes of the picture can show: finite, far from overflow, positive where logarithmic.

    A zero on a logarithmic y axis stands at its floor: equal to the last bit is what some claims are about.
    """
    x, y = np.asarray(curve.x, float), np.asarray(curve.y, float)
    keep = (np.abs(x) < FARTHEST) & (np.abs(y) < FARTHEST)  # false for NaN
    keep &= (picture.xscale != "log") | (x > 0)
    if picture.yscale == "log":
        y = np.where(y == 0, floor(picture), y)
        keep &= y > 0
    return x[keep], y[keep]


def floor(picture: Picture) -> float:
    """Where zeros are drawn on a logarithmic y axis: a decade below the least positive value, 0 where there is none."""
    values = [np.asarray(c.y, float) for c in picture.curves]
    return 0.1 * min(
        (float(y[positive].min()) for y in values if (positive := (y > 0) & (y < FARTHEST)).any()),
        default=0.0,
    )


def ylabel(picture: Picture) -> str:
    """The label of the y axis, which says where zeros are if there are any."""
    zeros = picture.yscale == "log" and any((np.asarray(c.y, float) == 0).any() for c in picture.curves)
    return f"{picture.ylabel} (zeros at the bottom)" if zeros else picture.ylabel


def has_curves(picture: Picture | None) -> bool:
    """Whether there is a line to draw: a claim of one number is told better by the distances of its controls."""
    return picture is not None and any(np.size(curve.x) > 1 for curve in picture.curves)


def shadows(picture: Picture, others: Iterable[Picture | None]) -> list[Curve]:
    """The measured curves of planted errors that belong on the axes of the claim's picture: those of one meaning."""
    meaning = (picture.xlabel, picture.ylabel)
    same = [other for other in others if other and (other.xlabel, other.ylabel) == meaning]
    return [curve for other in same for curve in other.curves if curve.role == "measured"]


def limits(picture: Picture, planted: Sequence[Curve]) -> tuple[Limits, Limits]:
    """Ranges of x and y: those of theory and measurement, and as far beyond as the nearest planted error asks.

    That is a decade (or the height of the picture) on either side where planted errors go there, and upwards until
    one is in sight, but on a linear axis at most four heights.
    """
    points = [drawable(c, picture) for c in picture.curves]
    xlim = _padded([x for x, _ in points], picture.xscale)
    low, high = _padded([y for _, y in points], picture.yscale)
    seen = [y for _, y in (drawable(c, picture) for c in planted) if y.size]
    if not seen:
        return xlim, (low, high)
    top, bottom = max(y.max() for y in seen), min(y.min() for y in seen)
    nearest = min((y.max() for y in seen if y.max() > high), default=high)
    if picture.yscale == "log":
        below, above, farthest = low / 10, 10 * nearest, np.inf
    else:
        height = high - low
        below, above, farthest = low - height, max(high + height, nearest + 0.1 * height), high + 4 * height
    return xlim, (float(min(low, max(below, bottom))), float(max(high, min(above, farthest, top))))


def _padded(arrays: list[np.ndarray], scale: str) -> Limits:
    values = np.concatenate(arrays) if arrays else np.zeros(0)
    if not values.size:
        return (1.0, 10.0) if scale == "log" else (0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    if scale == "log":
        margin = (high / low) ** 0.04 if high > low else 2.0
        return low / margin, high * margin
    margin = 0.04 * (high - low) if high > low else 0.5 * abs(high) or 1.0
    return low - margin, high + margin


def _lost(picture: Picture) -> bool:
    return any(drawable(c, picture)[0].size < min(2, np.size(c.x)) for c in picture.curves)
