"""The stochastic differential equation of mini-batch DNSAM, by Euler-Maruyama.

Source      Compagnoni, Biggio, Orvieto, Proske, Kersting & Lucchi 2023, the SDE of DNSAM.
Step        G_i = g_i + rho H_i g_i / |g|,  g = grad f(x),  g_i = grad f_i(x),  H_i the Hessian of f_i
            x+ = x - h mean_i G_i + sqrt(h eta / n) sum_i (xi_i - mean xi) G_i,   xi ~ N(0, I_n)
Guarantee   where the H_i are equal the drift is -grad of f + rho |grad f|; on a quadratic the step with h = eta has
            exactly the mean and the covariance of a step of DNSAM                                (derived)
            for rho = O(sqrt eta) an approximation of first order in eta; the gradient flow has order 1/2
            near a saddle of a quadratic the flow along a negative eigenvector is pulled in from within rho
Assumes     a finite sum with batches of one; |g| bounded away from zero along the path.
Cost        one gradient, n sampled gradients and n products with sampled Hessians per step; n normal draws.
Departures  the covariance is that of G_i itself; the paper drops its part of order rho^2, and writes the drift with
            the mean Hessian. Where g = 0 the quotient is 0.
"""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.dynamics_theory.sam_sde import SAMSDE


class DNSAMSDE(SAMSDE):
    """SDE of DNSAM with step `eta` > 0 and radius `rho` >= 0, simulated with steps of `time_step` h > 0."""

    def ascent(self, problem, x, G):
        """rho g_i / |g| as rows, and zero where g = 0."""
        size = norm(problem.gradient(x))
        if size == 0:
            return np.zeros_like(G)
        return (self.rho / size) * G
