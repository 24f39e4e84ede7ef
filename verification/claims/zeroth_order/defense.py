"""What the claims of ZO-AE-DS share: instances, the gradient in the code, and the step in decimals."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.problems import BlackBoxDefense
from verification.arithmetic.zeroth_order import decimals
from verification.finding import Finding
from verification.trial import first_iterates

CLEAN = np.array([[1.0, -0.5, 0.25], [0.5, 0.75, -1.0]])
NOISY = np.array([[1.25, -0.5, 0.5], [0.25, 1.0, -0.75]])
SCORES = np.array([[1.0, -0.5, 0.25], [0.5, 0.75, -1.0]])
DECODER = np.array([[0.6, 0.0], [0.8, 0.0], [0.0, 1.0]])  # orthonormal columns
X0 = np.array([0.5, -0.25, 1.0, 0.75, 0.5, -0.5])
PROBLEM = BlackBoxDefense(CLEAN, NOISY, SCORES, np.array([[0.5, 0.0], [0.75, -0.25], [0.0, 1.0]]))
ONE = BlackBoxDefense(CLEAN[:1], NOISY[:1], SCORES, DECODER)
LENGTH = float(NOISY[0] @ NOISY[0])

Loss = Callable[[np.ndarray], Decimal]


def gradient_of_code(problem: BlackBoxDefense, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gradient and Hessian of the loss of the first sample in its code."""
    M = problem.C @ problem.D
    u = x.reshape(problem.D.shape[1], -1) @ problem.V[0]
    return M.T @ (M @ u - problem.C @ problem.A[0]), M.T @ M


def gradient_seen(problem: BlackBoxDefense, x: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """g of the first sample from eta (du/dx)' g = g v', which must be of that form."""
    G, v = moved.reshape(problem.D.shape[1], -1), problem.V[0]
    g = G @ v / (v @ v)
    return g if np.max(np.abs(G - g[:, None] * v)) <= 1e-9 * np.max(np.abs(g)) else np.full_like(g, np.inf)


def equal_iterates(
    algorithm: Any, estimate: Callable[[Loss, np.ndarray, Any], np.ndarray], engine: str
) -> Finding:
    """x_1, ..., x_4 with eta = 1/16 in decimals; `estimate` makes g of the loss of a code, the code and draws."""
    with localcontext() as context:
        context.prec = 80
        A, V, C, D = (decimals(part) for part in PROBLEM)
        rng, x, wanted = np.random.default_rng(3), decimals(X0).reshape(2, 3), []
        for _ in range(4):
            i = int(rng.integers(0, 2))

            def loss(u: np.ndarray, i: int = i) -> Decimal:
                r = C @ (D @ u) - C @ A[i]
                return r @ r / 2

            g = estimate(loss, x @ V[i], rng)
            x = x - np.array([[a * b for b in V[i]] for a in g]) / 16
            wanted.append(list(x.ravel()))
        return first_iterates(algorithm, PROBLEM, X0, wanted, engine, rng=3)
