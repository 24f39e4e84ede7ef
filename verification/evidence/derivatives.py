"""Taylor remainders: is this the derivative of that?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from verification.finding import Curve, Finding, Picture, Verdict, unusable, worst

HALVINGS = 40
RIGHT, WRONG = 1.8, 1.5  # slopes of a right derivative (2, or 3 by accident) and of a wrong one (1)
NAN = float("nan")


def taylor_slopes(
    function: Callable[[Any], Any],
    derivative: Callable[[Any], Any],
    x: Any,
    *,
    seed: int = 0,
    directions: int = 3,
    terms: int = 1,
) -> Finding:
    """|f(x + hv) - f(x) - h f'(x) v| falls like h^2, along random directions v, for f scalar or vector.

    `derivative(x)` has the axes of f and then those of x (d,). h = 1, 1/2, 1/4, ... until the remainder is near
    its rounding error, (terms + d) u times the sizes of the terms; the slope is the median over the last four
    halvings. HOLDS above 1.8 in every direction, or where f is affine; VIOLATED below 1.5. Certifies relative
    errors of the derivative from about 1e-3 on; smaller ones need multiprecision.
    """
    x = np.asarray(x, float)
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(directions):
        v = rng.standard_normal(x.shape)
        found.append(_along(function, derivative(x), x, v / np.linalg.norm(v), terms + x.size))
    return worst(found)


def _along(function: Callable[[Any], Any], D: Any, x: np.ndarray, v: np.ndarray, terms: int) -> Finding:
    at, slope = np.asarray(function(x), float), np.asarray(D, float) @ v
    h = 2.0 ** -np.arange(HALVINGS)
    ahead = np.array([function(x + step * v) for step in h], float)
    h_ = h.reshape(-1, *([1] * at.ndim))
    R = np.abs(ahead - at - h_ * slope).reshape(HALVINGS, -1).sum(axis=1)
    E = terms * 2.0**-53 * (np.abs(at) + np.abs(ahead) + h_ * np.abs(slope)).reshape(HALVINGS, -1).sum(axis=1)
    if refused := unusable(R, E):
        return refused
    picture = Picture((Curve("remainder", h, R, "measured"), Curve("rounding", h, E, "theory")), "h", "remainder",
                      "log", "log")  # fmt: skip
    if (R <= E).all():
        return Finding(Verdict.HOLDS, "slope 2", "affine along v", NAN, HALVINGS, picture)
    near = R <= 30 * E
    usable = int(np.argmax(near)) if near.any() else HALVINGS
    if usable < 5:
        return Finding(Verdict.INCONCLUSIVE, "slope 2", f"{usable} remainders", NAN, usable, picture,
                       "fewer than five remainders above rounding")  # fmt: skip
    s = float(np.median(np.log2(R[usable - 5 : usable - 1] / R[usable - 4 : usable])))
    verdict, reason = Verdict.INCONCLUSIVE, "the slope is between that of a right and of a wrong derivative"
    if s > RIGHT:
        verdict, reason = Verdict.HOLDS, ""
    elif s < WRONG:
        verdict, reason = Verdict.VIOLATED, "the remainder falls like h: this is not the derivative"
    return Finding(verdict, "slope >= 1.8", f"slope {s:.4g}", s - RIGHT, usable, picture, reason)
