"""Cubic Newton with lazy Hessians.

Source      Doikov, Chayti & Jaggi 2023, the cubically regularised method.
Step        pi = k - (k mod m),  g = grad f(x_k)
            x+ = x + argmin_h <g, h> + <H(x_pi) h, h>/2 + (M/6) |h|^3,  the global minimiser
Guarantee   f(x_pi) - f(x_{pi+j}) >= (M/4 - L/6 - 7 m L/18) sum_{pi <= k < pi+j} r_k^3, r = |x+ - x|, 1 <= j <= m;
            with M = 6 m L: >= (17/18) m L sum r_k^3                                                     (derived)
            sum_{k=1}^K |g_k|^{3/2} <= 10.81 sqrt(m L) (f(x_0) - inf f) for M = 6 m L                     (derived)
            H(x_k+1) >= -(M r_k/2 + L (r_k + |x_k - x_pi|)) I                                             (derived)
            local order m + 1 per phase where H(x*) > 0                                                  (derived)
Assumes     an L-Lipschitz Hessian and inf f > -inf; neither convexity nor a regular Hessian.
Cost        one gradient per step, one Hessian and one eigendecomposition per m steps; d^2 + d floats. A step
            without Hessian is two products with the eigenvectors: 4 d^2 operations.
Departures  M = 6 m L is recalled from the paper; the constants above are derived. At a strict saddle, as in every hard
            case, either sign of the step minimises the model: `cubic_model` says which one is taken.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh
from refimpl.second_order.cubic_model import cubic_step


class State(NamedTuple):
    """Iterate and the eigendecomposition H(x_pi) = V diag(w) V' of the phase."""

    x: Any  # x_k, shape (d,)
    w: Any  # eigenvalues, shape (d,)
    V: Any  # eigenvectors as columns, shape (d, d)
    k: int


class LazyCubicNewton(NamedTuple):
    """Lazy cubic Newton with regularisation constant `M` > 0 and a new Hessian every `period` m >= 1 steps."""

    M: float
    period: int

    @classmethod
    def prescribed(cls, problem):
        """m = d, the period of least total cost, and M = 6 m L_2 with the Lipschitz constant of the Hessian.

        Where the Hessian is constant (L_2 = 0) every M > 0 is covered; then M = 1.
        """
        period = problem.dimension()
        return cls(M=6.0 * period * problem.hessian_lipschitz() or 1.0, period=period)

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
        return State(x + self.displacement(w, V, problem.gradient(x)), w, V, state.k + 1)

    def displacement(self, w, V, g):
        """h, shape (d,)."""
        return cubic_step(w, V, g, self.M)
