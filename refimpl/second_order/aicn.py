"""Affine-invariant cubic Newton (AICN): Newton's method with a step size in closed form.

Source      Hanzely, Kamzolov, Pasechnyuk, Gasnikov, Richtarik & Takac 2022; compared in Hanzely, Abdukhakimov &
            Takac 2024, where its square root is one of the step sizes.
Step        n = H^{-1} g,  G = sqrt(g'n),  alpha = 2 / (1 + sqrt(1 + 2 L_est G)),  x+ = x - alpha n:
            x+ minimises <g, h> + |h|_x^2 / 2 + (L_est / 6) |h|_x^3 over h = x+ - x, with |h|_x = sqrt(h'H h).
Guarantee   F_k <= 9 L_est D^3 / (k + 4)^2, k >= 1, F = f - f*, D = max_k |x_k - x*|_{x_k}           (derived)
            |g_{k+1}|*_{x_k} <= L_est alpha_k^2 G_k^2: local order 2                                 (derived)
Assumes     f convex, H > 0, semi-strongly self-concordant with L_semi <= L_est: H(y) - H(x) is at most
            L_semi |y - x|_x in the norm of H(x). L_semi <= L_2 / mu^{3/2} for strongly convex f.
Cost        one gradient, one Hessian and one factorisation per step; d^2 floats.
Departures  alpha in the form without cancellation, which is 1 at G = 0 instead of 0/0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate of AICN."""

    x: Any  # x_k, shape (d,)


class AICN(NamedTuple):
    """AICN with estimate `L_est` >= 0 of the semi-strong self-concordance (0 is Newton's method)."""

    L_est: float

    @classmethod
    def prescribed(cls, problem):
        """L_est = L_2 / mu^{3/2}; ValueError where the problem is not strongly convex."""
        checks.positive("strong_convexity", problem.strong_convexity())
        return cls(L_est=problem.hessian_lipschitz() / problem.strong_convexity() ** 1.5)

    def validate(self, problem):
        """Raise ValueError unless the estimate is usable."""
        checks.nonnegative("L_est", self.L_est)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        n = np.linalg.solve(problem.hessian(state.x), g)
        G = np.sqrt(np.dot(g, n))
        alpha = 2 / (1 + np.sqrt(1 + 2 * self.L_est * G))
        return State(state.x - alpha * n)
