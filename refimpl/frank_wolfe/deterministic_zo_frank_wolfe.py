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

from refimpl.core.certain import Certain
from refimpl.frank_wolfe.estimators import forward_differences
from refimpl.frank_wolfe.frank_wolfe import FrankWolfe, State


class DeterministicZOFrankWolfe(FrankWolfe):
    """Frank-Wolfe on forward differences at the distance gamma_k / d, gamma_k = 2 / (k + `shift`), `shift` >= 2."""

    def step(self, problem, state, rng):
        gamma = 2 / (state.k + self.shift)
        g = forward_differences(Certain(problem), state.x, 0, gamma / state.x.shape[0])
        return State((1 - gamma) * state.x + gamma * problem.linear_minimizer(g), state.k + 1)
