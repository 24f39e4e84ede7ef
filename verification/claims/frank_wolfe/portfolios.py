"""Portfolios with known optimum 0, and the quantities of self-concordance along a run on them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.problems import LogPortfolio

UNIT = 2.0**-53
# shares 2 : 1 : 1 of assets that pay alone: f is infinite at every vertex, so the first step of 2/(t+2) leaves dom f
ALONE = LogPortfolio(
    np.array([[2.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 4.0]]),
    np.array([0.5, 0.25, 0.25]),
)
START = np.array([0.125, 0.25, 0.625])
MIXTURES = LogPortfolio(
    np.array([[1.5, 0.25, 0.75], [0.5, 1.75, 1.25], [1.25, 1.0, 0.5], [0.75, 1.0, 1.5]]),
    np.array([0.5, 0.25, 0.25]),
)
# the third asset is worth nothing: the minimiser lies on an edge
DOMINATED = LogPortfolio(
    np.array([[1.5, 0.5, 0.5], [0.5, 1.5, 0.75], [2.0, 0.0, 0.0], [0.0, 2.0, 0.5]]), np.array([0.5, 0.5, 0.0])
)


class Path(NamedTuple):
    """Along x_0, ..., x_K: h = f - f*, the gap, and the local norm of v - x, each (K + 1,)."""

    h: np.ndarray
    gap: np.ndarray
    local: np.ndarray


def path(problem: LogPortfolio, x: np.ndarray) -> Path:
    """The quantities at the rows of x; not finite where a row lies outside the domain."""
    with np.errstate(all="ignore"):
        Y = x @ problem.R.T
        G = -(1 / Y) @ problem.R
        best = np.argmin(np.where(np.isnan(G), np.inf, G), axis=1)
        gap = np.sum(G * x, axis=1) - G[np.arange(len(x)), best]
        local = np.sqrt(np.sum((problem.R[:, best].T / Y - 1) ** 2, axis=1))
        h = np.array([problem.suboptimality(row) for row in x])
    return Path(h, gap, local)


def gap_bound(h: np.ndarray, square: np.ndarray, gamma: np.ndarray) -> np.ndarray:
    """Of the least gap over m, ..., K for the best m: (h_m + sum gamma^2 square) / sum gamma over that range.

    Sum h_{t+1} <= h_t - gamma_t g_t + gamma_t^2 square_t over t = m, ..., K and use h_{K+1} >= 0.
    """
    found = []
    for K in range(len(gamma)):
        weight = np.cumsum(gamma[K::-1])[::-1]
        found.append(np.min((h[: K + 1] + np.cumsum((gamma**2 * square)[K::-1])[::-1]) / weight))
    return np.array(found)


def outside(x: np.ndarray) -> np.ndarray:
    """Distance of the rows from the simplex, in the sum and in the signs."""
    return np.abs(x.sum(axis=1) - 1) + np.maximum(-x.min(axis=1), 0)
