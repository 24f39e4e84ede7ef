"""Convex compact sets with their oracles.

Oracles     linear_minimizer(s) = argmin over v in the set of <s, v>, the vertex of lowest index at a tie;
            projection(x) in the Euclidean norm; diameter() in the Euclidean norm; contains(x, tolerance).
Projection  the threshold of the simplex is theta = max_j (sum of the j largest entries - 1) / j: the equation
            sum (x_i - theta)_+ = 1 gives (sum_S x - 1) / |S| <= theta for every index set S, with equality on
            the support. The l1 ball has the same with |x| and theta >= 0. No branch on values is needed.
Engines     everything runs on all engines but what WITHOUT names; on balls sorting and argmin end the run
            where entries are not certainly ordered.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh, norm, scale_to_norm

WITHOUT = {("NuclearNormBall.projection", "ball"): "there is no certified singular value decomposition"}


class Simplex(NamedTuple):
    """{x >= 0, sum x = 1} in any dimension of at least 2."""

    def validate(self):
        """Nothing to check."""

    def linear_minimizer(self, s):
        v = np.zeros_like(s)
        v[np.argmin(s)] = 1.0
        return v

    def projection(self, x):
        return np.maximum(x - _threshold(x, 1.0), 0.0)

    def diameter(self):
        return float(np.sqrt(2.0))

    def contains(self, x, tolerance):
        return np.min(x) >= -tolerance and np.abs(np.sum(x) - 1.0) <= tolerance


class L1Ball(NamedTuple):
    """{sum |x_i| <= radius}."""

    radius: float

    def validate(self):
        """Raise ValueError unless the radius is positive."""
        checks.positive("radius", self.radius)

    def linear_minimizer(self, s):
        v = np.zeros_like(s)
        i = np.argmax(np.abs(s))
        v[i] = self.radius - 2 * self.radius * (s[i] > 0)
        return v

    def projection(self, x):
        theta = np.maximum(_threshold(np.abs(x), self.radius), 0.0)
        return x - np.minimum(np.maximum(x, -theta), theta)

    def diameter(self):
        return 2 * self.radius

    def contains(self, x, tolerance):
        return np.sum(np.abs(x)) <= self.radius + tolerance


class L2Ball(NamedTuple):
    """{|x| <= radius}; the linear minimiser of s = 0 is the centre."""

    radius: float

    def validate(self):
        """Raise ValueError unless the radius is positive."""
        checks.positive("radius", self.radius)

    def linear_minimizer(self, s):
        return scale_to_norm(s, -self.radius)

    def projection(self, x):
        return (self.radius / np.maximum(norm(x), self.radius)) * x

    def diameter(self):
        return 2 * self.radius

    def contains(self, x, tolerance):
        return norm(x) <= self.radius + tolerance


class Box(NamedTuple):
    """{low <= x <= high} with vectors `low` and `high` of shape (d,)."""

    low: Any
    high: Any

    def validate(self):
        """Raise ValueError unless low <= high entry by entry."""
        checks.array("low", self.low, ndim=1)
        checks.array("high", self.high, shape=self.low.shape)
        if np.any(self.low > self.high):
            raise ValueError(f"low must not exceed high, got an excess of {np.max(self.low - self.high):.3g}")

    def linear_minimizer(self, s):
        return np.where(s >= 0, self.low, self.high)

    def projection(self, x):
        return np.minimum(np.maximum(x, self.low), self.high)

    def diameter(self):
        return float(np.linalg.norm(self.high - self.low))

    def contains(self, x, tolerance):
        return np.max(self.low - x) <= tolerance and np.max(x - self.high) <= tolerance


class NuclearNormBall(NamedTuple):
    """{sum of singular values <= radius} of matrices with `rows` rows, handed over as vectors row by row.

    The linear minimiser is -radius u v' with the leading singular pair of s, by the eigenvectors of S'S; of
    s = 0 it is 0.
    """

    radius: float
    rows: int

    def validate(self):
        """Raise ValueError unless the radius is positive and there is a row."""
        checks.positive("radius", self.radius)
        checks.count("rows", self.rows)

    def linear_minimizer(self, s):
        S = s.reshape((self.rows, s.shape[0] // self.rows))
        V = eigh(S.T @ S)[1]
        v = V[:, V.shape[1] - 1].copy()
        return np.outer(scale_to_norm(S @ v, -self.radius), v).reshape(s.shape)

    def projection(self, x):
        X = x.reshape((self.rows, x.shape[0] // self.rows))
        U, sigma, Vt = np.linalg.svd(X, False)
        theta = np.maximum(_threshold(sigma, self.radius), 0.0)
        return ((U * np.maximum(sigma - theta, 0.0)) @ Vt).reshape(x.shape)

    def diameter(self):
        return 2 * self.radius

    def contains(self, x, tolerance):
        X = x.reshape((self.rows, x.shape[0] // self.rows))
        return np.sum(np.linalg.svd(X, False)[1]) <= self.radius + tolerance


def check_dimension(domain: Any, d: int) -> None:
    """Raise ValueError where a set of this file does not live in dimension `d`."""
    if isinstance(domain, Simplex):
        checks.count("dimension of the simplex", d, 2)
    elif isinstance(domain, Box):
        checks.array("low", domain.low, shape=(d,))
    elif isinstance(domain, NuclearNormBall) and d % domain.rows:
        raise ValueError(f"rows must divide the dimension {d}, got {domain.rows}")


def _threshold(x, radius):
    """max over j of (sum of the j largest entries - radius) / j."""
    descending = -np.sort(-x)
    return np.max((np.cumsum(descending) - radius) / np.cumsum(np.ones_like(x)))
