"""Deterministic inequalities at every k: explicit bounds, exact values on worst cases, one-step inequalities."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.finding import Curve, Finding, Picture, Verdict, unusable

# an allowance above a tenth of the bound could hide what the bound should reject
WIDEST = 0.1


def bound(
    values: Any,
    bounds: Any,
    *,
    allowance: Any = 1e-9,
    x: Any = None,
    xlabel: str = "k",
    ylabel: str = "measured",
    yscale: str = "log",
    xscale: str = "log",
) -> Finding:
    """values_k <= bounds_k at every k, for non-negative values (n,) and positive bounds (n,).

    `allowance` is the rounding error of the values: a number is relative to the bounds, an array (n,) absolute.
    VIOLATED when max (v - a)/B > 1, when nothing is given or when anything is not finite; INCONCLUSIVE when an
    allowance exceeds a tenth of its bound; slack = 1 - max v/B.
    """
    v, B = np.atleast_1d(np.asarray(values, float)), np.atleast_1d(np.asarray(bounds, float))
    a = allowance * B if np.ndim(allowance) == 0 else np.asarray(allowance, float)
    if refused := _refuse(v, B, a, positive=B):
        return refused
    k = np.arange(len(v)) if x is None else np.asarray(x)
    ratio = v / B
    worst = int(np.argmax((v - a) / B))
    verdict, reason = Verdict.HOLDS, ""
    if (v[worst] - a[worst]) / B[worst] > 1:
        verdict, reason = Verdict.VIOLATED, f"the bound fails first at {xlabel} = {k[np.argmax(v - a > B)]}"
    elif np.max(a / B) > WIDEST:
        verdict, reason = Verdict.INCONCLUSIVE, "the rounding allowance exceeds a tenth of the bound"
    picture = Picture(
        (Curve("bound", k, B, "theory"), Curve("measured", k, v, "measured")), xlabel, ylabel, xscale, yscale
    )
    top = int(np.argmax(ratio))
    measured = f"max ratio {ratio[top]:.6g} at {xlabel} = {k[top]}"
    return Finding(verdict, "ratio <= 1", measured, float(1 - ratio[top]), len(v), picture, reason)


def tight(
    values: Any,
    expected: Any,
    *,
    tolerance: float,
    x: Any = None,
    xlabel: str = "k",
    ylabel: str = "measured",
) -> Finding:
    """values_k equals the exact worst-case value at every k, from both sides: |v/W - 1| <= tolerance.

    One instance sees a mistake of one sign through a bound; through equality it sees both.
    """
    v, W = np.atleast_1d(np.asarray(values, float)), np.atleast_1d(np.asarray(expected, float))
    if refused := _refuse(v, W, np.zeros(1), positive=W):
        return refused
    k = np.arange(len(v)) if x is None else np.asarray(x)
    gap = np.abs(v / W - 1)
    top = int(np.argmax(gap))
    holds = bool(gap[top] <= tolerance)
    picture = Picture(
        (Curve("exact value", k, W, "theory"), Curve("measured", k, v, "measured")),
        xlabel,
        ylabel,
        "log" if k[0] > 0 or len(k) > 16 else "linear",  # of a few points the one at zero would be missed
        "log",
    )
    return Finding(
        Verdict.HOLDS if holds else Verdict.VIOLATED,
        f"|ratio - 1| <= {tolerance:.3g}",
        f"max |ratio - 1| = {gap[top]:.3g} at {xlabel} = {k[top]}",
        float(1 - gap[top] / tolerance) if tolerance else float("nan"),
        len(v),
        picture,
        ""
        if holds
        else f"the value differs from the exact one first at {xlabel} = {k[np.argmax(gap > tolerance)]}",
    )


def step_inequality(
    left: Any,
    right: Any,
    *,
    allowance: Any = 0.0,
    x: Any = None,
    xlabel: str = "k",
    label: str = "left side",
    ylabel: str = "one-step inequality",
) -> Finding:
    """left_k <= right_k at every k, for sides of any sign.

    `allowance` (a number or (n,)) is absolute: the rounding error of right - left at each k, from an operation
    count on the terms of both sides. VIOLATED where left - right > allowance at any k. A k at which both
    sides are zero, or neither exceeds ten allowances, says nothing and is not counted as checked; when
    no k is left the answer is INCONCLUSIVE. Slack is the least (right - left)/max(|left|, |right|).
    """
    lo, hi = np.atleast_1d(np.asarray(left, float)), np.atleast_1d(np.asarray(right, float))
    a = np.broadcast_to(np.asarray(allowance, float), lo.shape)
    if refused := _refuse(lo, hi, a):
        return refused
    k = np.arange(len(lo)) if x is None else np.asarray(x)
    scale = np.maximum(np.abs(lo), np.abs(hi))
    telling = (scale > 0) & (scale * WIDEST >= a)
    relative = np.where(scale > 0, (hi - lo) / np.where(scale > 0, scale, 1), 0.0)
    broken = lo - hi > a
    drawn = telling | broken  # below rounding the two sides are in no order
    curves = (
        Curve("right side", k[drawn], hi[drawn], "theory"),
        Curve(label, k[drawn], lo[drawn], "measured"),
    )
    picture = Picture(curves, xlabel, ylabel, "linear", "log" if (lo > 0).any() else "linear")
    if broken.any():
        first = int(np.argmax(broken))
        measured = f"left - right = {(lo - hi)[first]:.3g} at {xlabel} = {k[first]}"
        return Finding(Verdict.VIOLATED, "left <= right", measured, float(relative.min()), len(lo), picture,
                       f"the inequality fails first at {xlabel} = {k[first]}, {int(broken.sum())} times")  # fmt: skip
    if not telling.any():
        return Finding(Verdict.INCONCLUSIVE, "left <= right", "rounding hides both sides", float("nan"), 0, picture,
                       "the allowance exceeds a tenth of both sides at every step")  # fmt: skip
    slack = float(relative[telling].min())
    measured = f"min relative gap {slack:.3g} over {int(telling.sum())} steps"
    return Finding(Verdict.HOLDS, "left <= right", measured, slack, int(telling.sum()), picture)


def _refuse(*arrays: np.ndarray, positive: np.ndarray | None = None) -> Finding | None:
    if any(a.shape != arrays[0].shape and a.size > 1 for a in arrays):
        shapes = ", ".join(str(a.shape) for a in arrays)
        raise ValueError(f"both sides must have one shape, got {shapes}")
    if refused := unusable(*arrays):
        return refused
    if positive is not None and not (positive > 0).all():
        return Finding(Verdict.VIOLATED, "", "bound <= 0", float("nan"), 0, reason="a bound is not positive")
    return None
