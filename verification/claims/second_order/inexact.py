"""What accelerated methods of second and third order share: problems with derivatives wrong by known errors."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import FiniteNoise


class Inexact(NamedTuple):
    """Sampled gradients f' + z_i, the matrix f'' + E and the form D^3 f + w x w x w."""

    sampled: Any  # FiniteNoise
    E: Any  # (d, d)
    w: Any  # (d,)

    def validate(self) -> None:
        """Nothing to ask."""

    def dimension(self):
        return self.sampled.dimension()

    def sample(self, rng):
        return self.sampled.sample(rng)

    def sample_gradient(self, x, draw):
        return self.sampled.sample_gradient(x, draw)

    def gradient(self, x):
        return self.sampled.gradient(x)

    def hessian(self, x):
        return self.sampled.hessian(x) + self.E

    def third_derivative(self, x, v):
        return self.sampled.third_derivative(x, v) + np.dot(self.w, v) * np.outer(self.w, self.w)

    def suboptimality(self, x):
        return self.sampled.suboptimality(x)


def quiet(problem: Any) -> FiniteNoise:
    """A problem with sampled gradients that have no errors."""
    return FiniteNoise(problem, np.zeros((1, problem.dimension())))


def reflection(d: int) -> np.ndarray:
    """A symmetric matrix of norm 1 with eigenvalues +1 and -1 and eigenvectors in general position."""
    Q, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((d, d)))
    return (Q * np.where(np.arange(d) % 2, 1.0, -1.0)) @ Q.T
