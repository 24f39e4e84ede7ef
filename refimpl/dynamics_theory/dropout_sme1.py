"""The stochastic modified equation of dropout of order one, by Euler-Maruyama.

Source      Zhang, Li, Luo & Xu 2023; Li, Tai & E 2017 for the expansion.
Step        g_j = grad_x f(x; c_j) over all 2^m masks with their probabilities w_j,  gbar = sum_j w_j g_j
            x+ = x - h gbar + sqrt(h eps) sum_j sqrt(w_j) xi_j (g_j - gbar),   xi ~ N(0, I)
            the equation dX = -grad R_drop dt + sqrt(eps) Sigma^{1/2} dW, Sigma the covariance of g_j
Guarantee   with h = eps a step has exactly the mean and the covariance of a step of dropout       (derived)
            on a linear model the moments E X and E X^2 are off by O(eps) at a fixed time
Assumes     few units: all masks are enumerated.
Cost        2^m gradients per step, 2^m normal draws.
Departures  the root of Sigma is any factor of it: the law is the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.dynamics_theory.dropout_sgd import State


class DropoutSME1(NamedTuple):
    """Order-one equation of dropout with step `eps` > 0 and `keep` p in (0, 1], simulated with `time_step` h > 0."""

    time_step: float
    eps: float
    keep: float

    @classmethod
    def prescribed(cls, problem):
        """p = 3/4, eps = p^2/(2 L) as for dropout, and h half of it."""
        L = problem.smoothness()
        return cls(time_step=0.140625 / L, eps=0.28125 / L, keep=0.75)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("time_step", self.time_step)
        checks.positive("eps", self.eps)
        checks.positive("keep", self.keep)
        checks.between("keep", self.keep, 0, 1)

    def weight(self, mask):
        """Probability of a mask."""
        return np.prod(self.keep * mask + (1 - self.keep) * (1 - mask))

    def drift(self, problem, x, mean):
        """Minus the drift, where `mean` is the gradient of R_drop."""
        return mean

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        masks = problem.gates()
        xi = rng.standard_normal(masks.shape[0])
        total = 0.0
        for j in range(masks.shape[0]):
            total = total + np.sqrt(self.weight(masks[j])) * xi[j]
        mean, noise = np.zeros_like(state.x), np.zeros_like(state.x)
        for j in range(masks.shape[0]):
            w = self.weight(masks[j])
            g = problem.gated_gradient(state.x, masks[j] / self.keep)
            mean = mean + w * g
            noise = noise + (np.sqrt(w) * xi[j] - w * total) * g
        drift = self.drift(problem, state.x, mean)
        return State(state.x - self.time_step * drift + np.sqrt(self.time_step * self.eps) * noise)
