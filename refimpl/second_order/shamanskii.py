"""Newton's method with lazy Hessians and no regularisation: Shamanskii's method.

Source      Shamanskii 1967; the local method of Doikov, Chayti & Jaggi 2023.
Step        pi = k - (k mod m)
            x+ = x - H(x_pi)^{-1} grad f(x)
Guarantee   |x_{k+1} - x*| <= (L/mu) (|x_k - x_pi| + |x_k - x*|/2) |x_k - x*|, where H(x_pi) >= mu I       (derived)
            local order m + 1 per phase of m steps                                                       (derived)
Assumes     H(x_pi) >= mu I > 0 and an L-Lipschitz Hessian; a regular Hessian for the update. The method is local:
            far from x* the iterates may cycle or diverge.
Cost        one gradient per step, one Hessian and one factorisation per m steps; d^2 floats.
Departures  the Hessian is kept rather than its factors, and every step solves with it anew: the same iterates.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate and the Hessian of the phase."""

    x: Any  # x_k, shape (d,)
    H: Any  # H(x_pi), shape (d, d)
    k: int


class Shamanskii(NamedTuple):
    """Shamanskii's method with a new Hessian every `period` m >= 1 steps."""

    period: int

    @classmethod
    def prescribed(cls, problem):
        """m = d, the period of least total cost where a Hessian costs d gradients.

        ValueError where the problem is not strongly convex.
        """
        checks.positive("strong_convexity", problem.strong_convexity())
        return cls(period=problem.dimension())

    def validate(self, problem):
        """Raise ValueError unless the period is usable."""
        checks.count("period", self.period)

    def init(self, problem, x0):
        return State(x0, np.outer(x0, x0), 0)

    def step(self, problem, state, rng):
        H = state.H
        if state.k % self.period == 0:
            H = problem.hessian(state.x)
        return State(state.x - np.linalg.solve(H, problem.gradient(state.x)), H, state.k + 1)
