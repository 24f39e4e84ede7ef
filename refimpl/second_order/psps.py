"""The preconditioned stochastic Polyak step, with the probed diagonal of the Hessian as its norm.

Source      Abdukhakimov, Xiang, Kamzolov, Gower & Takac 2023 (PSPS); the case D = 0 of SANIA, with the preconditioner
            of OASIS: Hutchinson's estimates of the diagonal, averaged, bounded from below.
Step        i drawn, z random signs;   D_k = beta2 D_{k-1} + (1 - beta2) z o (H_i(x_k) z),   B = max(|D_k|, alpha)
            x+ = x - (f_i(x) - f*) / |g|^2_{1/B} g / B,   |g|^2_{1/B} = sum g_j^2 / B_j      (x+ = x where g = 0)
            D_0 is the first estimate
Guarantee   f_i convex, f_i(x*) = f* for all i: |x+ - x*|_B^2 <= |x - x*|_B^2 - (f_i(x) - f*)^2 / |g|^2_{1/B}  (derived)
            f_i = (a_i'x - b_i)^2/2: the drawn residual is halved in every norm                                (derived)
Assumes     f* <= f_i for every i; `target` is f*, 0 for losses that can be fitted.
Cost        one sampled value, gradient and Hessian-vector product per step; one extra d-vector.
Departures  D_0 is one estimate, not the mean of several; no upper bound of the length. Where f_i(x) <= f* the point
            stays.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.first_order_adaptive.moments import average
from refimpl.second_order.polyak import excess


class State(NamedTuple):
    """Iterate, averaged diagonal, number of steps."""

    x: Any  # x_k, shape (d,)
    D: Any  # shape (d,), of either sign
    t: int


class PSPS(NamedTuple):
    """`target` f*, `beta2` in [0, 1], `alpha` > 0 the least modulus of a curvature."""

    target: float
    beta2: float
    alpha: float

    @classmethod
    def prescribed(cls, problem):
        """What shows in a few steps: a target that some losses fall below, and a short average."""
        return cls(target=0.5, beta2=0.75, alpha=2.0**-5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.finite("target", self.target)
        checks.between("beta2", self.beta2, 0, 1)
        checks.positive("alpha", self.alpha)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        z = np.sign(rng.standard_normal(state.x.shape[0]))
        estimate = z * problem.sample_hessian_vector(state.x, draw, z)
        D = estimate if state.t == 0 else average(state.D, estimate, self.beta2)
        u = g / self.scale(D)
        length = self.length(self.gap(problem, state.x, draw), np.dot(g, u))
        return State(state.x - length * u, D, state.t + 1)

    def gap(self, problem, x, draw):
        """f_i(x) - f*, at least 0."""
        return excess(problem.sample_value(x, draw), self.target)

    def scale(self, D):
        """max(|D|, alpha), shape (d,)."""
        return np.maximum(np.abs(D), self.alpha)

    def length(self, gap, size):
        """(f_i - f*) / |g|^2_{1/B}; any number where g = 0."""
        return gap if size == 0 else gap / size
