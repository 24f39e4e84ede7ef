"""Frank-Wolfe with exact line search on the segment to the vertex, in closed form for quadratics.

Source      Frank & Wolfe 1956; Jaggi 2013, Algorithm 1 with line search. A comparator of the open-loop methods.
Step        v = argmin over v in the set of <g, v>, g = grad f(x),  d = v - x,  G = -<g, d>
            x+ = x + gamma d,  gamma = argmin over [0, 1] of f(x + gamma d) = min(G/(d'Hd), 1);  x stays where G <= 0
Guarantee   f(x+) = f(x) - G^2/(2 d'Hd) where gamma < 1, f(x) - G + d'Hd/2 where it is cut                   (derived)
            f(x+) <= f(x + gamma d) for every gamma in [0, 1]: f(x_k) - f* <= 2 L D^2/(k + 2), k >= 1        (derived)
Assumes     f quadratic with Hessian H along the segment, convex there or not; a compact convex set of diameter D.
Cost        one gradient, one Hessian-vector product and one linear minimiser per step; two vectors.
Departures  for other f the step is one of Newton's on the segment, without a guarantee.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.frank_wolfe.short_step_frank_wolfe import State


class LineSearchFrankWolfe(NamedTuple):
    """Frank-Wolfe with the step that makes a quadratic f least on the segment; no hyper-parameters."""

    @classmethod
    def prescribed(cls, problem):
        """There is nothing to prescribe."""
        return cls()

    def validate(self, problem):
        """Nothing to check."""

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        d = problem.linear_minimizer(g) - state.x
        gap = -np.dot(g, d)
        if gap <= 0:
            return state
        bend = np.dot(d, problem.hessian_vector(state.x, d))
        # min(gap/bend, 1) where the segment bends upwards, 1 where it does not
        return State(state.x + gap / np.maximum(bend, gap) * d)
