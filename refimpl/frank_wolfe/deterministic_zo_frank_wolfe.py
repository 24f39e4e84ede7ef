"""Deterministic zeroth-order Frank-Wolfe: forward differences along all coordinates, closer and closer.

Source      Sahu, Zaheer & Kar 2019, Algorithm 1.
Step        g_t = sum_i [f(x_t + c_t e_i) - f(x_t)]/c_t e_i,  c_t = gamma_t / d,  gamma_t = 2 / (t + shift)
            v_t = argmin over v in the set of <g_t, v>,  x_{t+1} = (1 - gamma_t) x_t + gamma_t v_t
Guarantee   |g_t - grad f(x_t)| <= sqrt(d) c_t L/2 = L gamma_t/(2 sqrt d); for quadratic f g_t is the gradient plus
            (c_t/2) diag of the Hessian                                                              (derived)
            h_{t+1} <= (1 - gamma_t) h_t + (gamma_t^2/2) (L D/sqrt d + L |v_t - x_t|^2),  h_t = f(x_t) - f*
            h_t <= 2 L D (D + 1/sqrt d)/(t + 2), t >= 1, for shift = 2                               (derived)
Assumes     f convex and L-smooth within c_0 of the set, a compact convex set of diameter D.
Cost        d + 1 values and one linear minimiser per step; two vectors.
Departures  the paper's step is recalled as 2/(t + 1) from t = 1 on, which is shift = 2 from t = 0 on. c_t carries units
            of length: it is meant for D of order one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.frank_wolfe.frank_wolfe import State


class DeterministicZOFrankWolfe(NamedTuple):
    """Frank-Wolfe on forward differences at the distance gamma_k / d, gamma_k = 2 / (k + `shift`), `shift` >= 2."""

    shift: float = 2.0

    @classmethod
    def prescribed(cls, problem):
        """The step 2 / (k + 2), for every problem."""
        return cls()

    def validate(self, problem):
        """Raise ValueError unless shift >= 2, which keeps gamma_k <= 1."""
        checks.between("shift", self.shift, 2.0, float("inf"))

    def init(self, problem, x0):
        return State(x0, 0)

    def step(self, problem, state, rng):
        gamma = 2 / (state.k + self.shift)
        v = problem.linear_minimizer(forward_differences(problem, state.x, gamma / state.x.shape[0]))
        return State((1 - gamma) * state.x + gamma * v, state.k + 1)


def forward_differences(problem, x, c):
    """[f(x + c e_i) - f(x)] / c for every i."""
    here = problem.value(x)
    g = np.zeros_like(x)
    for i in range(x.shape[0]):
        ahead = x.copy()
        ahead[i] = x[i] + c
        g[i] = (problem.value(ahead) - here) / c
    return g
