"""Expected improvement on a grid: ask where a value is expected to fall furthest below the best one known.

Source      Frazier 2018 ("A Tutorial on Bayesian Optimization"), Section 4.1; Jones, Schonlau & Welch 1998.
Step        x+ = the point of largest EI(p_j) = E (b - f(p_j))^+ = s (phi(D/s) + (D/s) Phi(D/s)), asked for its value
            D = b - m_j,  s^2 = C_jj,  b the least value known;  EI = 0 where p_j was asked before
Guarantee   no other point has a larger expected fall of the least value known by one query               (derived)
            f - mu in the RKHS of the kernel: |f(p_j) - m_j|^2 <= |f - mu|_k^2 C_jj at every point     (derived)
Assumes     values without noise.
Cost        one value per step; n^2 for n points, n^2 + n (d + 2) floats.
Departures  minimises; the domain is the grid x_0 + grid_j - grid_0, of which the start is asked first; the first among
            equals is taken; once every point was asked x rests.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.global_bo.gaussian_process import (
    check_process,
    excess,
    least_known,
    observed,
    prior,
    scattered,
)


class ExpectedImprovement(NamedTuple):
    """Expected improvement on x_0 + `grid` (n, d): `prior_mean` and `lengthscale` > 0 of the process."""

    grid: Any
    prior_mean: float
    lengthscale: float

    @classmethod
    def prescribed(cls, problem):
        """Twelve scattered points, mean 1/8, length 3/4."""
        return cls(scattered(12, problem.dimension()), 0.125, 0.75)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_process(self, problem)

    def init(self, problem, x0):
        state = prior(x0, self.grid, self.prior_mean, self.lengthscale)
        return observed(state, 0, problem.value(state.points[0]), 0.0)

    def step(self, problem, state, rng):
        i = int(np.argmax(self.gains(state)))
        if state.asked[i] > 0:  # which means that all were
            return state
        return observed(state, i, problem.value(state.points[i]), 0.0)

    def gains(self, state):
        """EI of every point, shape (n,)."""
        best = least_known(state.mean, state.asked)
        found = np.zeros_like(state.mean)
        for j in range(found.shape[0]):
            if state.asked[j] == 0:
                s = np.sqrt(state.covariance[j, j])
                found[j] = s * excess((best - state.mean[j]) / s)
        return found
