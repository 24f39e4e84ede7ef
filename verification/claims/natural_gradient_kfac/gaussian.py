"""Data of the claims of natural gradients, and exact arithmetic of the thermodynamic ones."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares, Tanh, TwoLayerNetwork, with_bias

ROWS, TARGETS, START = [[1, 2], [-1, 1], [2, 0]], [5, 1, 3], [2, -1]
NETWORK = TwoLayerNetwork(
    with_bias(np.array([[0.5], [-1.0], [1.5], [0.25]])), np.array([1.0, -0.5, 2.0, 0.25]), 2, Tanh()
)
AT = np.array([0.5, -0.25, -1.0, 0.5, 1.0, -0.5])
U = 2.0**-53


def regression() -> LeastSquares:
    """The integer data as a problem."""
    return LeastSquares(np.array(ROWS, float), np.array(TARGETS, float))


def system(x: list[Fraction], damping: Fraction) -> tuple[list[list[Fraction]], list[Fraction]]:
    """B = A'A/3 + damping I and g at x, from the integer data."""
    r = [sum((a * v for a, v in zip(row, x)), Fraction(-t)) for row, t in zip(ROWS, TARGETS)]
    g = [sum((row[i] * v for row, v in zip(ROWS, r)), Fraction(0)) / 3 for i in range(2)]
    B = [
        [Fraction(sum(row[i] * row[j] for row in ROWS), 3) + (damping if i == j else 0) for j in range(2)]
        for i in range(2)
    ]
    return B, g


def pulled(
    y: list[Fraction],
    B: list[list[Fraction]],
    g: list[Fraction],
    h: Fraction,
    size: Fraction,
    draws: Iterator[Fraction],
    count: int,
) -> list[Fraction]:
    """`count` inner steps in fractions; `size` is sqrt(2 h T)."""
    for _ in range(count):
        pull = [sum((b * v for b, v in zip(row, y)), Fraction(0)) - c for row, c in zip(B, g)]
        y = [v - h * p + size * next(draws) for v, p in zip(y, pull)]
    return y


def eighths(n: int, seed: int = 0) -> np.ndarray:
    """Draws that fractions hold: eighths."""
    return np.random.default_rng(seed).integers(-16, 17, n) / 8


def noise_map(run_with: object, draws: int) -> np.ndarray:
    """What unit draws, one at a time, add to the result of `run_with(tape)`, shape (d, draws): the method is linear."""
    zero = run_with(tape(np.zeros(draws)).rewound())  # type: ignore[operator]
    columns = [run_with(tape(row).rewound()) - zero for row in np.eye(draws)]  # type: ignore[operator]
    return np.array(columns).T


def function_of(B: np.ndarray, f: object) -> np.ndarray:
    """f(B) by the eigenvalues of a symmetric matrix."""
    w, V = np.linalg.eigh(B)
    return (V * f(w)) @ V.T  # type: ignore[operator]
