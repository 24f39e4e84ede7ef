"""Root Newton: Newton's method damped by a root of the Newton decrement.

Source      Hanzely, Abdukhakimov & Takac 2024 (the schedule; the constant 9 there is not needed here).
Step        n = H^{-1} g,  G = sqrt(g'n),  sigma = M^{1/(q-1)} G^{(q-2)/(q-1)},  x+ = x - n / (1 + sigma)
            that is, H + sigma H in place of H: gradient regularisation in the metric of the Hessian itself.
Guarantee   f(x_k) - f(x_{k+1}) >= (|g_{k+1}|*_{x_k})^2 / (2 sigma_k), with |v|*_x = sqrt(v'H(x)^{-1} v)
            for q = 3, M >= L/2 and for q = 4, M >= L_3; local order 1 + (q-2)/(q-1)                   (derived)
Assumes     f convex, H > 0; q = 3: |g(y) - g(x) - H(x)(y - x)|*_x <= (L/2) |y - x|_x^2;
            q = 4: D^3 f is L_3-Lipschitz in the norm at x; q = 2: nothing but a fixed damping 1/(1 + M).
Cost        one gradient, one Hessian and one factorisation per step; d^2 floats.
Departures  where G = 0 (then g = 0 and n = 0) the iterate stays, without evaluating 0^{(q-2)/(q-1)}.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import rational_power


class State(NamedTuple):
    """Iterate of Root Newton."""

    x: Any  # x_k, shape (d,)


class RootNewton(NamedTuple):
    """Root Newton for the smoothness exponent `smoothness_order` q in {2, 3, 4} with constant `M` > 0."""

    M: float
    smoothness_order: int = 3

    @classmethod
    def prescribed(cls, problem):
        """q = 3 and M = L_2 / mu^{3/2} >= L_semi; ValueError where the problem is not strongly convex.

        Where the Hessian is constant (L_2 = 0) every M > 0 is covered; then M = 1.
        """
        checks.positive("strong_convexity", problem.strong_convexity())
        M = problem.hessian_lipschitz() / problem.strong_convexity() ** 1.5
        return cls(M=M or 1.0, smoothness_order=3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("M", self.M)
        checks.one_of("smoothness_order", self.smoothness_order, (2, 3, 4))

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        q = self.smoothness_order
        g = problem.gradient(state.x)
        n = np.linalg.solve(problem.hessian(state.x), g)
        G = np.sqrt(np.dot(g, n))
        if G == 0:
            return state
        sigma = rational_power(self.M, 1, q - 1) * rational_power(G, q - 2, q - 1)
        return State(state.x - n / (1 + sigma))
