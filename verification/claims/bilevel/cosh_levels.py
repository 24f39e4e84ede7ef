"""Levels whose hyper-objective is not smooth, but (L0, L1)-smooth: upper sum cosh(y_i), lower y'My/2 - y'Cx.

With W = M^{-1}C square and regular, psi(x) = sum cosh((Wx)_i), grad psi = W' sinh(Wx), hess psi = W' diag(cosh) W.
Since cosh <= 1 + |sinh|, |hess psi| <= |W|^2 (1 + max |sinh|) <= L0 + L1 |grad psi|, L0 = |W|^2, L1 = |W|^2 |W^{-1}|.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class CoshLevels(NamedTuple):
    """M (n, n) symmetric positive definite and C (n, n); every draw is the problem itself."""

    M: Any
    C: Any

    def dimension(self):
        return self.C.shape[1]

    def lower_dimension(self):
        return self.C.shape[0]

    def realisation(self, rng):
        return self

    def upper_x(self, x, y):
        return 0 * x

    def upper_y(self, x, y):
        return np.sinh(y)

    def lower_y(self, x, y):
        return self.M @ y - self.C @ x

    def lower_yy(self, x, y):
        return self.M

    def lower_xy(self, x, y):
        return -self.C.T

    def response(self):
        """W."""
        return np.linalg.solve(self.M, self.C)

    def lower_solution(self, x):
        """Wx."""
        return self.response() @ x

    def hyperobjective(self, x):
        """psi."""
        return np.sum(np.cosh(self.lower_solution(x)))

    def hypergradient(self, x):
        """grad psi."""
        return self.response().T @ np.sinh(self.lower_solution(x))

    def unbounded_smoothness(self):
        """L0 and L1."""
        s = np.linalg.svd(self.response(), compute_uv=False)
        return s[0] ** 2, s[0] ** 2 / s[-1]

    def drift(self):
        """|W|: how far the lower solution moves at most where x moves by one."""
        return np.linalg.norm(self.response(), 2)


SCALAR = CoshLevels(np.array([[2.0]]), np.array([[3.0]]))
THREE = CoshLevels(
    np.array([[2.0, 0.5, 0.0], [0.5, 1.5, -0.25], [0.0, -0.25, 1.0]]),
    np.array([[1.5, -0.5, 0.25], [0.5, 1.0, 0.25], [-0.25, 0.5, 1.0]]),
)
