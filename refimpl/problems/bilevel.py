"""Bilevel problems with a quadratic lower level: every quantity of penalty theory in closed form.

Definition  lower g(x, y) = y'Ay/2 - y'Bx, upper f(x, y) = |y - t|^2/2 + r |x|^2/2, with A of shape (dy, dy)
            positive definite, B (dy, dx), t (dy,), r >= 0; psi(x) = f(x, y*(x)) with y*(x) = A^{-1} B x.
Constants   mu = lambda_min(A), l_g1 = |B|, l_g2 = 0, l_f1 = 1; l_f0 is infinite on the whole space.
Minimiser   x* = (r I + B'A^{-2}B)^{-1} B'A^{-1} t.
Penalty     y_s = argmin g + s f = (A + s I)^{-1}(Bx + s t), psi_s(x) = min_y f + (g - g*)/s. With
            e = A^{-1}Bx - t: psi - psi_s = (s/2) e'(A + s I)^{-1} e, grad psi - grad psi_s =
            B'[A^{-1} - (A + s I)^{-1}] e (complete the square in y); psi_s is stationary at
            (r I + B'(A + s I)^{-1}A^{-1}B)^{-1} B'(A + s I)^{-1} t.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, symmetric_product
from refimpl.problems import exact


class QuadraticBilevel(NamedTuple):
    """g = y'Ay/2 - y'Bx, f = |y - t|^2/2 + r |x|^2/2; A (dy, dy), B (dy, dx), t (dy,), r >= 0."""

    A: Any
    B: Any
    t: Any
    r: float

    def validate(self):
        """Raise ValueError unless A is positive definite, the shapes fit and r >= 0."""
        checks.symmetric("A", self.A)
        checks.array("B", self.B, ndim=2)
        checks.array("t", self.t, shape=(self.A.shape[0],))
        checks.nonnegative("r", self.r)
        if self.B.shape[0] != self.A.shape[0]:
            raise ValueError(f"B must have {self.A.shape[0]} rows, got shape {self.B.shape}")
        smallest = self.lower_strong_convexity()
        if smallest <= 0:
            raise ValueError(f"A must be positive definite, got a smallest eigenvalue of {smallest:.3g}")

    def dimension(self):
        return self.B.shape[1]

    def lower_dimension(self):
        return self.B.shape[0]

    def upper(self, x, y):
        e = y - self.t
        return np.dot(e, e) / 2 + self.r * np.dot(x, x) / 2

    def upper_x(self, x, y):
        return self.r * x

    def upper_y(self, x, y):
        return y - self.t

    def lower(self, x, y):
        return np.dot(y, symmetric_product(self.A, y)) / 2 - np.dot(y, self.B @ x)

    def lower_x(self, x, y):
        return -(self.B.T @ y)

    def lower_y(self, x, y):
        return symmetric_product(self.A, y) - self.B @ x

    def lower_yy(self, x, y):
        return self.A.copy()

    def lower_xy(self, x, y):
        return -self.B.T.copy()

    def lower_yy_vector(self, x, y, v):
        return symmetric_product(self.A, v)

    def lower_xy_vector(self, x, y, v):
        return -(self.B.T @ v)

    def lower_solution(self, x):
        return np.linalg.solve(self.A, self.B @ x)

    def hyperobjective(self, x):
        return self.upper(x, self.lower_solution(x))

    def hypergradient(self, x):
        e = self.lower_solution(x) - self.t
        return self.r * x + self.B.T @ np.linalg.solve(self.A, e)

    def suboptimality(self, x):
        """psi(x) - psi* = grad'H^{-1}grad/2 with the Hessian H = r I + B'A^{-2}B, regular unless r = 0."""
        W = np.linalg.solve(self.A, self.B)
        g = self.hypergradient(x)
        return np.dot(g, np.linalg.solve(add_to_diagonal(W.T @ W, self.r), g)) / 2

    def penalty_solution(self, x, sigma):
        """y_s = argmin_y g + sigma f."""
        return np.linalg.solve(add_to_diagonal(self.A, sigma), self.B @ x + sigma * self.t)

    def penalty_objective(self, x, sigma):
        """psi_sigma(x), by its exact distance to psi(x)."""
        e = self.lower_solution(x) - self.t
        gap = np.dot(e, np.linalg.solve(add_to_diagonal(self.A, sigma), e)) * sigma / 2
        return self.hyperobjective(x) - gap

    def penalty_gradient(self, x, sigma):
        """grad psi_sigma(x) = r x + B'(A + sigma I)^{-1} e."""
        e = self.lower_solution(x) - self.t
        return self.r * x + self.B.T @ np.linalg.solve(add_to_diagonal(self.A, sigma), e)

    def minimizer(self):
        """x*, the stationary point of psi. ValueError where it is not unique."""
        return self.penalty_minimizer(0.0)

    def penalty_minimizer(self, sigma):
        """The stationary point of psi_sigma, from one regular system in (x, y, q, p), to the last digit.

        A y = B x, A q + sigma p = y - t, q = p, r x + B'q = 0: every entry of the system is data, unrounded.
        """
        dy, dx = self.B.shape
        n, one = dx + 3 * dy, np.eye(dy)
        x, y = slice(0, dx), slice(dx, dx + dy)
        q, p = slice(dx + dy, dx + 2 * dy), slice(dx + 2 * dy, n)
        K, rhs = np.zeros((n, n)), np.zeros(n)
        K[x, x], K[x, q] = self.r * np.eye(dx), self.B.T
        K[y, y], K[y, x] = self.A, -self.B
        K[q, q], K[q, p], K[q, y], rhs[q] = self.A, sigma * one, -one, -self.t
        K[p, p], K[p, q] = one, -one
        return exact.solve(K, rhs)[:dx]

    def minimum(self):
        """psi* to the last digit, from x*."""
        return exact.value(self, self.minimizer(), "hyperobjective")

    def smoothness(self):
        """L of psi, the largest eigenvalue of r I + B'A^{-2}B."""
        return float(self.r + np.linalg.norm(np.linalg.solve(self.A, self.B), 2) ** 2)

    def strong_convexity(self):
        """mu of psi, the smallest eigenvalue of r I + B'A^{-2}B."""
        W = np.linalg.solve(self.A, self.B)
        return float(self.r + max(0.0, np.linalg.eigvalsh(W.T @ W)[0]))

    def lower_strong_convexity(self):
        """mu of g in y."""
        return float(np.linalg.eigvalsh(self.A)[0])

    def lower_smoothness(self):
        """Lipschitz constant of g_y in y, the largest eigenvalue of A."""
        return float(np.linalg.eigvalsh(self.A)[-1])

    def l_f0(self):
        """sup |f_y|: infinite, y is unbounded."""
        return float("inf")

    def l_f1(self):
        """Lipschitz constant in y of the gradient of f."""
        return 1.0

    def l_g1(self):
        """sup |g_xy| = |B|."""
        return float(np.linalg.norm(self.B, 2))

    def l_g2(self):
        """Lipschitz constant in y of g_yy and g_xy."""
        return 0.0


def random_quadratic_bilevel(spectrum: Any, dx: int, r: float, seed: int) -> QuadraticBilevel:
    """A = diag(spectrum), B of shape (dy, dx) and t with standard normal entries."""
    spectrum = np.asarray(spectrum)
    checks.array("spectrum", spectrum, ndim=1)
    checks.count("dx", dx)
    checks.nonnegative("r", r)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    B = rng.standard_normal((spectrum.size, dx))
    problem = QuadraticBilevel(
        np.diag(spectrum.astype(np.float64)), B, rng.standard_normal(spectrum.size), float(r)
    )
    problem.validate()
    return problem
