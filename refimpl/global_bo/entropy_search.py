"""Entropy search on a small grid: ask where the law of the minimiser is expected to lose most entropy.

Source      Frazier 2018 ("A Tutorial on Bayesian Optimization"), Section 4.3; Hennig & Schuler 2012.
Step        x+ = the point of largest ES(p_i) = H(law) - E_y H(law | y at p_i), asked for a value
            law_j = P(f(p_j) < all others): the mean over m draws z of Phi((min_{i != j} f_i - c_j) / sqrt(v_j)), where
            f = mean + L z, LL' = C, and c_j and v_j are mean and variance of f_j given the others; sum 1 enforced
            E_y: the mean over K draws u of y = mean_i + sqrt(C_ii + noise) u;  z and u are the same for all points
Guarantee   each law_j is unbiased before its sum is enforced                                           (derived)
            two points, one of them known, noise to 0: ES of the other one is the entropy of a coin     (derived)
            no other point has a smaller expected entropy, over the same draws, after one query         (derived)
Assumes     Gaussian noise of the variance `noise` > 0 in the values, for the meaning of ES; covariances of the points
            that floats can invert.
Cost        one sample value per step; n K (m n^2 + n^3) for n points, m n + K normal draws; n^2 + n (d + 2) floats.
Departures  minimises; the domain is the grid x_0 + grid_j - grid_0; the law is a mean of conditional probabilities over
            draws, not expectation propagation; the first among equals is taken.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import normal_cdf
from refimpl.global_bo.gaussian_process import check_process, observed, prior, scattered


def triangle(C):
    """Lower triangular L with LL' = C."""
    L = np.zeros_like(C)
    for i in range(C.shape[0]):
        for j in range(i):
            L[i, j] = (C[i, j] - np.dot(L[i], L[j])) / L[j, j]
        L[i, i] = np.sqrt(C[i, i] - np.dot(L[i], L[i]))
    return L


def least_other(f, j):
    """min over i != j of f_i."""
    least = f[j - 1]  # j = 0: the last one
    for i in range(f.shape[0]):
        if i != j:
            least = np.minimum(least, f[i])
    return least


def entropy(law):
    """-sum p log p over the p > 0."""
    total = 0.0
    for p in law:
        if p > 0:
            total = total - p * np.log(p)
    return total


class EntropySearch(NamedTuple):
    """On x_0 + `grid` (n >= 2, d): `prior_mean`, `lengthscale` > 0 of the process, variance `noise` > 0 of values,
    `samples` m >= 1 of all values at once, `outcomes` K >= 1 of a query."""

    grid: Any
    prior_mean: float
    lengthscale: float
    noise: float
    samples: int
    outcomes: int

    @classmethod
    def prescribed(cls, problem):
        """Four scattered points, mean 1/2, length 3/4, noise 1/8, two draws of f, two of y."""
        return cls(scattered(4, problem.dimension()), 0.5, 0.75, 0.125, 2, 2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_process(self, problem)
        if self.grid.shape[0] < 2:
            raise ValueError(f"grid must have at least 2 rows, got {self.grid.shape[0]}")
        checks.positive("noise", self.noise)
        checks.count("samples", self.samples)
        checks.count("outcomes", self.outcomes)

    def init(self, problem, x0):
        return prior(x0, self.grid, self.prior_mean, self.lengthscale)

    def step(self, problem, state, rng):
        n = state.mean.shape[0]
        Z = rng.standard_normal(self.samples * n).reshape((self.samples, n))
        i = int(np.argmax(self.gains(state, Z, rng.standard_normal(self.outcomes))))
        value = problem.sample_value(state.points[i], problem.sample(rng))
        return observed(state, i, value, self.noise)

    def gains(self, known, Z, u):
        """K (ES - H(law)) of every point by the draws Z (m, n) and u (K,), shape (n,): H(law) is the same for all."""
        found = np.zeros_like(known.mean)
        for i in range(found.shape[0]):
            slope = known.covariance[:, i] / np.sqrt(known.covariance[i, i] + self.noise)
            C = known.covariance - np.outer(slope, slope)
            for y in u:
                found[i] = found[i] - entropy(self.law(known.mean + slope * y, C, Z))
        return found

    def law(self, mean, C, Z):
        """Probabilities (n,) that each point is the minimiser, by the rows of Z (m, n)."""
        L, P = triangle(C), np.linalg.inv(C)
        total = np.zeros_like(mean)
        for k in range(Z.shape[0]):
            off = np.dot(L, Z[k])
            pull = np.dot(P, off)
            for j in range(total.shape[0]):
                centre = mean[j] + off[j] - pull[j] / P[j, j]
                gap = least_other(mean + off, j) - centre
                total[j] = total[j] + normal_cdf(gap * np.sqrt(P[j, j]))
        return total / np.sum(total)
