"""Frank-Wolfe with the short step: the step that makes the quadratic upper bound least.

Source      Demyanov & Rubinov 1970; Jaggi 2013, with the curvature bounded by L |v - x|^2.
Step        v = argmin over v in the set of <g, v>, g = grad f(x),  d = v - x,  G = -<g, d>
            x+ = x + gamma d,  gamma = min(G/(L |d|^2), 1);  x stays where G <= 0
Guarantee   f(x+) <= f(x) - G^2/(2 L |d|^2) where gamma < 1, f(x) - G/2 where it is cut                   (derived)
            f(x_k) - f* <= 2 L D^2/(k + 2), k >= 1, and f never rises                                     (derived)
Assumes     f convex and L-smooth, a compact convex set of diameter D.
Cost        one gradient and one linear minimiser per step; one vector beside the iterate.
Departures  none. Where f is quadratic with Hessian L I the step is that of exact line search.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class ShortStepFrankWolfe(NamedTuple):
    """Frank-Wolfe with gamma = min(G/(L |d|^2), 1), `L` > 0."""

    L: float

    @classmethod
    def prescribed(cls, problem):
        """The smoothness of the problem."""
        return cls(problem.smoothness())

    def validate(self, problem):
        """Raise ValueError unless L is usable."""
        checks.positive("L", self.L)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return State(shortened(state.x, g, problem.linear_minimizer(g) - state.x, 1.0, self.L))


def shortened(x, g, d, top, L):
    """The point on the ray of d where the parabola of curvature L is least, at most `top` away; x where g'd >= 0."""
    gap = -np.dot(g, d)
    if gap <= 0:
        return x
    return x + np.minimum(gap / (L * np.dot(d, d)), top) * d
