"""Damped Newton for self-concordant functions.

Source      Nesterov & Nemirovskii 1994; Nesterov, Lectures on Convex Optimization 2018, section 5.2.
Step        n = H^{-1} g,  G = sqrt(g'n),  x+ = x - n / (1 + M_f G)
Guarantee   f - f+ >= omega(M_f G)/M_f^2, omega(t) = t - log(1 + t);  M_f G+ <= 2 (M_f G)^2 with G+ at x+; x+ stays in
            the domain                                                                                   (derived)
            x - log x: x+ = 1 in one step from x >= 1; from x = 1 - s, G+ = 2 s^2/(1 + s)                 (derived)
Assumes     |D^3 f(x)[h, h, h]| <= 2 M_f |h|_x^3 with |h|_x^2 = h'H(x)h, H > 0. A mu-strongly convex f with L-Lipschitz
            Hessian has M_f <= L/(2 mu^{3/2}).
Cost        one gradient, one Hessian and one factorisation per step; d^2 floats.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate of damped Newton."""

    x: Any  # x_k, shape (d,)


class DampedNewton(NamedTuple):
    """Damped Newton with constant `M_f` >= 0 of self-concordance (0 is Newton's method)."""

    M_f: float

    @classmethod
    def prescribed(cls, problem):
        """M_f = L_2/(2 mu^{3/2}); ValueError where the problem is not strongly convex."""
        checks.positive("strong_convexity", problem.strong_convexity())
        return cls(M_f=problem.hessian_lipschitz() / (2 * problem.strong_convexity() ** 1.5))

    def validate(self, problem):
        """Raise ValueError unless the constant is usable."""
        checks.nonnegative("M_f", self.M_f)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        n = np.linalg.solve(problem.hessian(state.x), g)
        return State(state.x - n / (1 + self.M_f * np.sqrt(np.dot(g, n))))
