"""The certificate of derived Gaussian processes on sums of bumps of the kernel, whose norm is known."""

from __future__ import annotations

import numpy as np

CENTRES, HEIGHTS = np.array([[0.0, 0.0], [2.0, -1.0], [-1.0, 2.5]]), np.array([1.0, 0.75, 0.5])
NOISE = 2.0**-20


def bumps(X: np.ndarray, Z: np.ndarray, width: float = 2.0) -> np.ndarray:
    """exp(-|X_i - Z_j|^2 / (2 width^2)), the kernel of lengthscale `width`."""
    return np.exp(-np.sum((X[:, None] - Z) ** 2, axis=2) / (2 * width * width))


def certificate(X: np.ndarray, x: np.ndarray) -> float:
    """|f|_k^2 tr Cov(x) for f = sum c_j k(., Z_j) of lengthscale 2 and queries X (n, 2): c'k(Z, Z)c tr Cov."""
    D = (X - x) * bumps(X, x[None]) / 4
    A = bumps(X, X) + NOISE * np.eye(len(X))
    square = HEIGHTS @ bumps(CENTRES, CENTRES) @ HEIGHTS
    return float(square * (0.5 - np.trace(D.T @ np.linalg.inv(A) @ D)))
