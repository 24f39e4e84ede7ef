"""Pairwise Frank-Wolfe on the simplex: weight moves from the worst vertex in use to the best one.

Source      Lacoste-Julien & Jaggi 2015, Algorithm 2 (after Mitchell, Demyanov & Malozemov 1974), with the short step.
Step        s = argmin_i g_i,  a = argmax_{i: x_i > 0} g_i,  g = grad f(x),  d = e_s - e_a,  G = -<g, d>
            x+ = x + gamma d,  gamma = min(G/(L |d|^2), x_a);  x stays where G <= 0; gamma = x_a drops e_a
Guarantee   f(x+) <= f(x) - G^2/(2 L |d|^2) where gamma < x_a, f(x) - x_a G/2 where it is cut              (derived)
            h+ <= (1 - (mu/L)(w/D)^2) h where gamma < x_a, f mu-strongly convex, w the pyramidal width     (derived)
Assumes     f convex and L-smooth, x_0 a point of the simplex. A polytope with vertices V is the simplex under x = V w.
Cost        one gradient per step; two vectors.
Departures  weights up to 2^-50 are used up, as rounding leaves them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.frank_wolfe.away_frank_wolfe import check_simplex, worst_in_use
from refimpl.frank_wolfe.short_step_frank_wolfe import shortened


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class PairwiseFrankWolfe(NamedTuple):
    """Pairwise steps of the length min(G/(L |d|^2), x_a), `L` > 0."""

    L: float

    @classmethod
    def prescribed(cls, problem):
        """The smoothness of the problem."""
        return cls(problem.smoothness())

    def validate(self, problem):
        """Raise ValueError unless L is usable and the set is the simplex."""
        checks.positive("L", self.L)
        check_simplex(problem)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        e = worst_in_use(state.x, g)
        return State(shortened(state.x, g, problem.linear_minimizer(g) - e, np.dot(e, state.x), self.L))
