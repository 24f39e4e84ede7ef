"""Accelerated cubic Newton that adapts to an inexact Hessian and to sampled gradients.

Source      Agafonov, Kamzolov, Gasnikov, Kavis, Antonakopoulos, Cevher & Takac 2024; constants derived.
Step        A_k = k(k+1)(k+2)/6, a_k = k(k+1)/2, k = 1, 2, ...:   y = (A_{k-1} x_{k-1} + a_k u_{k-1})/A_k
            h minimises <g, h> + h'(B + (2 delta + tau_k) I)h/2 + (M/6) |h|^3,  |B - hess f(y)| <= delta, g a sampled
            gradient at y, M = 2 L;   x_k = y + h;   s += a_k times another sampled gradient, at x_k
            u_k minimises <s, x> + (C2_k/2) |x - x_0|^2 + (C3/3) |x - x_0|^3,  with nu = sigma/R
            tau_k = (2/45)^{1/2} nu k^{3/2},  C2_{k-1} = 3 (2 delta + tau_k) k(k+1)/(k+2) + nu k^{5/2}/sqrt 10
            C3 = 12 sqrt3 L;  12 sqrt2 L where nu = 0;  6 L where delta = nu = 0
Guarantee   R = |x_0 - x*|, E|g - grad f|^2 <= sigma^2:                                                   (derived)
            E f(x_k) - f* <= [C2_k R^2/2 + C3 R^3/3 + sigma^2 sum (A_i/tau_i + sqrt(5/2) a_i^2/(nu i^{5/2}))]/A_k,
            of the order sigma R/sqrt k + delta R^2/k^2 + L R^3/k^3;   12 L R^3/(k(k+1)(k+2)) where delta = nu = 0
Assumes     f convex with L-Lipschitz Hessian; the two gradients of a step are independent draws.
Cost        two sampled gradients, one Hessian and one eigendecomposition per step; four d-vectors.
Departures  A_k instead of the paper's weights 3/(t + 3); the cubic model is minimised exactly.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh, norm
from refimpl.second_order.cubic_model import cubic_step


class State(NamedTuple):
    """Iterate, start, weighted sum of gradients, minimiser of the estimating function and number of steps."""

    x: Any  # x_k, shape (d,)
    start: Any  # x_0, shape (d,)
    s: Any  # shape (d,)
    u: Any  # u_k, shape (d,)
    k: int


class AcceleratedCubicNewton(NamedTuple):
    """`L` > 0 of the Hessian, `delta` >= 0 the error of the matrix in its place and `noise` >= 0, nu = sigma/R."""

    L: float
    delta: float
    noise: float

    @classmethod
    def prescribed(cls, problem):
        """L = L_2 (1 where it is 0), an exact Hessian and gradients whose noise is of the size of R."""
        return cls(L=problem.hessian_lipschitz() or 1.0, delta=0.0, noise=1.0)

    def validate(self, problem):
        """Raise ValueError unless the constants are usable."""
        checks.positive("L", self.L)
        checks.nonnegative("delta", self.delta)
        checks.nonnegative("noise", self.noise)

    def init(self, problem, x0):
        return State(x0, x0, np.zeros_like(x0), x0, 0)

    def step(self, problem, state, rng):
        k = state.k + 1
        y = self.point(state.x, state.u, k)
        w, V = eigh(problem.hessian(y))
        x = y + self.displacement(w, V, problem.sample_gradient(y, problem.sample(rng)), k)
        s = state.s + k * (k + 1) / 2 * problem.sample_gradient(x, problem.sample(rng))
        return State(x, state.start, s, self.estimate(state.start, s, k), k)

    def point(self, x, u, k):
        """y, shape (d,): A_{k-1}/A_k = (k - 1)/(k + 2) and a_k/A_k = 3/(k + 2)."""
        return ((k - 1) * x + 3 * u) / (k + 2)

    def displacement(self, w, V, g, k):
        """h, shape (d,)."""
        return cubic_step(w + self.shift(k), V, g, 2 * self.L)

    def estimate(self, start, s, k):
        """u_k, shape (d,)."""
        size = norm(s)
        if size == 0:
            return start
        C2, C3 = self.quadratic(k), self.cubic()
        return start - 2 * s / (C2 + np.sqrt(C2 * C2 + 4 * C3 * size))

    def shift(self, k):
        """2 delta + tau_k."""
        return 2 * self.delta + k * np.sqrt(2 * self.noise * self.noise * k / 45)

    def quadratic(self, k):
        """C2_k."""
        j = k + 1
        return 3 * self.shift(j) * (j * (j + 1)) / (j + 2) + j * j * np.sqrt(self.noise * self.noise * j / 10)

    def cubic(self):
        """C3."""
        if self.noise > 0:
            return np.sqrt(432 * self.L * self.L)
        if self.delta > 0:
            return np.sqrt(288 * self.L * self.L)
        return 6 * self.L
