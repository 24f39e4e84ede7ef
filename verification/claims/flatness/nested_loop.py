"""What Entropy-SGD and Entropy-SGLD do to a quadratic, eigenvalue by eigenvalue.

Inner loop on (lambda/2)(y - x*)^2 with coupling gamma: y+ - y* = B (y - y*) + noise, B = 1 - b (lambda + gamma),
y* - x* = gamma/(lambda + gamma) (x - x*). With q = 1 - c the average of L steps is y* + e (x - y*) + noise,

    e = q^L + c sum_l q^{L-l} B^l = q^L + c B (q^L - B^L)/(q - B),
    noise of step j: c (q^m - B^m)/(q - B) for m = L - j + 1 = 1, ..., L.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import LinearNoise, diagonal_quadratic

SPECTRUM, NOISE, START = np.array([2.0, 0.5]), 0.75, np.array([3.0, -1.0])


class Nested(NamedTuple):
    """Hyper-parameters in the order of both methods."""

    a: float = 0.25
    scope: float = 1.25
    b: float = 0.125
    L: int = 4
    c: float = 0.75
    eps: float = 1.5

    def inner_error(self, spectrum: np.ndarray) -> np.ndarray:
        """e for each eigenvalue: what is left of x - y* in the average."""
        q, B = 1 - self.c, 1 - self.b * (spectrum + self.scope)
        return q**self.L + self.c * B * (q**self.L - B**self.L) / (q - B)

    def outer_factor(self, spectrum: np.ndarray) -> np.ndarray:
        """E x+ - x* over x - x*: 1 - a gamma lambda/(lambda + gamma) (1 - e)."""
        share = spectrum / (spectrum + self.scope)
        return 1 - self.a * self.scope * share * (1 - self.inner_error(spectrum))

    def outer_variance(self, spectrum: np.ndarray, s: float) -> np.ndarray:
        """Variance of x+ given x, inner noise b eps^2 and gradient noise b^2 s^2 in every inner step."""
        q, B = 1 - self.c, 1 - self.b * (spectrum + self.scope)
        m = np.arange(1, self.L + 1)[:, None]
        weights = self.c * (q**m - B**m) / (q - B)
        each = self.b * self.eps**2 + self.b**2 * s**2
        return (self.a * self.scope) ** 2 * each * np.sum(weights**2, axis=0)


def noisy_diagonal(s: float = NOISE) -> Any:
    """The quadratic with SPECTRUM, minimiser 0 and gradient noise s."""
    return LinearNoise(diagonal_quadratic(SPECTRUM), s)
