"""One neuron behind batch normalisation: the smallest model with scale-free weights and affine parameters.

Definition  x = (w, gamma, beta), u = Aw - mean(Aw), s^2 = mean(u^2), z = u/s with A of shape (n, d - 2);
            f(x) = mean((gamma z + beta - y)^2)/2. Undefined where s = 0.
Constants   f(tw, gamma, beta) = f(w, gamma, beta) for t > 0, so the gradient in w is orthogonal to w and falls like
            1/|w|: there is no global smoothness. Where z is fixed, f is quadratic in (gamma, beta) with Hessian I.
Minimum     half the residual variance of the regression of y on A with intercept: z is any unit-variance direction of
            the centred columns, gamma its coefficient. Attained on rays of w; also with -w and -gamma.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class BatchNormNeuron(NamedTuple):
    """Least squares through a normalised neuron, rows `A` (n, d - 2) with full centred rank, targets `y` (n,)."""

    A: Any
    y: Any

    def validate(self):
        """Raise ValueError unless the shapes fit and the centred columns are independent."""
        checks.array("A", self.A, ndim=2)
        checks.array("y", self.y, shape=(self.A.shape[0],))
        rank = int(np.linalg.matrix_rank(self.A - np.mean(self.A, axis=0)))
        if rank < self.A.shape[1]:
            raise ValueError(f"centred A must have full column rank {self.A.shape[1]}, got rank {rank}")

    def dimension(self):
        return self.A.shape[1] + 2

    def value(self, x):
        p = self.A.shape[1]
        u = self.A @ x[:p]
        u = u - np.mean(u)
        r = x[p] * u / np.sqrt(np.mean(u * u)) + x[p + 1] - self.y
        return np.mean(r * r) / 2

    def gradient(self, x):
        p = self.A.shape[1]
        u = self.A @ x[:p]
        u = u - np.mean(u)
        s = np.sqrt(np.mean(u * u))
        z = u / s
        r = x[p] * z + x[p + 1] - self.y
        slope, shift = np.mean(r * z), np.mean(r)
        g = np.zeros_like(x)
        g[:p] = self.A.T @ (r - shift - slope * z) * (x[p] / (s * self.A.shape[0]))
        g[p] = slope
        g[p + 1] = shift
        return g

    def normalisation_mask(self):
        """1 on gamma and beta, 0 on w, shape (d,)."""
        return (np.arange(self.dimension()) >= self.A.shape[1]) * 1.0

    def minimum(self):
        """f*, by a QR factorisation of the centred columns."""
        Q, _ = np.linalg.qr(self.A - np.mean(self.A, axis=0))
        y = self.y - np.mean(self.y)
        return float(np.mean((y - Q @ (Q.T @ y)) ** 2) / 2)
