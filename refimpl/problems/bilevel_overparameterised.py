"""A bilevel problem whose lower level has many solutions that move with x: overparametrised least squares.

Definition  lower g(x, y) = |Phi y - c|^2/2 with Phi(x) = P + diag(x) Q, upper f(y) = |y - t|^2/2; P and Q of shape
            (m, dy), c (m,), t (dy,), m < dy.
Solutions   y = Phi^+ c + (null space of Phi); `lower_solution` is the shortest, Phi'a with a = (Phi Phi')^{-1} c, which
            gradient descent from 0 reaches; defined where Phi has full rank.
Derivative  of psi(x) = f(Phi^+ c): with e = y - t, s = (Phi Phi')^{-1} Phi e, entry i is
            a_i (Q (e - Phi's))_i - s_i (Q y)_i. Only the second term is the response that implicit differentiation with
            the pseudo-inverse of g_yy sees; the first one turns the null space.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class OverparameterisedBilevel(NamedTuple):
    """g = |(P + diag(x) Q) y - c|^2/2, f = |y - t|^2/2; P and Q (m, dy) with m < dy, c (m,), t (dy,)."""

    P: Any
    Q: Any
    c: Any
    t: Any

    def validate(self):
        """Raise ValueError unless the shapes fit, with fewer rows than columns."""
        checks.array("P", self.P, ndim=2)
        if self.P.shape[0] >= self.P.shape[1]:
            raise ValueError(f"P must have fewer rows than columns, got shape {self.P.shape}")
        checks.array("Q", self.Q, shape=self.P.shape)
        checks.array("c", self.c, shape=(self.P.shape[0],))
        checks.array("t", self.t, shape=(self.P.shape[1],))

    def dimension(self):
        return self.P.shape[0]

    def lower_dimension(self):
        return self.P.shape[1]

    def matrix(self, x):
        """Phi(x)."""
        return self.P + x.reshape((-1, 1)) * self.Q

    def upper(self, x, y):
        e = y - self.t
        return np.dot(e, e) / 2

    def upper_x(self, x, y):
        return np.zeros_like(x)

    def upper_y(self, x, y):
        return y - self.t

    def lower(self, x, y):
        r = self.matrix(x) @ y - self.c
        return np.dot(r, r) / 2

    def lower_x(self, x, y):
        return (self.matrix(x) @ y - self.c) * (self.Q @ y)

    def lower_y(self, x, y):
        M = self.matrix(x)
        return M.T @ (M @ y - self.c)

    def lower_yy(self, x, y):
        """Phi'Phi, singular."""
        M = self.matrix(x)
        return M.T @ M

    def lower_xy(self, x, y):
        M = self.matrix(x)
        r = M @ y - self.c
        return (self.Q @ y).reshape((-1, 1)) * M + r.reshape((-1, 1)) * self.Q

    def lower_yy_vector(self, x, y, v):
        M = self.matrix(x)
        return M.T @ (M @ v)

    def lower_xy_vector(self, x, y, v):
        M = self.matrix(x)
        return (self.Q @ y) * (M @ v) + (M @ y - self.c) * (self.Q @ v)

    def lower_solution(self, x):
        """The shortest lower solution."""
        M = self.matrix(x)
        return M.T @ np.linalg.solve(M @ M.T, self.c)

    def hyperobjective(self, x):
        return self.upper(x, self.lower_solution(x))

    def hypergradient(self, x):
        M = self.matrix(x)
        G = M @ M.T
        a = np.linalg.solve(G, self.c)
        y = M.T @ a
        e = y - self.t
        s = np.linalg.solve(G, M @ e)
        return a * (self.Q @ (e - M.T @ s)) - s * (self.Q @ y)
