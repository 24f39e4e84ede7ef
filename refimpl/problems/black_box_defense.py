"""A linear denoising encoder in front of a fixed decoder and a classifier that answers queries only.

Definition  f(x) = (1/2n) sum_i |C D T v_i - C a_i|^2 with clean inputs A (n, q), noisy ones V (n, q), decoder D (q, k),
            scores C (m, q) and the encoder T (k, q), x = T flat: scores of what is decoded against those of the clean
            input (stability loss).
Latent      u = T v_i is the code of sample i, its loss l_i(u) = |C D u - C a_i|^2/2 has the gradient
            D'C'(C D u - C a_i), that of the decoded input projected to the range of D where D'D = I, and the
            Hessian D'C'C D; the gradient in T is the outer product with v_i.
Constants   a sample is |C D|_2^2 |v_i|^2-smooth, f |C D|_2^2 |V|_2^2/n-smooth; f is convex and f >= 0.
Sampling    a draw is an index i, uniform on 0 .. n-1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class BlackBoxDefense(NamedTuple):
    """`A`, `V` (n, q) clean and noisy inputs, scores `C` (m, q), decoder `D` (q, k)."""

    A: Any
    V: Any
    C: Any
    D: Any

    def validate(self):
        """Raise ValueError unless the shapes fit."""
        checks.array("A", self.A, ndim=2)
        checks.array("V", self.V, shape=self.A.shape)
        checks.array("C", self.C, ndim=2)
        checks.array("C", self.C, shape=(self.C.shape[0], self.A.shape[1]))
        checks.array("D", self.D, ndim=2)
        checks.array("D", self.D, shape=(self.A.shape[1], self.D.shape[1]))

    def dimension(self):
        return self.D.shape[1] * self.D.shape[0]

    def latent_dimension(self):
        """k."""
        return self.D.shape[1]

    def encoder(self, x):
        """T (k, q)."""
        return x.reshape(self.D.shape[1], self.D.shape[0])

    def latent_code(self, x, draw):
        """u = T v_i, shape (k,)."""
        return self.encoder(x) @ self.V[draw]

    def latent_value(self, u, draw):
        """The loss of the code u: one query of the classifier."""
        r = self.C @ (self.D @ u - self.A[draw])
        return np.dot(r, r) / 2

    def latent_pullback(self, x, draw, g):
        """(du/dx)' g, shape (k q,): what the chain rule makes of a gradient g (k,) in the code."""
        return np.outer(g, self.V[draw]).ravel()

    def sample(self, rng):
        """A uniform index."""
        return rng.integers(0, self.A.shape[0])

    def sample_value(self, x, draw):
        return self.latent_value(self.latent_code(x, draw), draw)

    def sample_gradient(self, x, draw):
        r = self.C @ (self.D @ self.latent_code(x, draw) - self.A[draw])
        return self.latent_pullback(x, draw, (r @ self.C) @ self.D)

    def value(self, x):
        R = (self.V @ (self.D @ self.encoder(x)).T - self.A) @ self.C.T
        return np.sum(np.sum(R * R, axis=0)) / (2 * self.A.shape[0])

    def gradient(self, x):
        R = (self.V @ (self.D @ self.encoder(x)).T - self.A) @ self.C.T
        return ((self.C @ self.D).T @ (R.T @ self.V)).ravel() / self.A.shape[0]

    def sample_smoothness(self):
        """Largest |C D|_2^2 |v_i|^2."""
        return float(np.linalg.norm(self.C @ self.D, 2) ** 2 * np.max(np.sum(self.V * self.V, axis=1)))

    def lower_bound(self):
        """0 <= f*; attained where one encoder gives all scores of the clean inputs."""
        return 0.0
