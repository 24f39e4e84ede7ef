"""What orthonormal vectors say of a Hessian: its projection, Ritz values, Gauss quadrature. On the host."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class RayleighQuotient(NamedTuple):
    """x'Hx / x'x with the Hessian at `point`: an observable."""

    point: Any

    def measure(self, problem, state):
        return np.dot(state.x, problem.hessian_vector(self.point, state.x)) / np.dot(state.x, state.x)


def projection(problem: Any, point: np.ndarray, vectors: Any) -> np.ndarray:
    """Q H Q' with the rows of `vectors` (m, d), made unit vectors, as Q: tridiagonal for Lanczos vectors."""
    Q = np.asarray(vectors, float)
    Q = Q / np.linalg.norm(Q, axis=1, keepdims=True)
    T = Q @ np.array([problem.hessian_vector(point, q) for q in Q]).T
    return (T + T.T) / 2


def ritz_values(problem: Any, point: np.ndarray, vectors: Any) -> np.ndarray:
    """Eigenvalues of the projection (m,), ascending."""
    return np.linalg.eigvalsh(projection(problem, point, vectors))


def gauss_quadrature(T: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nodes (m,) and weights (m,) of a projection T: its eigenvalues and the squared first components of its vectors.

    The weights sum to 1; sum_i tau_i p(theta_i) = q_1'p(H) q_1 for polynomials p of degree 2m - 1.
    """
    theta, V = np.linalg.eigh(T)
    return theta, V[0] ** 2
