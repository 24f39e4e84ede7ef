"""Shampoo: the gradient of a matrix is preconditioned from both sides.

Source      Gupta, Koren & Singer 2018, Algorithm 1 (matrices).
Step        G_t = gradient at X_{t-1}, as a matrix
            L_t = L_{t-1} + G_t G_t',  R_t = R_{t-1} + G_t' G_t,  L_0 = R_0 = 0
            X_t = X_{t-1} - s (L_t + eps I)^{-1/4} G_t (R_t + eps I)^{-1/4}
Guarantee   sum_t <G_t, X_{t-1} - X*> <= (D^2 / (2 s) + s r) tr (L_T + eps I)^{1/4} tr (R_T + eps I)^{1/4}
            with rank G_t <= r and D = max_t |X_{t-1} - X*|                                                  (derived)
Assumes     convexity for the regret; nothing for the update.
Cost        one gradient per step; two symmetric eigendecompositions, some 9 (m^3 + n^3) operations, and
            m^2 + n^2 floats for an (m, n) matrix.
Departures  eps is added to the factors when a root is taken, the paper starts them at eps I: the same numbers. With
            eps = 0 eigenvalues that are exactly zero are left out (pseudo-power); rounding hides such zeros of a
            singular factor, so eps = 0 is for regular factors. The step of the theorem needs D: s = 1e-3 is prescribed.
Trap        a test matrix whose singular values are 1 hides a wrong power, and so do factors with eigenvalues 1 and 16.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh


class State(NamedTuple):
    """Iterate and the two factors, for X of shape (rows, columns)."""

    x: Any  # X_t row by row, shape (rows * columns,)
    L: Any  # sum of G G', shape (rows, rows)
    R: Any  # sum of G' G, shape (columns, columns)


def as_matrix(x, rows):
    """The vector x, read row by row, as a matrix of so many rows."""
    return x.reshape(rows, x.shape[0] // rows)


def preconditioned(G, L, R, epsilon, square_roots):
    """(L + epsilon I)^(-1/p) G (R + epsilon I)^(-1/p), p = 2^square_roots.

    G is turned into both eigenbases first: there its small entries meet the large inverse roots, and rounding of
    its large ones does not. This order also keeps enclosures narrow.
    """
    w, U = eigh(L)
    v, V = eigh(R)
    scales = np.outer(inverse_root(w + epsilon, square_roots), inverse_root(v + epsilon, square_roots))
    return U @ (scales * (U.T @ G @ V)) @ V.T


def inverse_root(w, square_roots):
    """w^(-1/2^square_roots) of every eigenvalue, and 1 for those that are not positive: what they scale is zero."""
    root = np.where(w > 0, w, 1.0)
    for _ in range(square_roots):
        root = np.sqrt(root)
    return 1.0 / root


class Shampoo(NamedTuple):
    """Shampoo with step size s > 0, `epsilon` >= 0 in units of the squared gradient, and x seen as `rows` rows."""

    step_size: float
    epsilon: float
    rows: int

    @classmethod
    def prescribed(cls, problem):
        """s = 1e-3, epsilon = 1e-4, and the matrix of that dimension that is nearest to a square, not a tall one."""
        d = problem.dimension()
        rows = max(m for m in range(1, d + 1) if d % m == 0 and m * m <= d)
        return cls(step_size=1e-3, epsilon=1e-4, rows=rows)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the rows fill the vector."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("epsilon", self.epsilon)
        checks.count("rows", self.rows)
        if problem.dimension() % self.rows:
            raise ValueError(f"rows must divide the dimension {problem.dimension()}, got {self.rows}")

    def init(self, problem, x0):
        nothing = as_matrix(np.zeros_like(x0), self.rows)
        return State(x0, nothing @ nothing.T, nothing.T @ nothing)

    def step(self, problem, state, rng):
        G = as_matrix(problem.gradient(state.x), self.rows)
        L, R = state.L + G @ G.T, state.R + G.T @ G
        D = preconditioned(G, L, R, self.epsilon, 2)
        return State(state.x - self.step_size * D.reshape(state.x.shape[0]), L, R)
