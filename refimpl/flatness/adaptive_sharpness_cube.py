"""Worst-case adaptive sharpness (l-infinity): the largest increase of f in a box of sides 2 rho c around w.

Source      Andriushchenko, Croce, Mueller, Hein & Flammarion 2023; Keskar et al. 2017 for c = |w| + 1.
Measure     S_rho(w, c) = max f(w + d) - f(w) over |d_j| <= rho c_j: f(x_k) - f(w) ascends to a local maximum of it
Step        x+ = w + rho c * sign(grad f(x))   (sign 0 = 0)
Guarantee   f(x+) - f(x) >= sum_j rho c_j |g_j| - <g, x - w> >= 0, g = grad f(x), for x in the box   (derived)
            a maximum of the box whose gradient has no zero entry is a fixed point                   (derived)
Assumes     f is convex on the box; nothing for the update.
Cost        one gradient per step; one extra d-vector.
Departures  the paper maximises by projected gradient ascent with many restarts (APGD). The ascent ends at the first
            vertex that no gradient leaves: the largest of several starts is the measure.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """The worst point found so far."""

    x: Any  # x_k = w + d_k, shape (d,)


class AdaptiveSharpnessCube(NamedTuple):
    """Ascent to a vertex of the box |x_j - w_j| <= `rho` c_j around `center` w, in units of `scale` c >= 0."""

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
        return State(self.center + self.rho * self.scale * np.sign(problem.gradient(state.x)))
