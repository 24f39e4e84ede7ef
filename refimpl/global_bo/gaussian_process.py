"""Gaussian-process regression on a finite set of points: all that search by a posterior stands on.

Prior       f(p_j) of mean mu and covariance k(p_i, p_j), k(x, z) = exp(-|x - z|^2 / (2 l^2)): values are in units of
            the prior's standard deviation
Posterior   value y at p_i with noise of variance s:  w = C_:i / (C_ii + s)
            m+ = m + w (y - m_i),  C+ = C - w C_i:
            which is mu + K(p, X) A^{-1} (y - mu) and k(p, p) - K(p, X) A^{-1} K(X, p), A = K(X, X) + s I, for all
            that was asked, X, in any order                                                      (derived)
Certificate f - mu in the RKHS of k, exact values: |f(p_j) - m_j|^2 <= |f - mu|_k^2 C_jj                   (derived)
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import normal_cdf, normal_density
from refimpl.zeroth_order.derived_gp import kernel_with


class State(NamedTuple):
    """The last query, the points, the posterior there, and what has been asked."""

    x: Any  # shape (d,)
    points: Any  # candidates p_j = x_0 + grid_j - grid_0, shape (n, d)
    mean: Any  # m, shape (n,)
    covariance: Any  # C, shape (n, n)
    asked: Any  # 1 for points that were asked, 0 for the others, shape (n,)


def scattered(count, d):
    """`count` displacements (count, d) in steps of 1/1024, the first one zero and no two alike."""
    rows = np.round(1024 * np.random.default_rng(0).standard_normal((count, d))) / 1024
    rows[0] = 0
    return rows


def check_process(self: Any, problem: Any) -> None:
    """Raise ValueError unless `grid`, `prior_mean` and `lengthscale` are usable."""
    checks.array("grid", self.grid, ndim=2)
    checks.array("grid", self.grid, shape=(self.grid.shape[0], problem.dimension()))
    different = len(np.unique(self.grid, axis=0))
    if different < self.grid.shape[0]:
        raise ValueError(f"grid must have rows that all differ, got {different} of {self.grid.shape[0]}")
    checks.finite("prior_mean", self.prior_mean)
    checks.positive("lengthscale", self.lengthscale)


def covariances(points, lengthscale):
    """k at all pairs of `points` (n, d), shape (n, n)."""
    C = np.dot(points, points.T)
    for i in range(points.shape[0]):
        C[i] = kernel_with(points, points[i], lengthscale)
    return C


def prior(x0, grid, prior_mean, lengthscale):
    """The state before anything is asked."""
    points = x0 + (grid - grid[0])  # the first one is the start
    none = 0 * points[:, 0]
    return State(x0, points, none + prior_mean, covariances(points, lengthscale), none)


def marked(asked, i):
    """`asked` with point i among what was."""
    more = asked.copy()
    more[i] = 1.0
    return more


def observed(known, i, value, noise):
    """The state `known` once `value` was observed at point i with noise of that variance."""
    column = known.covariance[:, i].copy()
    weights = column / (column[i] + noise)
    return State(
        known.points[i].copy(),
        known.points,
        known.mean + weights * (value - known.mean[i]),
        known.covariance - np.outer(weights, column),
        marked(known.asked, i),
    )


def least_known(mean, asked):
    """Least entry of `mean` among the points that were asked, of which there must be one."""
    return np.min(np.where(asked > 0, mean, np.max(mean)))


def excess(z):
    """E max(0, z + Z) for a standard normal Z."""
    return normal_density(z) + z * normal_cdf(z)
