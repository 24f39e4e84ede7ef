"""GP-UCB on a grid: ask where the lower confidence bound of the posterior is least.

Source      Srinivas, Krause, Kakade & Seeger 2010 ("Gaussian Process Optimization in the Bandit Setting"), Algorithm 1;
            the baseline of Liu & Wang 2023.
Step        x+ = the point of least m_j - width sqrt(C_jj), asked for its value
Guarantee   f - mu in the RKHS of the kernel, e the errors of the values:
            |f(p_j) - m_j|^2 <= (|f - mu|_k^2 + |e|^2/noise) C_jj at every point                         (derived)
            width^2 at least the sum in brackets: f(x+) - min f <= 2 width sqrt(C_jj) at x+               (derived)
            sum C_jj <= 2 I/log(1 + 1/noise), I = log det(1 + K(X, X)/noise)/2 over the queries X: the regrets of T
            steps sum to at most 2 width sqrt(2 T I/log(1 + 1/noise))                                     (derived)
Assumes     nothing of f for the step; the norm above for the guarantee.
Cost        one value per step; n^2 for n points, n^2 + n (d + 2) floats.
Departures  minimises, by lower bounds; the domain is the grid x_0 + grid_j - grid_0, of which the start is asked first;
            the width is the same in all steps; the variance `noise` of the model is positive whether values have
            errors or not, and points may be asked again; the first among equals is taken.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.global_bo.gaussian_process import check_process, observed, prior, scattered


class GPUCB(NamedTuple):
    """GP-UCB on x_0 + `grid` (n, d): `prior_mean`, `lengthscale` and `noise` > 0 of the process, `width` beta >= 0."""

    grid: Any
    prior_mean: float
    lengthscale: float
    noise: float
    width: float

    @classmethod
    def prescribed(cls, problem):
        """Twelve scattered points, mean 1/8, length 3/4, noise of variance 1/16, bounds of 3/2 deviations."""
        return cls(scattered(12, problem.dimension()), 0.125, 0.75, 0.0625, 1.5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_process(self, problem)
        checks.positive("noise", self.noise)
        checks.nonnegative("width", self.width)

    def init(self, problem, x0):
        state = prior(x0, self.grid, self.prior_mean, self.lengthscale)
        return observed(state, 0, problem.value(state.points[0]), self.noise)

    def step(self, problem, state, rng):
        i = int(np.argmax(self.gains(state)))
        return observed(state, i, problem.value(state.points[i]), self.noise)

    def gains(self, state):
        """The lower bounds with their sign changed, shape (n,)."""
        return self.width * np.sqrt(np.diag(state.covariance)) - state.mean
