"""Adaptive gradient descent without descent: the step length from two gradients, no constant and no line search.

Source      Malitsky & Mishchenko 2020, Algorithm 1.
Step        s = x_k - x_{k-1},   y = g_k - g_{k-1},   g_k = grad f(x_k)
            eta_k = min(sqrt(1 + theta_{k-1}) eta_{k-1}, |s| / (2 |y|)),   theta_k = eta_k / eta_{k-1}
            x_{k+1} = x_k - eta_k g_k;   eta_0 is given, theta_0 = infinity
Guarantee   f convex with a minimiser x*: |x_{k+1} - x*|^2 + |x_{k+1} - x_k|^2/2 + 2 eta_k (1 + theta_k) (f(x_k) - f*)
            <= |x_k - x*|^2 + |s|^2/2 + 2 eta_k theta_k (f(x_{k-1}) - f*), and that is at most the left side of k - 1
            for k >= 2                                                                            (Lemma 1; derived)
            on a quadratic L |x|^2/2: eta_k = 1/(2L) from k = 1 on, the error is halved           (derived)
Assumes     the guarantee: f convex; locally smooth for a rate.
Cost        one gradient per step; two extra d-vectors.
Departures  y = 0 leaves the second term out, which is infinite then; in step 1, where both are, eta_0 is kept.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm
from refimpl.first_order_adaptive.adaptive_length import adaptive_length


class State(NamedTuple):
    """Iterate, the one before with its gradient, the last length and its ratio to the one before, number of steps.

    theta is negative as long as there is no ratio.
    """

    x: Any  # x_k, shape (d,)
    x_before: Any  # x_{k-1}, shape (d,)
    g: Any  # gradient at x_{k-1}, shape (d,)
    eta: float
    theta: float
    t: int


class AdGD(NamedTuple):
    """AdGD; `first_step` eta_0 > 0 may be tiny, as it does not bound the next one."""

    first_step: float

    @classmethod
    def prescribed(cls, problem):
        """A small first step."""
        return cls(first_step=2.0**-4)

    def validate(self, problem):
        """Raise ValueError unless the first step is positive."""
        checks.positive("first_step", self.first_step)

    def init(self, problem, x0):
        return State(x0, x0, np.zeros_like(x0), self.first_step, -1.0, 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        eta, theta = state.eta, state.theta
        if state.t > 0:
            eta = self.length(norm(state.x - state.x_before), norm(g - state.g), state)
            theta = eta / state.eta
        return State(state.x - eta * g, state.x, g, eta, theta, state.t + 1)

    def length(self, moved, turned, state):
        """eta_k from the sizes of the last step and of the change of the gradient."""
        return adaptive_length(moved, turned, state.eta, state.theta)
