"""The stochastic modified equation of dropout of order two, by Euler-Maruyama.

Source      Zhang, Li, Luo & Xu 2023; Li, Tai & E 2017 for the expansion.
Step        that of the equation of order one with the drift gbar + (eps/2) H gbar, H the Hessian of R_drop:
            dX = -grad(R_drop + (eps/4) |grad R_drop|^2) dt + sqrt(eps) Sigma^{1/2} dW
Guarantee   on a linear model the moments E X and E X^2 are off by O(eps^2) at a fixed time         (derived)
Assumes     few units: all masks are enumerated.
Cost        2^m gradients and as many Hessian-vector products per step, 2^m normal draws.
Departures  the root of Sigma is any factor of it: the law is the same.
"""

from __future__ import annotations

from refimpl.dynamics_theory.dropout_sme1 import DropoutSME1


class DropoutSME2(DropoutSME1):
    """Order-two equation of dropout with step `eps` > 0 and `keep` p in (0, 1], simulated with `time_step` h > 0."""

    def drift(self, problem, x, mean):
        """Minus the drift, where `mean` is the gradient of R_drop."""
        drift, masks = mean, problem.gates()
        for j in range(masks.shape[0]):
            product = problem.gated_hessian_vector(x, masks[j] / self.keep, mean)
            drift = drift + self.eps / 2 * self.weight(masks[j]) * product
        return drift
