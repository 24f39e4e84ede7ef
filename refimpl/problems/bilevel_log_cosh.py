"""A bilevel problem that is not quadratic and has every constant of penalty theory in closed form.

Definition  lower g(x, y) = mu |y|^2/2 + sum log cosh(y - Bx), upper f(x, y) = sum sqrt(1 + (y - t)^2) +
            |x|^2/20, with B of shape (dy, dx), t (dy,), mu > 0.
Constants   l_f0 = sqrt(dy) (|f_y| <= 1 per entry), l_f1 = 1 (f_yy <= 1), l_g1 = |B| (sech^2 <= 1, attained at
            y = Bx), l_g2 = 4/(3 sqrt 3) max(1, max |b_i|) with the rows b_i of B: |d sech^2(u)/du| =
            2 |tanh u| (1 - tanh^2 u) is largest at tanh^2 u = 1/3, and |diag(w) B| <= max |b_i| for |w| = 1,
            attained by a unit vector w. g_y is (1 + mu)-Lipschitz in y.
Solution    y*(x) separates: with c = (Bx)_i, u = c - y solves tanh u + mu u = mu c. The left side is concave
            for u >= 0, so Newton's method from u = 0 rises to the root monotonically (odd for c < 0).
Curvature   with s = sech^2 u, dy*/dc = s/(mu + s) <= 1/(1 + mu) and |d2y*/dc2| = 2 mu^2 |tanh u| s/(mu + s)^3 <=
            8/27 (s/(mu + s)^3 is largest at s = mu/2); so each entry of the upper level has curvature at most
            (1 + mu)^-2 + 8/27 in c, and psi at most |B|^2 times that, plus 1/10.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class LogCoshBilevel(NamedTuple):
    """g = mu |y|^2/2 + sum log cosh(y - Bx), f = sum sqrt(1 + (y - t)^2) + |x|^2/20."""

    B: Any
    t: Any
    mu: float

    def validate(self):
        """Raise ValueError unless the shapes fit and mu > 0."""
        checks.array("B", self.B, ndim=2)
        checks.array("t", self.t, shape=(self.B.shape[0],))
        checks.positive("mu", self.mu)

    def dimension(self):
        return self.B.shape[1]

    def lower_dimension(self):
        return self.B.shape[0]

    def upper(self, x, y):
        e = y - self.t
        return np.sum(np.sqrt(1.0 + e * e)) + np.dot(x, x) / 20

    def upper_x(self, x, y):
        return x / 10

    def upper_y(self, x, y):
        e = y - self.t
        return e / np.sqrt(1.0 + e * e)

    def lower(self, x, y):
        u = np.abs(y - self.B @ x)
        log_cosh = u + np.log1p(np.expm1(-2.0 * u) / 2)
        return self.mu * np.dot(y, y) / 2 + np.sum(log_cosh)

    def lower_x(self, x, y):
        return -(self.B.T @ np.tanh(y - self.B @ x))

    def lower_y(self, x, y):
        return self.mu * y + np.tanh(y - self.B @ x)

    def lower_yy(self, x, y):
        w = np.tanh(y - self.B @ x)
        return np.diag(self.mu + (1.0 - w * w))

    def lower_xy(self, x, y):
        w = np.tanh(y - self.B @ x)
        return -(self.B.T * (1.0 - w * w))

    def lower_yy_vector(self, x, y, v):
        w = np.tanh(y - self.B @ x)
        return (self.mu + (1.0 - w * w)) * v

    def lower_xy_vector(self, x, y, v):
        w = np.tanh(y - self.B @ x)
        return -(self.B.T @ ((1.0 - w * w) * v))

    def lower_solution(self, x):
        """y*(x) within a few roundings, by 60 steps of the monotone Newton iteration of the module's text."""
        c = self.B @ x
        u = np.zeros_like(c)
        for _ in range(60):
            w = np.tanh(u)
            u = u + (self.mu * (c - u) - w) / (self.mu + (1.0 - w * w))
        return c - u

    def hyperobjective(self, x):
        return self.upper(x, self.lower_solution(x))

    def hypergradient(self, x):
        y = self.lower_solution(x)
        v = np.linalg.solve(self.lower_yy(x, y), self.upper_y(x, y))
        return self.upper_x(x, y) - self.lower_xy(x, y) @ v

    def penalty_solution(self, x, sigma):
        """y_s = argmin_y g + sigma f on the host: bisection of the increasing, separable derivative."""
        c = self.B @ x
        low, high = np.minimum(np.minimum(c, self.t), 0.0), np.maximum(np.maximum(c, self.t), 0.0)
        while True:  # every term changes sign between low and high
            y = low + (high - low) / 2
            if np.all((y == low) | (y == high)):
                return y
            positive = self.lower_y(x, y) + sigma * self.upper_y(x, y) > 0
            low, high = np.where(positive, low, y), np.where(positive, y, high)

    def penalty_objective(self, x, sigma):
        """psi_sigma(x) on the host; loses 2 log10(1/sigma) digits to cancellation, keep sigma >= 1e-5."""
        y, z = self.penalty_solution(x, sigma), self.lower_solution(x)
        return self.upper(x, y) + (self.lower(x, y) - self.lower(x, z)) / sigma

    def penalty_gradient(self, x, sigma):
        """grad psi_sigma(x) on the host; loses log10(1/sigma) digits to cancellation."""
        y, z = self.penalty_solution(x, sigma), self.lower_solution(x)
        return self.upper_x(x, y) + (self.lower_x(x, y) - self.lower_x(x, z)) / sigma

    def smoothness(self):
        """L of psi, an upper bound: |B|^2 ((1 + mu)^-2 + 8/27) + 1/10 (see the module's text)."""
        return self.l_g1() ** 2 * (1 / (1 + self.mu) ** 2 + 8 / 27) + 0.1

    def lower_strong_convexity(self):
        """mu of g in y."""
        return self.mu

    def lower_smoothness(self):
        """Lipschitz constant of g_y in y, attained at y = Bx."""
        return 1.0 + self.mu

    def l_f0(self):
        """sup |f_y| = sqrt(dy)."""
        return float(np.sqrt(self.B.shape[0]))

    def l_f1(self):
        """Lipschitz constant in y of the gradient of f."""
        return 1.0

    def l_g1(self):
        """sup |g_xy| = |B|."""
        return float(np.linalg.norm(self.B, 2))

    def l_g2(self):
        """Lipschitz constant in y of g_yy and of g_xy, 4/(3 sqrt 3) max(1, max |b_i|)."""
        longest = float(np.sqrt(np.max(np.sum(self.B * self.B, axis=1))))
        return 4 / (3 * float(np.sqrt(3.0))) * max(1.0, longest)


def random_log_cosh_bilevel(dx: int, dy: int, mu: float, seed: int) -> LogCoshBilevel:
    """B of shape (dy, dx) and t with standard normal entries."""
    checks.count("dx", dx)
    checks.count("dy", dy)
    checks.positive("mu", mu)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    return LogCoshBilevel(rng.standard_normal((dy, dx)), rng.standard_normal(dy), float(mu))
