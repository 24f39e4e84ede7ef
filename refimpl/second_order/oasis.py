"""OASIS: gradients divided by averaged Hessian diagonals, with the step length of adaptive gradient descent.

Source      Jahani, Rusakov, Shi, Richtarik, Mahoney & Takac 2022, Algorithm 1; the length of Malitsky & Mishchenko
            2020.
Step        D_k = beta2 D_{k-1} + (1 - beta2) z o (H(x_k) z), z random signs;   B_k = max(|D_k|, alpha) entry by entry
            eta_k = min(sqrt(1 + theta_{k-1}) eta_{k-1}, |s|_{B_k} / (2 |y|_{B_k^{-1}})),   theta_k = eta_k / eta_{k-1}
            m_k = beta1 m_{k-1} + (1 - beta1) g_k;   x_{k+1} = x_k - eta_k B_k^{-1} m_k
            s = x_k - x_{k-1}, y = g_k - g_{k-1}; D_0 is the first estimate, m_0 = g_0, eta_0 is given, theta_0 infinite
Guarantee   beta1 = 0, beta2 = 1 (B frozen): AdGD in the coordinates B^{1/2} x, with all that AdGD guarantees  (derived)
            beta1 = 0, diagonal quadratic, alpha below its spectrum: eta_k = 1/2 from k = 1 on, the error is halved by
            every step, whatever the spectrum is                                                             (derived)
Assumes     the guarantees of AdGD: f convex.
Cost        one gradient and one Hessian-vector product per step; four extra d-vectors.
Departures  D_0 is one estimate, not the mean of several. The paper's momentum could not be confirmed word by word:
            beta1 = 0 is its Algorithm 1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.first_order_adaptive.adaptive_length import adaptive_length
from refimpl.first_order_adaptive.moments import average
from refimpl.second_order.probes import probed_diagonal


class State(NamedTuple):
    """Iterate, the one before with its gradient, averages, the last length and ratio, number of steps.

    theta is negative as long as there is no ratio.
    """

    x: Any  # x_k, shape (d,)
    x_before: Any  # x_{k-1}, shape (d,)
    g: Any  # gradient at x_{k-1}, shape (d,)
    m: Any  # shape (d,)
    D: Any  # shape (d,), of either sign
    eta: float
    theta: float
    t: int


class OASIS(NamedTuple):
    """`first_step` eta_0 > 0, `beta1` in [0, 1), `beta2` in [0, 1], `alpha` > 0 the least modulus of a curvature."""

    first_step: float
    beta1: float
    beta2: float
    alpha: float

    @classmethod
    def prescribed(cls, problem):
        """The paper's beta2 and no momentum; a small first step and an alpha for problems of order one."""
        return cls(first_step=2.0**-4, beta1=0.0, beta2=0.99, alpha=2.0**-6)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_oasis(self)

    def init(self, problem, x0):
        nothing = np.zeros_like(x0)
        return State(x0, x0, nothing, nothing, nothing, self.first_step, -1.0, 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        estimate = probed_diagonal(problem, state.x, rng)
        m = g if state.t == 0 else average(state.m, g, self.beta1)
        D = estimate if state.t == 0 else average(state.D, estimate, self.beta2)
        B = self.scale(D)
        eta, theta = state.eta, state.theta
        if state.t > 0:
            eta = self.length(size(B, state.x - state.x_before), size(1.0 / B, g - state.g), state)
            theta = eta / state.eta
        return State(state.x - eta * m / B, state.x, g, m, D, eta, theta, state.t + 1)

    def scale(self, D):
        """max(|D|, alpha), shape (d,)."""
        return np.maximum(np.abs(D), self.alpha)

    def length(self, moved, turned, state):
        """eta_k from the sizes of the last step and of the change of the gradient."""
        return adaptive_length(moved, turned, state.eta, state.theta)


def size(weights, v):
    """sqrt(sum weights v^2)."""
    return np.sqrt(np.dot(v, weights * v))


def check_oasis(algorithm):
    """Raise ValueError unless the hyper-parameters of a form of OASIS are usable."""
    checks.positive("first_step", algorithm.first_step)
    checks.finite("beta1", algorithm.beta1)
    if not 0 <= algorithm.beta1 < 1:
        raise ValueError(f"beta1 must lie in [0, 1), got {algorithm.beta1!r}")
    checks.between("beta2", algorithm.beta2, 0, 1)
    checks.positive("alpha", algorithm.alpha)
