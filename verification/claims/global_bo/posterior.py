"""What claims of search by a posterior share: wells on a grid, the posterior by matrices, gains by quadrature."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.global_bo.gaussian_process import scattered
from refimpl.problems import GaussianWells, LinearNoise
from verification.arithmetic import bayesian as exact
from verification.trial import complete_run

MU, LENGTH, NOISE = -0.25, 0.75, 0.0625
START = np.array([0.0, 0.5])
UNIT = 2.0**-53
NODES, WEIGHTS = np.polynomial.legendre.leggauss(80)
WELLS = GaussianWells(
    np.array(exact.DEPTHS), np.array(exact.CENTRES), np.repeat(np.array(exact.WIDTHS)[:, None], 2, axis=1)
)
CERTAIN = LinearNoise(WELLS, 0.0)  # sample values are values


def grid(count: int) -> np.ndarray:
    """Displacements around the wells."""
    return scattered(count, 2)


def rows(count: int) -> tuple[tuple[float, ...], ...]:
    """The same for exact arithmetic."""
    return tuple(map(tuple, grid(count).tolist()))


class Gain(NamedTuple):
    """What `algorithm` expects the next query to gain."""

    algorithm: Any

    def measure(self, problem, state):
        return np.max(self.algorithm.gains(state))


class Search(NamedTuple):
    """A run on a grid: the points, the numbers of those asked in turn, their values, and the gains told of them."""

    points: np.ndarray
    asked: list[int]
    values: np.ndarray
    gains: np.ndarray

    def before(self, k: int) -> tuple[list[int], np.ndarray]:
        """What was asked before query k of `asked`, and the values."""
        return self.asked[:k], self.values[:k]


def searched(
    algorithm: Any, problem: Any, start: np.ndarray, steps: int, engine: str, **options: Any
) -> Search:
    """A run in which every iterate is the point asked, on a problem whose sample values are its values."""
    found = complete_run(
        algorithm, problem, start, steps, engine=engine, record=(Gain(algorithm),), **options
    )
    points = start + (algorithm.grid - algorithm.grid[0])
    asked = [int(np.argmin(np.sum((points - x) ** 2, axis=1))) for x in found.x]
    values = np.array([problem.value(points[i]) for i in asked])
    return Search(points, asked, values, np.append(np.nan, found.observed["Gain"][:-1]))


def kernel(X: np.ndarray, Z: np.ndarray, length: float) -> np.ndarray:
    """exp(-|x - z|^2 / (2 length^2)) of all pairs of rows."""
    return np.exp(-np.sum((X[:, None] - Z) ** 2, axis=2) / (2 * length * length))


def posterior(
    points: np.ndarray, asked: Any, y: np.ndarray, mu: float, length: float, noise: float
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance at the points by one inverse; without noise a second query tells nothing."""
    if noise == 0:
        asked, first = np.unique(asked, return_index=True)
        y = y[first]
    K = kernel(points, points[asked], length)
    W = K @ np.linalg.inv(kernel(points[asked], points[asked], length) + noise * np.eye(len(asked)))
    return mu + W @ (y - mu), kernel(points, points, length) - W @ K.T


def fall(best: float, mean: float, variance: float) -> float:
    """Integral of (best - v)^+ under N(mean, variance): best - mean - s z by a density, up to where it is zero."""
    s = variance**0.5
    end = min((best - mean) / s, 12.0)
    z = -12 + (end + 12) * (1 + NODES) / 2
    weight = WEIGHTS * (end + 12) / 2 * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return float(weight @ (best - mean - s * z))
