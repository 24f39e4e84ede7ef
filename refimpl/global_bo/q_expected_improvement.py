"""Parallel expected improvement: ask two points at once, the pair of which the better one is expected to gain most.

Source      Frazier 2018 ("A Tutorial on Bayesian Optimization"), Section 5.2; Ginsbourger, Le Riche & Carraro 2007.
Step        (p_i, p_j) = the pair of largest qEI = E (b - min(f(p_i), f(p_j)))^+, both asked; x+ = p_j, i < j
            b the least value known; a mean over m draws z, the same for all pairs, of f(p_i) = m_i + sqrt(C_ii) z;
            given that, f(p_j) ~ N(c, v), c = m_j + C_ij z / sqrt(C_ii), v = C_jj - C_ij^2 / C_ii, t = min(b, f(p_i)):
            E[.] = b - t + sqrt(v) (phi(h) + h Phi(h)), h = (t - c) / sqrt(v)
Guarantee   unbiased: E over the draws of the mean is qEI                                           (derived)
Assumes     values without noise.
Cost        two values per step, m n^2 / 2 for n points, m normal draws; n^2 + n (d + 2) floats.
Departures  minimises; q = 2, the second value integrated out in each draw of the first; the domain is the grid x_0 +
            grid_j - grid_0, of which the start is asked first; the first pair among equals; once fewer than two points
            are left x rests.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.global_bo.gaussian_process import (
    check_process,
    excess,
    least_known,
    observed,
    prior,
    scattered,
)


class QExpectedImprovement(NamedTuple):
    """On x_0 + `grid` (n, d): `prior_mean`, `lengthscale` > 0 of the process, `samples` m >= 1."""

    grid: Any
    prior_mean: float
    lengthscale: float
    samples: int

    @classmethod
    def prescribed(cls, problem):
        """Eight scattered points, mean 1/8, length 1, four draws."""
        return cls(scattered(8, problem.dimension()), 0.125, 1.0, 4)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_process(self, problem)
        checks.count("samples", self.samples)

    def init(self, problem, x0):
        state = prior(x0, self.grid, self.prior_mean, self.lengthscale)
        return observed(state, 0, problem.value(state.points[0]), 0.0)

    def step(self, problem, state, rng):
        Z = rng.standard_normal(self.samples)
        first, second = self.pair(state, Z)
        if first == second:
            return state
        state = observed(state, first, problem.value(state.points[first]), 0.0)
        return observed(state, second, problem.value(state.points[second]), 0.0)

    def pair(self, known, Z):
        """The best pair i < j of points that were not asked; (0, 0) if there is none."""
        best, first, second, top = least_known(known.mean, known.asked), 0, 0, -np.inf
        for i in range(known.mean.shape[0] - 1):
            for j in range(i + 1, known.mean.shape[0]):
                if known.asked[i] == 0 and known.asked[j] == 0:
                    gain = self.gain(known, best, i, j, Z)
                    if gain > top:
                        first, second, top = i, j, gain
        return first, second

    def gain(self, known, best, i, j, Z):
        """Mean of E[(b - min(f(p_i), f(p_j)))^+ | f(p_i)] over the draws Z (m,)."""
        root = np.sqrt(known.covariance[i, i])
        shared = known.covariance[i, j] / root
        own = np.sqrt(known.covariance[j, j] - shared * shared)
        total = 0.0
        for z in Z:
            least = np.minimum(best, known.mean[i] + root * z)
            total = total + best - least + own * excess((least - known.mean[j] - shared * z) / own)
        return total / self.samples
