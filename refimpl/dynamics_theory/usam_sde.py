"""The stochastic differential equation of mini-batch USAM, by Euler-Maruyama.

Source      Compagnoni, Biggio, Orvieto, Proske, Kersting & Lucchi 2023, the SDE of USAM.
Step        G_i = g_i + rho H_i g_i,  g_i = grad f_i(x),  H_i the Hessian of f_i
            x+ = x - h mean_i G_i + sqrt(h eta / n) sum_i (xi_i - mean xi) G_i,   xi ~ N(0, I_n)
Guarantee   the drift is -grad of f + (rho / 2) E|grad f_i|^2; on a quadratic the step with h = eta has exactly the
            mean and the covariance of a step of mini-batch USAM                                  (derived)
            for rho = O(sqrt eta) an approximation of first order in eta; the gradient flow has order 1/2
            a saddle of a quadratic attracts the flow if all negative eigenvalues are below -1/rho, and only then
Assumes     a finite sum with batches of one, the same sample in both gradients of USAM.
Cost        n sampled gradients and n products with sampled Hessians per step; 2 n d floats, n normal draws.
Departures  the covariance is that of G_i itself; the paper drops its part of order rho^2.
"""

from __future__ import annotations

from refimpl.dynamics_theory.sam_sde import SAMSDE


class USAMSDE(SAMSDE):
    """SDE of USAM with step `eta` > 0 and `rho` >= 0, simulated with steps of `time_step` h > 0."""

    @classmethod
    def prescribed(cls, problem):
        """h = 1/(4 L), eta = 1/(2 L) and rho = 1/(4 L)."""
        L = problem.smoothness()
        return cls(time_step=0.25 / L, eta=0.5 / L, rho=0.25 / L)

    def ascent(self, problem, x, G):
        """rho g_i as rows."""
        return self.rho * G
