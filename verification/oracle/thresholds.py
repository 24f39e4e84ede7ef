"""Gradient tapes on which a method meets a threshold of its own exactly: `>` and `>=` differ there and nowhere else."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.lbfgs import CURVATURE, LBFGS


def at_threshold(algorithm: str, d: int, steps: int) -> tuple[str, object, np.ndarray, np.ndarray] | None:
    """Name, hyper-parameters, gradients (steps, d) and start (d,) in float64; None where there is no such tape."""
    if algorithm != "lbfgs":
        return None
    # the first step is s = 2^33 2^-33 = 1, and y = CURVATURE: s'y = CURVATURE, all without rounding
    gradients = np.zeros((steps, d))
    gradients[0, 0] = -(2.0**-33)
    gradients[1, 0] = CURVATURE - 2.0**-33
    return "curvature at the threshold", LBFGS(2.0**33, 3), gradients, np.zeros(d)
