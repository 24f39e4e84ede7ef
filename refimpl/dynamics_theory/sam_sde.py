"""The stochastic differential equation of mini-batch SAM, by Euler-Maruyama.

Source      Compagnoni, Biggio, Orvieto, Proske, Kersting & Lucchi 2023, the SDE of SAM.
Step        G_i = g_i + rho H_i g_i / |g_i|,  g_i = grad f_i(x),  H_i the Hessian of f_i    (0 where g_i = 0)
            x+ = x - h mean_i G_i + sqrt(h eta / n) sum_i (xi_i - mean xi) G_i,   xi ~ N(0, I_n)
Guarantee   the drift is -grad of f + rho E|grad f_i|; on a quadratic the step with h = eta has exactly the mean and
            the covariance of a step of mini-batch SAM                                           (derived)
            for rho = O(sqrt eta) an approximation of first order in eta; the gradient flow has order 1/2
Assumes     a finite sum with batches of one; |g_i| bounded away from zero along the path.
Cost        n sampled gradients and n products with sampled Hessians per step; 2 n d floats, n normal draws.
Departures  the covariance is that of G_i itself; the paper drops its part of order rho^2.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Position at time k h."""

    x: Any  # shape (d,)


class SAMSDE(NamedTuple):
    """SDE of SAM with step `eta` > 0 and radius `rho` >= 0, simulated with steps of `time_step` h > 0."""

    time_step: float
    eta: float
    rho: float

    @classmethod
    def prescribed(cls, problem):
        """h = 1/(4 L), eta = 1/(2 L) and rho = 1/8."""
        L = problem.smoothness()
        return cls(time_step=0.25 / L, eta=0.5 / L, rho=0.125)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("time_step", self.time_step)
        checks.positive("eta", self.eta)
        checks.nonnegative("rho", self.rho)

    def ascent(self, problem, x, G):
        """rho g_i / |g_i| as rows."""
        size = np.sqrt(np.sum(G * G, axis=1))
        return (self.rho / (size + (size == 0)))[:, None] * G

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        n = G.shape[0]
        G = G + problem.sample_hessian_vectors(state.x, self.ascent(problem, state.x, G))
        xi = rng.standard_normal(n)
        noise = (xi - np.sum(xi) / n) @ G
        drift = np.sum(G, axis=0) / n
        return State(state.x - self.time_step * drift + np.sqrt(self.time_step * self.eta / n) * noise)
