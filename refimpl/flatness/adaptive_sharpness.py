"""Worst-case adaptive sharpness (l2): the largest increase of f in a ball measured in units of a scale c.

Source      Andriushchenko, Croce, Mueller, Hein & Flammarion 2023; Kwon et al. 2021 for c = |w|.
Measure     S_rho(w, c) = max f(w + d) - f(w) over |d / c|_2 <= rho: the limit of f(x_k) - f(w)
            c = |w| is the adaptive sharpness, c = (1, ..., 1) the standard one
Step        u  = c * grad f(x)
            x+ = w + rho c * u / |u|   (x+ = w where u = 0); from x = w it is the ascent of ASAM without offset
Guarantee   f(x+) - f(x) >= |u| |(x+ - x) / c|^2 / (2 rho) for x on the surface   (derived)
            at a critical point S_rho / rho^2 -> lambda_max(H * cc') / 2 as rho -> 0, equal on quadratics   (derived)
Assumes     f is convex on the ball; nothing for the update.
Cost        one gradient per step; one extra d-vector.
Departures  the paper maximises by projected gradient ascent with many restarts (APGD).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """The worst point found so far."""

    x: Any  # x_k = w + d_k, shape (d,)


class AdaptiveSharpness(NamedTuple):
    """Ascent to the surface |(x - w)/c| = `rho` >= 0 around `center` w, in units of `scale` c >= 0."""

    center: Any  # w, shape (d,)
    scale: Any  # c, shape (d,)
    rho: float

    @classmethod
    def prescribed(cls, problem):
        """rho = 1/4 around the point (1/2, -3/4, 1, 1/2, ...), in units of its own entries: adaptive sharpness."""
        center = np.resize([0.5, -0.75, 1.0], problem.dimension())
        return cls(center, np.abs(center), 0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.array("center", self.center, shape=(problem.dimension(),))
        checks.array("scale", self.scale, shape=(problem.dimension(),))
        checks.nonnegative("the smallest entry of scale", float(np.min(self.scale)))
        checks.nonnegative("rho", self.rho)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        u = self.scale * problem.gradient(state.x)
        return State(self.center + self.scale * scale_to_norm(u, self.rho))
