"""Laws of estimates without sampling: every probe of a finite law, or nodes that integrate polynomials exactly."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from verification.trial import complete_run

# four orthogonal sign vectors: the mean of z z' over them is the identity
HADAMARD = np.array([[1.0, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]])


def sign_vectors(d: int) -> np.ndarray:
    """All 2^d vectors of signs, (2^d, d)."""
    return np.array(list(product((-1.0, 1.0), repeat=d)))


def normal_nodes(d: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes (4^d, d) and weights whose mean of a polynomial of degree 7 per coordinate is that under N(0, I)."""
    points, weights = np.polynomial.hermite_e.hermegauss(4)
    weights = weights / weights.sum()
    return np.array(list(product(points, repeat=d))), np.prod(list(product(weights, repeat=d)), axis=1)


def estimates(algorithm: Any, problem: Any, x0: np.ndarray, draws: np.ndarray, engine: str) -> np.ndarray:
    """The last iterate (n, d) for every row of draws (n, steps d), replayed from a tape."""
    steps = draws.shape[1] // len(x0)
    return np.array(
        [complete_run(algorithm, problem, x0, steps, engine=engine, rng=tape(row)).x[-1] for row in draws]
    )


def with_sum(x: np.ndarray) -> np.ndarray:
    """The entries and, in a last column, their sum."""
    return np.column_stack([x, x.sum(axis=1)])


def bordered(C: np.ndarray, variance_of_sum: float) -> np.ndarray:
    """The covariance of entries and their sum, the variance of the sum from a formula of its own."""
    rows = C.sum(axis=1)
    return np.block([[C, rows[:, None]], [rows[None, :], np.array([[variance_of_sum]])]])
