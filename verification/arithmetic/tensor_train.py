"""Regression with a matrix in tensor-train form by sums over indices: knows nothing of this library's contraction."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np

from refimpl.problems import TensorTrainRegression
from verification.arithmetic.zeroth_order import World, decimals

# three cores (2, 2), (2, 2, 2), (2, 2): 16 numbers for a matrix (2, 4), no two data alike
PROBLEM = TensorTrainRegression(
    np.array([[1.0, -0.5, 0.25, 2.0], [0.5, 1.5, -1.0, 0.75]]), np.array([[0.5, -1.0], [1.25, 0.25]]), 3, 2, 2
)
START = np.array(
    [0.5, -0.25, 1.0, 0.75, 1.0, 0.5, -0.75, 0.25, -0.5, 1.25, 0.375, -1.0, 0.625, 0.5, -0.25, 0.875]
)


def entries(x: Any) -> list[list[Any]]:
    """W[i][j] = sum_{a, b} G_1[i, a] G_2[a, j div 2, b] G_3[b, j mod 2], indices below 2."""
    two = range(2)
    return [
        [sum(x[2 * i + a] * x[4 + 4 * a + 2 * k + b] * x[12 + 2 * b + m] for a in two for b in two)
         for k, m in product(two, two)]
        for i in two
    ]  # fmt: skip


def with_core(x: Any, start: int, end: int, entry: int) -> list[Any]:
    """x with the numbers from `start` to `end` replaced by a one at `entry` and zeros."""
    return [int(j == entry) if start <= j < end else v for j, v in enumerate(x)]


def gradient(x: Any, A: Any, Y: Any) -> list[Any]:
    """Gradient of |W a - y|^2/2 summed over the rows: W is linear in each core, so dW/dx_j is W at a unit core."""
    found = []
    for start, end in ((0, 4), (4, 12), (12, 16)):
        for j in range(start, end):
            total = 0 * x[0]
            for a, y in zip(A, Y, strict=True):
                here, there = entries(x), entries(with_core(x, start, end, j))
                for row, slope, target in zip(here, there, y, strict=True):
                    residual = sum(w * v for w, v in zip(row, a, strict=True)) - target
                    total += residual * sum(w * v for w, v in zip(slope, a, strict=True))
            found.append(total)
    return found


class Train(World):
    """The losses |W a_i - y_i|^2/2 of PROBLEM and the stream of draws of one seed."""

    def __init__(self, seed: int) -> None:
        self.A, self.Y, self.n = decimals(PROBLEM.A), decimals(PROBLEM.Y), len(PROBLEM.A)
        self.x0 = decimals(START)
        self.rng = np.random.default_rng(seed)

    def value(self, x: np.ndarray, i: int) -> Decimal:
        r = np.array(entries(x)) @ self.A[i] - self.Y[i]
        return r @ r / 2
