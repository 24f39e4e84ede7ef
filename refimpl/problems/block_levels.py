"""Bilevel problems of many blocks, each with a lower level of its own; the upper level is the mean over blocks.

Definition  g_i(x, y) = y'A_i y/2 + c_i |x|^2 |y|^2/2 - y'B_i x,  f_i(x, y) = |y - t_i|^2/2 + r |x|^2/2,  c_i, r >= 0;
            psi(x) = (1/m) sum_i f_i(x, y_i*), y_i* = argmin_y g_i(x, y) = (A_i + c_i |x|^2 I)^{-1} B_i x.
Draws       g_i + e'y + y'Ey/2 and f_i + u'y with E diagonal, e, u and E normal of deviation `noise`: gradients and
            second derivatives of the lower level are noisy. The mean of `batch` draws is a block itself.
Constants   mu = min lambda_min(A_i). grad psi = mean of f_x - g_xy g_yy^{-1} f_y, g_xy v = 2 c_i x (y'v) - B_i'v.
Minimiser   c = 0: (r I + mean W_i'W_i) x* = mean W_i't_i with W_i = A_i^{-1} B_i.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import symmetric_product


class Block(NamedTuple):
    """Both levels of one block, with the terms of the draws of a batch."""

    A: Any
    B: Any
    t: Any
    c: float
    r: float
    upper_shift: Any
    lower_shift: Any
    curvature_shift: Any

    def upper(self, x, y):
        e = y - self.t
        return np.dot(e, e) / 2 + np.dot(self.upper_shift, y) + self.r * np.dot(x, x) / 2

    def upper_x(self, x, y):
        return self.r * x

    def upper_y(self, x, y):
        return y - self.t + self.upper_shift

    def lower_y(self, x, y):
        return self.lower_yy_vector(x, y, y) - self.B @ x + self.lower_shift

    def lower_yy(self, x, y):
        H = self.A.copy()
        for j in range(y.shape[0]):
            H[j, j] = H[j, j] + self.c * np.dot(x, x) + self.curvature_shift[j]
        return H

    def lower_yy_vector(self, x, y, v):
        return symmetric_product(self.A, v) + (self.c * np.dot(x, x) + self.curvature_shift) * v

    def lower_xy_vector(self, x, y, v):
        return 2 * self.c * np.dot(y, v) * x - self.B.T @ v


class BlockLevels(NamedTuple):
    """m blocks: A (m, dy, dy), B (m, dy, dx), t (m, dy), c (m,), r >= 0; `noise` is the deviation of the draws."""

    A: Any
    B: Any
    t: Any
    c: Any
    r: float
    noise: float

    def validate(self):
        """Raise ValueError unless the shapes fit, A_i are positive definite and c, r and noise are not negative."""
        checks.array("B", self.B, ndim=3)
        m, dy, _ = self.B.shape
        checks.array("A", self.A, shape=(m, dy, dy))
        checks.array("t", self.t, shape=(m, dy))
        checks.array("c", self.c, shape=(m,))
        for i in range(m):
            checks.symmetric(f"A[{i}]", self.A[i])
            checks.nonnegative(f"c[{i}]", float(self.c[i]))
        checks.nonnegative("r", self.r)
        checks.nonnegative("noise", self.noise)
        if self.lower_strong_convexity() <= 0:
            raise ValueError(
                f"A must be positive definite, got a smallest eigenvalue of {self.lower_strong_convexity():.3g}"
            )

    def dimension(self):
        return self.B.shape[2]

    def lower_dimension(self):
        return self.B.shape[1]

    def block_count(self):
        """m."""
        return self.B.shape[0]

    def block(self, i, batch, rng):
        """Block i with the mean of `batch` draws: each is normals for u, e and the diagonal of E, in this order."""
        dy = self.B.shape[1]
        total = np.concatenate((0 * self.t[i], 0 * self.t[i], 0 * self.t[i]))
        for _ in range(batch):
            total = total + rng.standard_normal(3 * dy)
        z = self.noise * total / batch
        return Block(self.A[i], self.B[i], self.t[i], self.c[i], self.r, z[:dy], z[dy : 2 * dy], z[2 * dy :])

    def expected_block(self, i):
        """Block i without noise."""
        nothing = 0 * self.t[i]
        return Block(self.A[i], self.B[i], self.t[i], self.c[i], self.r, nothing, nothing, nothing)

    def lower_solution(self, x):
        """y_i*(x), shape (m, dy)."""
        Y = np.zeros_like(self.t)
        for i in range(self.B.shape[0]):
            Y[i] = np.linalg.solve(self.expected_block(i).lower_yy(x, Y[i]), self.B[i] @ x)
        return Y

    def hyperobjective(self, x):
        Y, total = self.lower_solution(x), 0 * self.r
        for i in range(self.B.shape[0]):
            total = total + self.expected_block(i).upper(x, Y[i])
        return total / self.B.shape[0]

    def hypergradient(self, x):
        Y, G = self.lower_solution(x), np.zeros_like(x)
        for i in range(self.B.shape[0]):
            b = self.expected_block(i)
            q = np.linalg.solve(b.lower_yy(x, Y[i]), b.upper_y(x, Y[i]))
            G = G + b.upper_x(x, Y[i]) - b.lower_xy_vector(x, Y[i], q)
        return G / self.B.shape[0]

    def minimizer(self):
        """x* for c = 0. ValueError otherwise."""
        if np.any(self.c):
            raise ValueError(f"c must be zero for a minimiser in closed form, got {self.c.tolist()}")
        W = np.linalg.solve(self.A, self.B)
        H = self.r * np.eye(self.dimension()) + np.einsum("ikj,ikl->jl", W, W) / self.block_count()
        return np.linalg.solve(H, np.einsum("ikj,ik->j", W, self.t) / self.block_count())

    def lower_smoothness(self):
        """Largest eigenvalue of the A_i; the Lipschitz constant in y at x = 0."""
        return float(np.linalg.eigvalsh(self.A).max())

    def lower_strong_convexity(self):
        """mu, the smallest eigenvalue of the A_i."""
        return float(np.linalg.eigvalsh(self.A).min())


def block_levels_example(noise: float = 0.0) -> BlockLevels:
    """Three blocks, dx = dy = 2; the curvature of the first two lower levels depends on x."""
    return BlockLevels(
        A=np.array([[[2.0, 0.5], [0.5, 1.0]], [[1.5, -0.25], [-0.25, 1.0]], [[1.0, 0.25], [0.25, 2.0]]]),
        B=np.array([[[1.0, 0.5], [-1.0, 1.0]], [[0.5, -1.0], [1.0, 0.25]], [[1.0, 1.0], [0.5, -0.5]]]),
        t=np.array([[1.0, -0.5], [0.5, 1.5], [-1.0, 0.75]]),
        c=np.array([0.25, 0.5, 0.0]),
        r=0.25,
        noise=noise,
    )
