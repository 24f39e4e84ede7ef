"""Stochastic Frank-Wolfe with averaged gradients: the first-order baseline of the zeroth-order method.

Source      Mokhtari, Hassani & Karbasi 2018 (averaged conditional gradient); baseline of Sahu, Zaheer & Kar 2019.
Step        g_t = grad F(x_t; y_t),  d_t = (1 - rho_t) d_{t-1} + rho_t g_t,  d_{-1} = 0
            v_t = argmin over v in the set of <d_t, v>,  x_{t+1} = (1 - gamma_t) x_t + gamma_t v_t
            rho_t = min(1, averaging / s^{2/3}),  gamma_t = 2 / s,  s = t + shift
Guarantee   h_{t+1} <= (1 - gamma_t) h_t + gamma_t D |d_t - grad f(x_{t+1})|,  h_t = f(x_t) - f*     (derived)
            e_t <= (1 - rho_t)^2 (sqrt e_{t-1} + L D gamma_{t-1})^2 + rho_t^2 V                       (derived)
            with e_t = E|d_t - grad f(x_t)|^2 and V >= E|g_t - grad f(x_t)|^2.
Assumes     f convex, F(.; y) L-smooth, a compact convex set of diameter D.
Cost        one sampled gradient and one linear minimiser per step; three d-vectors.
Departures  the schedule's constants (4 and 8) are those of the zeroth-order paper's coordinate scheme (recalled).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import rational_power


class State(NamedTuple):
    """Iterate, averaged gradient and step index."""

    x: Any  # x_t, shape (d,)
    average: Any  # d_{t-1}, shape (d,)
    t: int


class StochasticFrankWolfe(NamedTuple):
    """Frank-Wolfe on averaged sampled gradients; `averaging` > 0 and `shift` >= 2 as in Step."""

    averaging: float = 4.0
    shift: float = 8.0

    @classmethod
    def prescribed(cls, problem):
        """averaging = 4, shift = 8, for every problem."""
        return cls()

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable; shift >= 2 keeps gamma_t <= 1."""
        checks.positive("averaging", self.averaging)
        checks.between("shift", self.shift, 2.0, float("inf"))

    def schedule(self, t):
        """rho_t and gamma_t."""
        s = t + self.shift
        return np.minimum(1.0, self.averaging / rational_power(s, 2, 3)), 2 / s

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        rho, gamma = self.schedule(state.t)
        g = problem.sample_gradient(state.x, problem.sample(rng))
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(average)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)
