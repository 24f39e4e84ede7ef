"""Cases made for polyak-cubic-newton."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Quadratic
from refimpl.second_order.polyak_cubic_newton import PolyakCubicNewton
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """G = g'H^{-1}g is 3/4 or 1, and f - f* nearly its half; Hessians are singular, along the gradient or across."""
    bowl, ball = (Quadratic(np.diag(w), np.zeros(2)) for w in ([1.0, 2.0], [1.0, 1.0]))
    flat, sloping = (Quadratic(np.diag([2.0, 0.0]), np.array(b)) for b in ([0.0, 0.0], [0.0, 1.0]))
    return [
        Special("nearly a full step", PolyakCubicNewton(0.0625), bowl, None, np.array([0.5, 0.5])),
        Special("far along", PolyakCubicNewton(2.0**-19), ball, None, np.array([0.0, 1.0])),
        Special("a steep slope", PolyakCubicNewton(128.0), bowl, None, np.array([16.0, 8.0])),
        Special("no way down", PolyakCubicNewton(-1.0), flat, None, np.array([0.0, 3.0])),
        Special("down a flat direction", PolyakCubicNewton(-5.0), sloping, None, np.array([0.0, 3.0])),
    ]
