"""Newton with lazy Hessians, gradient-regularised.

Source      Doikov, Chayti & Jaggi 2023, the quadratically regularised method for convex functions.
Step        pi = k - (k mod m),  lambda = sqrt(M |g|),  g = grad f(x_k)   (x+ = x where g = 0)
            x+ = x - (H(x_pi) + lambda I)^{-1} g
Guarantee   f(x_pi) - f(x_{pi+j}) >= sum_{pi <= k < pi+j} |g_{k+1}|^2 / (2 lambda_k), 1 <= j <= m        (derived)
            min_{k<=K} |g_k| <= [(2 sqrt(M) F_0 / K) |g_0|^{1/(2K)}]^{2K/(3K+1)}, F_0 = f(x_0) - f*       (derived)
            local order per phase 3/2 for m = 1, m + 1/4 for m >= 2                                       (derived)
Assumes     f convex with L-Lipschitz Hessian, M >= 1.27 m L (M >= L/2 is enough for m = 1).
Cost        one gradient per step, one Hessian and one eigendecomposition per m steps; d^2 + d floats. A step
            without Hessian is two products with the eigenvectors: 4 d^2 operations.
Departures  M = 3 m L is recalled from the paper; the constant 1.27 is derived here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh, norm


class State(NamedTuple):
    """Iterate and the eigendecomposition H(x_pi) = V diag(w) V' of the phase."""

    x: Any  # x_k, shape (d,)
    w: Any  # eigenvalues, shape (d,)
    V: Any  # eigenvectors as columns, shape (d, d)
    k: int


class LazyNewton(NamedTuple):
    """Lazy Newton with regularisation constant `M` > 0 and a new Hessian every `period` m >= 1 steps."""

    M: float
    period: int

    @classmethod
    def prescribed(cls, problem):
        """m = d, the period of least total cost, and M = 3 m L_2 with the Lipschitz constant of the Hessian.

        Where the Hessian is constant (L_2 = 0) every M >= 0 is covered; then M = 1.
        """
        period = problem.dimension()
        return cls(M=3.0 * period * problem.hessian_lipschitz() or 1.0, period=period)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("M", self.M)
        checks.count("period", self.period)

    def init(self, problem, x0):
        nothing = np.zeros_like(x0)
        return State(x0, nothing, np.outer(nothing, nothing), 0)

    def step(self, problem, state, rng):
        x, w, V = state.x, state.w, state.V
        if state.k % self.period == 0:
            w, V = eigh(problem.hessian(x))
        g = problem.gradient(x)
        size = norm(g)
        if size == 0:
            return State(x, w, V, state.k + 1)
        shift = np.sqrt(self.M * size)
        return State(x - V @ ((V.T @ g) / (w + shift)), w, V, state.k + 1)
