"""Gradient-norm-aware minimisation (GAM), accelerated form with four gradients and no Hessian.

Source      Zhang, Xu, Yu, Zou & Cui 2023, in the form of the authors' released code (names and defaults are its).
Step        g0 = grad f(x),   g1 = grad f(x + r' g0/|g0|),   r' = grad_rho
            y  = x + r d/|d|,   d = g1 - g0 ~ r' H g0/|g0|,   r = grad_norm_rho
            g2 = grad f(y),   g3 = grad f(y + r' g2/|g2|)
            p  = g0 + (1 - beta_0) g2,   q = beta_1 g1 + (1 - beta_1) g3
            x+ = x - eta (q - gamma p_perp),   p_perp the part of p orthogonal to q   (0/0 is the zero vector)
Guarantee   (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T) + L^2 R^2   (derived)
            R = (1 + gamma) (r' + (1 - beta_1) r) + gamma (1 - beta_0) (r' + beta_1 r)
Assumes     f is L-smooth, 0 < eta <= 1/L for the guarantee; nothing for the update.
Cost        four gradients per step; five extra d-vectors.
Departures  the released code adds 1e-12 to each norm; here a zero vector stays zero instead. It takes weights
            outside [0, 1], with |1 - beta_0|; here they are refused. Its weight-adaptive option is not included.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate of accelerated GAM."""

    x: Any  # x_t, shape (d,)


class GAMAccelerated(NamedTuple):
    """Accelerated GAM: `step_size` eta > 0, radii >= 0 in units of x, weights in [0, 1], `gamma` >= 0.

    The flag names are the released code's: `grad_rho` r' is the length of the difference that stands for the
    Hessian, `grad_norm_rho` r the length of the ascent of the gradient norm.
    """

    step_size: float
    grad_rho: float
    grad_norm_rho: float
    beta_0: float
    beta_1: float
    gamma: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, and the released defaults for CIFAR (ResNet-18)."""
        return cls(
            1.0 / problem.smoothness(), grad_rho=0.02, grad_norm_rho=0.2, beta_0=0.5, beta_1=0.6, gamma=0.03
        )

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("grad_rho", self.grad_rho)
        checks.nonnegative("grad_norm_rho", self.grad_norm_rho)
        checks.between("beta_0", self.beta_0, 0, 1)
        checks.between("beta_1", self.beta_1, 0, 1)
        checks.nonnegative("gamma", self.gamma)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g0 = problem.gradient(state.x)
        g1 = problem.gradient(state.x + scale_to_norm(g0, self.grad_rho))
        y = state.x + scale_to_norm(g1 - g0, self.grad_norm_rho)
        g2 = problem.gradient(y)
        g3 = problem.gradient(y + scale_to_norm(g2, self.grad_rho))
        p = g0 + (1 - self.beta_0) * g2
        q = self.beta_1 * g1 + (1 - self.beta_1) * g3
        unit = scale_to_norm(q, 1.0)
        return State(state.x - self.step_size * (q - self.gamma * (p - np.dot(p, unit) * unit)))
