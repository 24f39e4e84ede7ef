"""Accelerated tensor method of third order that adapts to inexact derivatives and to sampled gradients.

Source      Agafonov, Kamzolov, Gasnikov, Kavis, Antonakopoulos, Cevher & Takac 2024, p = 3; constants derived.
Step        A_k = k(k+1)(k+2)(k+3)/24, a_k = k(k+1)(k+2)/6, k = 1, 2, ...:   y = (A_{k-1} x_{k-1} + a_k u_{k-1})/A_k
            h minimises <g, h> + B[h, h]/2 + T[h, h, h]/6 + (2 delta_2 + tau_k)/2 |h|^2 + (delta_3/3) |h|^3
            + (M/24) |h|^4,  |B - hess f(y)| <= delta_2, |T - D^3 f(y)| <= delta_3, g a sampled gradient at y, M = 4 L
            x_k = y + h;   s += a_k times another sampled gradient, at x_k
            u_k minimises <s, x> + (C2_k/2) |x - x_0|^2 + (C3_k/3) |x - x_0|^3 + (C4/4) |x - x_0|^4, with nu = sigma/R,
            tau_k = nu k^{3/2}/84^{1/2},  p_k = k(k+1)(k+2)/(k+3),  C3_{k-1} = 512^{1/2} delta_3 p_k/(k+3),
            C2_{k-1} = 2 (2 delta_2 + tau_k) p_k + nu k^{7/2}/126^{1/2},  C4 = 192 L;  12 L where all is exact
Guarantee   R = |x_0 - x*|, E|g - grad f|^2 <= sigma^2:                                                   (derived)
            E f(x_k) - f* <= [C2_k R^2/2 + C3_k R^3/3 + C4 R^4/4
            + sigma^2 sum (A_i/tau_i + sqrt(63/2) a_i^2/(nu i^{7/2}))]/A_k, of the order sigma R/sqrt k
            + delta_2 R^2/k^2 + delta_3 R^3/k^3 + L R^4/k^4;   72 L R^4/(k(k+1)(k+2)(k+3)) where all is exact
Assumes     f convex, D^3 f L-Lipschitz; the two gradients of a step are independent draws; errors of B and T bounded
            for certain.
Cost        two sampled gradients, one Hessian and 9 matrices D^3 f(y)[h] per step, 9 linear systems.
Departures  A_k instead of the paper's weights. The model, which is convex, is minimised by a fixed number of Newton
            steps, to rounding in the claims.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, between, centre, norm, rational_power

# Newton's method doubles the digits from then on: seen over the two ratios that a root depends on, and for 1500 models
ROOT_ITERATIONS = 5
MODEL_ITERATIONS = 7


class State(NamedTuple):
    """Iterate, start, weighted sum of gradients, minimiser of the estimating function and number of steps."""

    x: Any  # x_k, shape (d,)
    start: Any  # x_0, shape (d,)
    s: Any  # shape (d,)
    u: Any  # u_k, shape (d,)
    k: int


class AcceleratedTensor(NamedTuple):
    """`L` > 0 of D^3 f; `delta2`, `delta3` >= 0 the errors of Hessian and third derivative; `noise` >= 0, sigma/R."""

    L: float
    delta2: float
    delta3: float
    noise: float

    @classmethod
    def prescribed(cls, problem):
        """L = L_3 (1 where it is 0), exact derivatives and gradients whose noise is of the size of R."""
        return cls(L=problem.third_lipschitz() or 1.0, delta2=0.0, delta3=0.0, noise=1.0)

    def validate(self, problem):
        """Raise ValueError unless the constants are usable."""
        checks.positive("L", self.L)
        checks.nonnegative("delta2", self.delta2)
        checks.nonnegative("delta3", self.delta3)
        checks.nonnegative("noise", self.noise)

    def init(self, problem, x0):
        return State(x0, x0, np.zeros_like(x0), x0, 0)

    def step(self, problem, state, rng):
        k = state.k + 1
        y = self.point(state.x, state.u, k)
        x = y + self.displacement(problem, y, problem.sample_gradient(y, problem.sample(rng)), k)
        s = state.s + k * (k + 1) * (k + 2) / 6 * problem.sample_gradient(x, problem.sample(rng))
        return State(x, state.start, s, self.estimate(state.start, s, k), k)

    def point(self, x, u, k):
        """y, shape (d,): A_{k-1}/A_k = (k - 1)/(k + 3) and a_k/A_k = 4/(k + 3)."""
        return ((k - 1) * x + 4 * u) / (k + 3)

    def displacement(self, problem, y, g, k):
        """h, shape (d,), by Newton's method from where bend(|h|) is what it is for B = T = 0."""
        size = norm(g)
        if size == 0:
            return g
        B = add_to_diagonal(problem.hessian(y), self.shift(k))
        far = distance(self.shift(k), self.delta3, 2 * self.L / 3, size)
        h = centre(-np.linalg.solve(add_to_diagonal(B, self.bend(far)), g))
        for _ in range(MODEL_ITERATIONS):
            T = problem.third_derivative(y, h)
            h = centre(h - np.linalg.solve(self.slope(B, T, h), self.residual(g, B, T, h)))
        # what follows is for balls: the slope is (L/6) |.|^2 at least, on segments from h (L/24) |h|^2 on average, so
        # the minimiser is in a box around h; it is where a Newton step with the slopes of all the box leads
        F = self.residual(g, B, problem.third_derivative(y, h), h)
        near = 24 * np.sum(np.abs(F)) / (self.L * np.dot(h, h))
        box = between(between(h, h + near), h - near)
        return between(h, h - np.linalg.solve(self.slope(B, problem.third_derivative(y, box), box), F))

    def residual(self, g, B, T, h):
        """Gradient of the model at h, T = D^3 f(y)[h]; shape (d,)."""
        return g + B @ h + T @ h / 2 + self.bend(norm(h)) * h

    def slope(self, B, T, h):
        """Hessian of the model at h, shape (d, d)."""
        r = norm(h)
        return add_to_diagonal(B + T, self.bend(r)) + (self.delta3 / r + 4 * self.L / 3) * np.outer(h, h)

    def bend(self, r):
        """delta_3 r + (M/6) r^2."""
        return r * (self.delta3 + 2 * self.L / 3 * r)

    def estimate(self, start, s, k):
        """u_k, shape (d,)."""
        size = norm(s)
        if size == 0:
            return start
        return start - distance(self.quadratic(k), self.cubic(k), self.quartic(), size) / size * s

    def shift(self, k):
        """2 delta_2 + tau_k."""
        return 2 * self.delta2 + k * np.sqrt(self.noise * self.noise * k / 84)

    def quadratic(self, k):
        """C2_k."""
        j = k + 1
        spread = j * j * j * np.sqrt(self.noise * self.noise * j / 126)
        return 2 * self.shift(j) * (j * (j + 1) * (j + 2)) / (j + 3) + spread

    def cubic(self, k):
        """C3_k."""
        j = k + 1
        return np.sqrt(512 * self.delta3 * self.delta3) * (j * (j + 1) * (j + 2)) / ((j + 3) * (j + 3))

    def quartic(self):
        """C4."""
        if self.noise + self.delta2 + self.delta3 > 0:
            return 192 * self.L
        return 12 * self.L


def distance(C2, C3, C4, size):
    """The root of C2 rho + C3 rho^2 + C4 rho^3 = size > 0, C4 > 0, by Newton's method from within a factor 3 of it."""
    rho = centre(size / (C2 + np.sqrt(C3 * size) + rational_power(C4 * size * size, 1, 3)))
    for _ in range(ROOT_ITERATIONS):
        excess = rho * (C2 + rho * (C3 + rho * C4)) - size
        rho = centre(rho - excess / (C2 + rho * (2 * C3 + 3 * C4 * rho)))
    # for balls: the root is between the two, since the second falls as the first grows; then a Newton step as above
    box = between(rho, size / (C2 + rho * (C3 + rho * C4)))
    return between(
        rho, rho - (rho * (C2 + rho * (C3 + rho * C4)) - size) / (C2 + box * (2 * C3 + 3 * C4 * box))
    )
