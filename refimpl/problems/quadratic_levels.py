"""Bilevel problems with two quadratic levels, the lower one possibly with many solutions.

Definition  lower g(x, y) = x'Rx/2 + y'Ay/2 - y'Bx, upper f(x, y) = x'Px/2 + x'Cy + y'Qy/2 - p'x - q'y, with A (dy, dy)
            positive semidefinite, Q positive definite, the Hessian of f positive semidefinite, B (dy, dx), C (dx, dy).
            K (dy, dy) is positive semidefinite with range ker A (zero where A is regular); KB = 0, so solutions exist.
Solution    of the many lower solutions the one that f prefers: Qy + Am = q - C'x, Ay = Bx for some m. With S =
            A Q^{-1} A + K, regular: m = S^{-1} (A Q^{-1} (q - C'x) - Bx). (Multiply by the projector on ker A: Km = 0.)
            grad psi = f_x - B'm, since psi is the minimum of the Lagrangian f + m'(Ay - Bx).
Constants   l_f1 = |(C; Q)|, l_g1 = |B|; psi has the Hessian P + CW + W'C' + W'QW, W = A^{-1}B, where A is regular.
Minimiser   x* of the convex problem min f over Ay = Bx, from its linear KKT system, to the last digit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import symmetric_product
from refimpl.problems import exact


class QuadraticLevels(NamedTuple):
    """g = x'Rx/2 + y'Ay/2 - y'Bx, f = x'Px/2 + x'Cy + y'Qy/2 - p'x - q'y; K has the range ker A."""

    A: Any
    B: Any
    K: Any
    R: Any
    P: Any
    C: Any
    Q: Any
    p: Any
    q: Any

    def validate(self):
        """Raise ValueError unless the shapes fit, A + K and Q are positive definite, AK = 0, KB = 0, f convex."""
        checks.array("B", self.B, ndim=2)
        dy, dx = self.B.shape
        for name, value, size in (
            ("A", self.A, dy),
            ("K", self.K, dy),
            ("Q", self.Q, dy),
            ("P", self.P, dx),
            ("R", self.R, dx),
        ):
            checks.symmetric(name, value)
            checks.array(name, value, shape=(size, size))
        checks.array("C", self.C, shape=(dx, dy))
        checks.array("p", self.p, shape=(dx,))
        checks.array("q", self.q, shape=(dy,))
        for name, value in (("A + K", self.A + self.K), ("Q", self.Q)):
            smallest = float(np.linalg.eigvalsh(value)[0])
            if smallest <= 0:
                raise ValueError(
                    f"{name} must be positive definite, got a smallest eigenvalue of {smallest:.3g}"
                )
        for name, value in (("AK", self.A @ self.K), ("KB", self.K @ self.B)):
            if np.any(value):
                raise ValueError(f"{name} must be zero, got a largest entry of {np.max(np.abs(value)):.3g}")
        smallest = float(np.linalg.eigvalsh(np.block([[self.P, self.C], [self.C.T, self.Q]]))[0])
        if smallest < -1e-12 * np.max(np.abs(self.Q)):
            raise ValueError(f"f must be convex, got a smallest eigenvalue of {smallest:.3g}")

    def dimension(self):
        return self.B.shape[1]

    def lower_dimension(self):
        return self.B.shape[0]

    def upper(self, x, y):
        linear = np.dot(x, self.C @ y) - np.dot(self.p, x) - np.dot(self.q, y)
        return (
            np.dot(x, symmetric_product(self.P, x)) / 2 + np.dot(y, symmetric_product(self.Q, y)) / 2 + linear
        )

    def upper_x(self, x, y):
        return symmetric_product(self.P, x) + self.C @ y - self.p

    def upper_y(self, x, y):
        return self.C.T @ x + symmetric_product(self.Q, y) - self.q

    def upper_yy(self, x, y):
        return self.Q.copy()

    def upper_xy(self, x, y):
        return self.C.copy()

    def lower(self, x, y):
        return (
            np.dot(x, symmetric_product(self.R, x)) / 2
            + np.dot(y, symmetric_product(self.A, y)) / 2
            - np.dot(y, self.B @ x)
        )

    def lower_x(self, x, y):
        return symmetric_product(self.R, x) - self.B.T @ y

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

    def multiplier(self, x):
        """m of the constraint Ay = Bx, the one with Km = 0."""
        S = self.A @ np.linalg.solve(self.Q, self.A) + self.K
        return np.linalg.solve(S, self.A @ np.linalg.solve(self.Q, self.q - self.C.T @ x) - self.B @ x)

    def lower_solution(self, x):
        """The lower solution that the upper level prefers."""
        return np.linalg.solve(self.Q, self.q - self.C.T @ x - symmetric_product(self.A, self.multiplier(x)))

    def hyperobjective(self, x):
        return self.upper(x, self.lower_solution(x))

    def hypergradient(self, x):
        return self.upper_x(x, self.lower_solution(x)) - self.B.T @ self.multiplier(x)

    def minimizer(self):
        """x*. ValueError where it is not unique."""
        dy, dx = self.B.shape
        M = np.block([[self.P, self.C, -self.B.T], [self.C.T, self.Q, self.A], [-self.B, self.A, -self.K]])
        return exact.solve(M, np.concatenate([self.p, self.q, np.zeros(dy)]))[:dx]

    def lower_smoothness(self):
        """Lipschitz constant of g_y in y, the largest eigenvalue of A."""
        return float(np.linalg.eigvalsh(self.A)[-1])

    def lower_strong_convexity(self):
        """mu of g in y. ValueError where the lower level has many solutions."""
        if np.any(self.K):
            raise ValueError("the lower level must be strongly convex, got a singular A")
        return float(np.linalg.eigvalsh(self.A)[0])

    def smoothness(self):
        """L of psi where A is regular."""
        W = np.linalg.solve(self.A, self.B)
        return float(np.linalg.norm(self.P + self.C @ W + W.T @ self.C.T + W.T @ self.Q @ W, 2))

    def l_f1(self):
        """Lipschitz constant in y of the gradient of f."""
        return float(np.linalg.norm(np.vstack([self.C, self.Q]), 2))

    def l_g1(self):
        """sup |g_xy| = |B|."""
        return float(np.linalg.norm(self.B, 2))

    def upper_smoothness(self):
        """Lipschitz constant of f_y in y, the largest eigenvalue of Q."""
        return float(np.linalg.eigvalsh(self.Q)[-1])


def descent_aggregation_example(weight: float = 0.0) -> QuadraticLevels:
    """f = (x - y_2)^2/2 + (y_1 - 1)^2/2 + weight (x - 3)^2/2, g = y_1^2/2 - x y_1: y_2 is free in the lower level.

    With weight 0 it is the quadratic form of the counter-example to methods that take the lower solution to be
    unique: x* = 1, y = (1, 1). With weight 1: x* = 2.
    """
    checks.nonnegative("weight", weight)
    return QuadraticLevels(
        A=np.diag([1.0, 0.0]),
        B=np.array([[1.0], [0.0]]),
        K=np.diag([0.0, 1.0]),
        R=np.zeros((1, 1)),
        P=np.array([[1.0 + weight]]),
        C=np.array([[0.0, -1.0]]),
        Q=np.eye(2),
        p=np.array([3.0 * weight]),
        q=np.array([1.0, 0.0]),
    )


def many_solutions_example() -> QuadraticLevels:
    """dx = 2, dy = 3, a kernel of dimension one, every block of f occupied."""
    return QuadraticLevels(
        A=np.array([[2.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 0.0]]),
        B=np.array([[1.0, 0.5], [-1.0, 2.0], [0.0, 0.0]]),
        K=np.diag([0.0, 0.0, 1.0]),
        R=np.array([[1.0, 0.5], [0.5, 2.0]]),
        P=np.array([[2.0, 0.25], [0.25, 1.0]]),
        C=np.array([[0.5, -0.25, 0.75], [-0.5, 0.25, 0.5]]),
        Q=np.array([[1.5, 0.25, -0.5], [0.25, 1.0, 0.25], [-0.5, 0.25, 1.25]]),
        p=np.array([1.0, -1.0]),
        q=np.array([0.5, 1.0, -0.5]),
    )


def coupled_levels_example() -> QuadraticLevels:
    """dx = 2, dy = 3, a strongly convex lower level, every block of f occupied."""
    return many_solutions_example()._replace(
        A=np.array([[2.0, 0.5, 0.0], [0.5, 1.0, -0.25], [0.0, -0.25, 1.5]]),
        B=np.array([[1.0, 0.5], [-1.0, 2.0], [0.5, 1.0]]),
        K=np.zeros((3, 3)),
    )
