"""A deep linear network with one unit per layer: the smallest model of sharpness selection.

Definition  f(w) = (w_1 w_2 ... w_D - 1)^2/2, D = depth >= 1.
Constants   no global smoothness for D >= 2. f* = 0 on the surface prod w = 1, where the Hessian is q q' with
            q_i = 1/w_i: its only non-zero eigenvalue is sum 1/w_i^2 >= D (depth 2: a^2 + b^2).
Flow        gradient flow conserves w_i^2 - w_j^2, so from w > 0 it ends at sqrt(w_i^2 - min w^2 + c) with c > 0
            the root of a product equal to 1; c <= 1 because every factor is at least sqrt c.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks


class ScalarNetwork(NamedTuple):
    """f(w) = (prod w - 1)^2/2 with `depth` weights."""

    depth: int

    def validate(self):
        """Raise ValueError unless depth >= 1."""
        checks.count("depth", self.depth)

    def dimension(self):
        return self.depth

    def value(self, x):
        r = np.prod(x) - 1.0
        return r * r / 2

    def gradient(self, x):
        return (np.prod(x) - 1.0) * _others(x)

    def hessian(self, x):
        q = _others(x)
        H = np.outer(q, q)
        r = np.prod(x) - 1.0
        for i in range(x.shape[0]):
            rest = x.copy()
            rest[i] = 1.0
            pairs = _others(rest)
            for j in range(x.shape[0]):
                if j != i:
                    H[i, j] = H[i, j] + r * pairs[j]
        return H

    def hessian_vector(self, x, v):
        return self.hessian(x) @ v

    def suboptimality(self, x):
        return self.value(x)

    def minimum(self):
        return 0.0

    def sharpness(self, x):
        """Largest eigenvalue of the Hessian at x, on the host."""
        return float(np.linalg.eigvalsh(self.hessian(x))[-1])

    def flow_residual(self, x):
        """prod x - 1: gradient flow moves every squared weight against its sign."""
        return np.prod(x) - 1.0

    def flow_solution(self, x):
        """Where gradient flow ends from x > 0, on the host, to rounding."""
        checks.array("x", x, shape=(self.depth,))
        if not np.all(x > 0):
            raise ValueError(f"x must be positive, got a smallest entry of {np.min(x):.3g}")
        offsets = (x - np.min(x)) * (x + np.min(x))
        low, high = 0.0, 1.0
        while low < (c := low + (high - low) / 2) < high:
            below = np.sum(np.log(offsets + c)) < 0
            low, high = (c, high) if below else (low, c)
        return np.sqrt(offsets + high)

    def flow_sharpness(self, x):
        """Sharpness sum 1/q_i^2 of the end q of gradient flow from x > 0."""
        return float(np.sum(1 / self.flow_solution(x) ** 2))


def _others(x):
    """Products of all entries but one, without division: entries may vanish."""
    q = x.copy()
    for i in range(x.shape[0]):
        rest = x.copy()
        rest[i] = 1.0
        q[i] = np.prod(rest)
    return q
