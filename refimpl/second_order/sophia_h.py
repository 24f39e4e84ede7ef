"""Sophia-H: momentum divided by an average of Hessian diagonals that probes estimate, clipped entry by entry.

Source      Liu, Li, Hall, Liang & Ma 2023, Algorithm 3 with the estimator of Algorithm 1 (Hutchinson).
Step        m+ = beta1 m + (1 - beta1) g,   g = grad f(x);   every k-th step, the first one included,
            h+ = beta2 h + (1 - beta2) u o (H(x) u),  u random signs;   h+ = h in the others
            x+ = (1 - eta lambda) x - eta clip(m+ / max(gamma h+, epsilon), 1),  clip(r, 1) = max(min(r, 1), -1)
Guarantee   |x+ - x| <= eta (1 + lambda |x|) in every coordinate; where gamma h <= 0 a step of the sign, so negative
            curvature never attracts; E u o (H u) = diag H, without any variance for diagonal H              (derived)
            beta1 = beta2 = lambda = 0, H diagonal and positive: the iterates do not depend on the spectrum, |x_i| falls
            by eta per step down to gamma and by the factor 1 - eta/gamma per step from there on             (derived)
Assumes     nothing for the update.
Cost        one gradient per step, one Hessian-vector product per k steps; two extra d-vectors.
Departures  the paper draws u from the normal law (dialect gaussian-probes). Neither average is corrected for its start
            at zero, as in the paper: m+ / h+ is at first larger than g / diag H by (1 - beta1)/(1 - beta2).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.second_order.clipping import check_sophia, clip


class State(NamedTuple):
    """Iterate, averages of the gradients and of the estimated Hessian diagonals, number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,)
    h: Any  # shape (d,), of either sign
    t: int


class SophiaH(NamedTuple):
    """`step_size` eta, `gamma`, `epsilon` (in units of the gradient) > 0; betas in [0, 1); `weight_decay` lambda >= 0.

    The curvature is estimated in every `period`-th step.
    """

    step_size: float
    beta1: float
    beta2: float
    gamma: float
    epsilon: float
    weight_decay: float
    period: int

    @classmethod
    def prescribed(cls, problem):
        """The paper's betas and epsilon; gamma, step size and period for problems of order one.

        The paper's gamma 0.01 and k = 10 are tuned to language models.
        """
        return cls(
            step_size=0.25, beta1=0.96, beta2=0.99, gamma=2.0, epsilon=1e-12, weight_decay=0.1, period=3
        )

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_sophia(self)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        m = self.beta1 * state.m + (1 - self.beta1) * problem.gradient(state.x)
        if state.t % self.period == 0:
            h = self.beta2 * state.h + (1 - self.beta2) * self.estimate(problem, state.x, rng)
        else:
            h = state.h
        return State(self.move(state.x, self.direction(m, h)), m, h, state.t + 1)

    def estimate(self, problem, x, rng):
        """u o (H u) for one vector u of random signs, shape (d,)."""
        u = np.sign(rng.standard_normal(len(x)))
        return u * problem.hessian_vector(x, u)

    def direction(self, m, h):
        """clip(m / max(gamma h, epsilon), 1), shape (d,)."""
        return clip(m / np.maximum(self.gamma * h, self.epsilon))

    def move(self, x, u):
        """x less the step along u and the decay, shape (d,)."""
        return x - self.step_size * (u + self.weight_decay * x)
