"""Sophia-G: momentum divided by an average of squared gradients with labels of the model, clipped entry by entry.

Source      Liu, Li, Hall, Liang & Ma 2023, Algorithm 3 with the estimator of Algorithm 2 (Gauss-Newton-Bartlett).
Step        m+ = beta1 m + (1 - beta1) g,   g = grad f(x);   every k-th step, the first one included,
            h+ = beta2 h + (1 - beta2) n ghat o ghat;   h+ = h in the others
            x+ = (1 - eta lambda) x - eta clip(m+ / max(gamma h+, epsilon), 1),  clip(r, 1) = max(min(r, 1), -1)
            with ghat the gradient of the mean loss over n samples whose labels are drawn from the model at x
Guarantee   |x+ - x| <= eta (1 + lambda |x|) in every coordinate, and u m+ >= 0 for the clipped quotient u  (derived)
            E n ghat o ghat is the diagonal of the Gauss-Newton matrix, for logistic losses of the Hessian  (derived)
Assumes     nothing for the update.
Cost        one gradient per step, one more per k steps and n draws for it; two extra d-vectors.
Departures  all n samples are one batch. A regulariser belongs to f and not to ghat: its curvature is left out.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.second_order.clipping import check_sophia, clip


class State(NamedTuple):
    """Iterate, averages of the gradients and of the estimated diagonals, number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,)
    h: Any  # shape (d,), not negative
    t: int


class SophiaG(NamedTuple):
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

        The paper's gamma 0.05 and k = 10 are tuned to language models.
        """
        return cls(
            step_size=0.25, beta1=0.96, beta2=0.99, gamma=8.0, epsilon=1e-12, weight_decay=0.1, period=3
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
        """n ghat o ghat, shape (d,)."""
        return problem.sample_count() * np.square(problem.label_gradient(x, problem.model_labels(x, rng)))

    def direction(self, m, h):
        """clip(m / max(gamma h, epsilon), 1), shape (d,)."""
        return clip(m / np.maximum(self.gamma * h, self.epsilon))

    def move(self, x, u):
        """x less the step along u and the decay, shape (d,)."""
        return x - self.step_size * (u + self.weight_decay * x)
