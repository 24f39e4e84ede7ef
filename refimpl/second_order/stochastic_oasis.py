"""OASIS on sampled gradients: one draw per step, whose gradient is asked for at both of the last two iterates.

Source      Jahani, Rusakov, Shi, Richtarik, Mahoney & Takac 2022, the mini-batch version of Algorithm 1.
Step        as OASIS with f_i in the place of f, i the draw of step k:
            g_k = grad f_i(x_k),   y = grad f_i(x_k) - grad f_i(x_{k-1}),   estimates z o (H_i(x_k) z)
Guarantee   f_i(x) = (a_i'x - b_i)^2/2, alpha above all estimates: eta_k/alpha >= min(eta_0/alpha, min 1/(2 |a_i|^2)) at
            every step, for any draws, because both gradients are those of one sample                    (derived)
Assumes     nothing for the update.
Cost        two sampled gradients and one sampled Hessian-vector product per step; three extra d-vectors.
Departures  those of OASIS; a draw of the problem is the mini-batch.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.first_order_adaptive.adaptive_length import adaptive_length
from refimpl.first_order_adaptive.moments import average
from refimpl.second_order.oasis import check_oasis, size


class State(NamedTuple):
    """Iterate, the one before, averages, the last length and ratio, number of steps.

    theta is negative as long as there is no ratio.
    """

    x: Any  # x_k, shape (d,)
    x_before: Any  # x_{k-1}, shape (d,)
    m: Any  # shape (d,)
    D: Any  # shape (d,), of either sign
    eta: float
    theta: float
    t: int


class StochasticOASIS(NamedTuple):
    """`first_step` eta_0 > 0, `beta1` in [0, 1), `beta2` in [0, 1], `alpha` > 0 the least modulus of a curvature."""

    first_step: float
    beta1: float
    beta2: float
    alpha: float

    @classmethod
    def prescribed(cls, problem):
        """As for OASIS, with some momentum."""
        return cls(first_step=2.0**-4, beta1=0.5, beta2=0.99, alpha=2.0**-5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_oasis(self)

    def init(self, problem, x0):
        nothing = np.zeros_like(x0)
        return State(x0, x0, nothing, nothing, self.first_step, -1.0, 0)

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        z = np.sign(rng.standard_normal(len(g)))
        estimate = z * problem.sample_hessian_vector(state.x, draw, z)
        m = g if state.t == 0 else average(state.m, g, self.beta1)
        D = estimate if state.t == 0 else average(state.D, estimate, self.beta2)
        B = self.scale(D)
        eta, theta = state.eta, state.theta
        if state.t > 0:
            y = g - problem.sample_gradient(state.x_before, draw)
            eta = self.length(size(B, state.x - state.x_before), size(1.0 / B, y), state)
            theta = eta / state.eta
        return State(state.x - eta * m / B, state.x, m, D, eta, theta, state.t + 1)

    def scale(self, D):
        """max(|D|, alpha), shape (d,)."""
        return np.maximum(np.abs(D), self.alpha)

    def length(self, moved, turned, state):
        """eta_k from the sizes of the last step and of the change of the sampled gradient."""
        return adaptive_length(moved, turned, state.eta, state.theta)
