"""Zeroth-order stochastic Frank-Wolfe: no gradients and no projections.

Source      Sahu, Zaheer & Kar 2019, Algorithm 2 (SGF-FW).
Step        g_t = estimate of grad f(x_t) from values F(.; y_t) at distance c_t      (see `estimators`)
            d_t = (1 - rho_t) d_{t-1} + rho_t g_t,  d_{-1} = 0
            v_t = argmin over v in the set of <d_t, v>,  x_{t+1} = (1 - gamma_t) x_t + gamma_t v_t
            rho_t = min(1, averaging / s^{2/3}),  c_t = smoothing / s^{1/3},  gamma_t = 2 / s,  s = t + shift
Guarantee   h_{t+1} <= (1 - gamma_t) h_t + gamma_t D |d_t - grad f(x_{t+1})|,  h_t = f(x_t) - f*     (derived)
            e_t <= [(1 - rho_t)(sqrt e_{t-1} + L D gamma_{t-1}) + rho_t b_t]^2 + rho_t^2 V_t,
            E h_{t+1} <= (1 - gamma_t) E h_t + gamma_t D sqrt e_t + (L/2) D^2 gamma_t^2             (derived)
            with e_t = E|d_t - grad f(x_t)|^2, bias b_t and variance V_t of g_t; paper: O((d/t)^{1/3}) for RDSA.
Assumes     f convex, F(.; y) L-smooth, a compact convex set of diameter D. Any c_t > 0 will do for these bounds.
Cost        one linear minimiser and d + 1 (KWSA), 2 (RDSA) or m + 1 (I-RDSA) values per step; three d-vectors.
Departures  rho_t is cut at 1, which the prescribed schedules reach at t = 0 at most. c_t carries units of length:
            the prescribed one is meant for L and D of order one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import rational_power
from refimpl.frank_wolfe.estimators import RDSA


class State(NamedTuple):
    """Iterate, averaged gradient estimate and step index."""

    x: Any  # x_t, shape (d,)
    average: Any  # d_{t-1}, shape (d,)
    t: int


class ZOFrankWolfe(NamedTuple):
    """Frank-Wolfe on averages of `estimator`'s gradients; averaging, smoothing > 0 and shift >= 2 as in Step."""

    estimator: Any  # KWSA(), RDSA() or IRDSA(m)
    averaging: float
    smoothing: float  # in units of x
    shift: float = 8.0

    @classmethod
    def prescribed(cls, problem, estimator=None):
        """The paper's schedules for the dimension of the problem and `estimator`, RDSA where none is given."""
        estimator = RDSA() if estimator is None else estimator
        d = problem.dimension()
        return cls(estimator, averaging=estimator.averaging(d), smoothing=estimator.smoothing(d))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable; shift >= 2 keeps gamma_t <= 1."""
        check_averaging(self)

    def schedule(self, t):
        """rho_t, c_t and gamma_t."""
        rho, c = decaying(self.averaging, self.smoothing, t + self.shift)
        return rho, c, 2 / (t + self.shift)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        return averaged_step(problem, state, self.estimator, self.schedule(state.t), rng)


def check_averaging(algorithm):
    """Raise ValueError unless estimator, averaging, smoothing and shift are usable."""
    estimator = algorithm.estimator
    if not hasattr(estimator, "estimate"):
        raise ValueError(f"estimator must be KWSA(), RDSA() or IRDSA(m), got {type(estimator).__name__}")
    estimator.validate()
    checks.positive("averaging", algorithm.averaging)
    checks.positive("smoothing", algorithm.smoothing)
    checks.between("shift", algorithm.shift, 2.0, float("inf"))


def decaying(averaging, smoothing, s):
    """rho = min(1, averaging / s^{2/3}) and c = smoothing / s^{1/3}."""
    root = rational_power(s, 1, 3)
    return np.minimum(1.0, averaging / (root * root)), smoothing / root


def averaged_step(problem, state, estimator, schedule, rng):
    """The state after one step with (rho_t, c_t, gamma_t) = `schedule`."""
    rho, c, gamma = schedule
    sample = problem.sample(rng)
    g = estimator.estimate(problem, state.x, sample, c, rng)
    average = (1 - rho) * state.average + rho * g
    v = problem.linear_minimizer(average)
    return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)
