"""How much of a vector, or of a subspace, lies in the span of the top eigenvectors of a Hessian.

Fraction    |P v|^2/|v|^2 with P the projector on k orthonormal columns; for v uniform in direction it follows
            Beta(k/2, (d - k)/2), with mean k/d.
Overlap     of two subspaces of dimension k: (1/k) sum_i |P_1 v_i|^2 = |U'V|_F^2/k, 1 where they are equal, k/d in the
            mean where one is uniform.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import eigh


class TopFraction(NamedTuple):
    """|P g|^2/|g|^2 at x, P on the `k` top eigenvectors of the Hessian, g the gradient; NaN where g = 0."""

    k: int

    def measure(self, problem, state):
        g = problem.gradient(state.x)
        c = eigh(problem.hessian(state.x))[1].T @ g
        top = c[c.shape[0] - self.k :]
        return np.dot(top, top) / np.dot(g, g)


def top_eigenvectors(H: Any, k: int) -> np.ndarray:
    """Orthonormal eigenvectors (d, k) of the k largest eigenvalues of a symmetric matrix, on the host."""
    return np.linalg.eigh(H)[1][:, len(H) - k :]


def fraction(U: Any, v: Any) -> float:
    """|U'v|^2/|v|^2 for orthonormal columns U (d, k)."""
    c = U.T @ v
    return float(np.dot(c, c) / np.dot(v, v))


def overlap(U: Any, V: Any) -> float:
    """|U'V|_F^2/k for orthonormal columns U and V (d, k)."""
    return float(np.sum((U.T @ V) ** 2) / U.shape[1])
