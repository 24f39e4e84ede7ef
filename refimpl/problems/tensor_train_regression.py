"""Linear regression whose matrix is a tensor train: few parameters for a large matrix.

Definition  f(x) = (1/2n) sum_i |W(x) a_i - y_i|^2, data A (n, q), Y (n, p), W (p, q). Read in C order W is a tensor of
            `order` D indices below `mode` m, p q = m^D, with W[k_1, ..., k_D] = G_1[k_1] G_2[k_2] ... G_D[k_D]; core
            G_k has the shape (r_{k-1}, m, r_k), r_0 = r_D = 1 and `rank` r in between; x = (G_1, ..., G_D) flat.
Size        m r (2 + (D - 2) r) numbers for D >= 2 instead of m^D.
Derivative  W is linear in every core: dW/dG_k = (product of the cores before) x (product of those behind).
Constants   none global: f has degree 2D. f >= 0.
Sampling    a draw is an index i, uniform on 0 .. n-1; f_i = |W a_i - y_i|^2/2.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class TensorTrainRegression(NamedTuple):
    """`A` (n, q), `Y` (n, p); `order` D cores with indices below `mode` m, m^D = p q, of `rank` r."""

    A: Any
    Y: Any
    order: int
    mode: int
    rank: int

    def validate(self):
        """Raise ValueError unless the shapes fit."""
        checks.array("A", self.A, ndim=2)
        checks.array("Y", self.Y, ndim=2)
        checks.array("Y", self.Y, shape=(self.A.shape[0], self.Y.shape[1]))
        for name in ("order", "mode", "rank"):
            checks.count(name, getattr(self, name))
        entries = self.A.shape[1] * self.Y.shape[1]
        if self.mode**self.order != entries:
            raise ValueError(f"mode^order must be the {entries} entries of W, got {self.mode}^{self.order}")

    def dimension(self):
        return sum(self._rank(k) * self.mode * self._rank(k + 1) for k in range(self.order))

    def matrix(self, x):
        """W (p, q): the cores contracted from the first to the last."""
        T, start = np.ones_like(x[:1]).reshape(1, 1), 0
        for k in range(self.order):
            end = start + self._rank(k) * self.mode * self._rank(k + 1)
            T = self._joined(T, x[start:end], k)
            start = end
        return T.reshape(self.Y.shape[1], self.A.shape[1])

    def value(self, x):
        R = self.A @ self.matrix(x).T - self.Y
        return np.sum(np.sum(R * R, axis=0)) / (2 * self.A.shape[0])

    def gradient(self, x):
        R = self.A @ self.matrix(x).T - self.Y
        return self._pullback(x, R.T @ self.A) / self.A.shape[0]

    def sample(self, rng):
        """A uniform index."""
        return rng.integers(0, self.A.shape[0])

    def sample_value(self, x, draw):
        r = self.matrix(x) @ self.A[draw] - self.Y[draw]
        return np.dot(r, r) / 2

    def sample_gradient(self, x, draw):
        return self._pullback(x, np.outer(self.matrix(x) @ self.A[draw] - self.Y[draw], self.A[draw]))

    def lower_bound(self):
        """0 <= f*; attained where the targets are those of a train of this rank."""
        return 0.0

    def _rank(self, k):
        """r_k."""
        return 1 if k == 0 or k == self.order else self.rank

    def _joined(self, T, core, k):
        """Products (m^k, r_{k-1}) of the first cores, times the next one: (m^{k+1}, r_k)."""
        return (T @ core.reshape(self._rank(k), self.mode * self._rank(k + 1))).reshape(-1, self._rank(k + 1))

    def _behind(self, x, k):
        """Product of the cores behind the k-th, shape (r_k, m^{D-k-1})."""
        T, end = np.ones_like(x[:1]).reshape(1, 1), x.shape[0]
        for j in range(self.order - 1, k, -1):
            start = end - self._rank(j) * self.mode * self._rank(j + 1)
            T = (x[start:end].reshape(-1, self._rank(j + 1)) @ T).reshape(self._rank(j), -1)
            end = start
        return T

    def _pullback(self, x, G):
        """Derivative in x of a function with derivative G (p, q) in W."""
        g, T, start = np.zeros_like(x), np.ones_like(x[:1]).reshape(1, 1), 0
        for k in range(self.order):
            end = start + self._rank(k) * self.mode * self._rank(k + 1)
            before = (T.T @ G.reshape(T.shape[0], -1)).reshape(self._rank(k) * self.mode, -1)
            g[start:end] = (before @ self._behind(x, k).T).ravel()
            T = self._joined(T, x[start:end], k)
            start = end
        return g
