"""Zeroth-order stochastic Frank-Wolfe for non-convex objectives: the constant step of a known horizon.

Source      Sahu, Zaheer & Kar 2019, section 4 (non-convex case); averaging and distances as in Algorithm 2.
Step        g_t = estimate of grad f(x_t) from values F(.; y_t) at distance c_t      (see `estimators`)
            d_t = (1 - rho_t) d_{t-1} + rho_t g_t,  d_{-1} = 0
            v_t = argmin over v in the set of <d_t, v>,  x_{t+1} = (1 - gamma) x_t + gamma v_t,  gamma = T^{-3/4}
            rho_t = min(1, averaging / s^{2/3}),  c_t = smoothing / s^{1/3},  s = t + shift
Guarantee   gamma G(x_t) <= f(x_t) - f(x_{t+1}) + gamma <grad f(x_t) - d_t, v_t - w_t> + (L/2) gamma^2 |v_t - x_t|^2
            with w_t the vertex of the gradient and G = <grad f, x - w> the gap                      (derived)
            mean of G(x_t), t < T <= h_0/(T gamma) + D mean |grad f(x_t) - d_t| + L D^2 gamma/2      (derived)
            with |grad f - d_t| in the mean square as for `zo-frank-wolfe`. The paper has O(d^{1/3} T^{-1/4}); the lag
            L D gamma/rho_t ~ T^{-1/12} keeps this bound from it; rho_t = d^{-1/3} T^{-1/2} would not         (derived)
Assumes     F(.; y) L-smooth, convex or not; a compact convex set of diameter D.
Cost        one linear minimiser and d + 1 (KWSA), 2 (RDSA) or m + 1 (I-RDSA) values per step; three d-vectors.
Departures  rho_t is cut at 1; the constants of rho_t and c_t are those of the convex case (recalled). The output is
            a uniformly drawn iterate.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.frank_wolfe.estimators import RDSA
from refimpl.frank_wolfe.zo_frank_wolfe import State, averaged_step, check_averaging, decaying


class NonconvexZOFrankWolfe(NamedTuple):
    """Steps of the constant length `gamma` in (0, 1]; estimator, averaging, smoothing > 0 and shift >= 2 as in Step."""

    estimator: Any  # KWSA(), RDSA() or IRDSA(m)
    averaging: float
    smoothing: float  # in units of x
    shift: float
    gamma: float

    @classmethod
    def prescribed(cls, problem, estimator=None, steps=256):
        """The paper's schedules for the dimension of the problem, `estimator` and a run of `steps` steps."""
        checks.count("steps", steps)
        estimator = RDSA() if estimator is None else estimator
        d = problem.dimension()
        return cls(estimator, estimator.averaging(d), estimator.smoothing(d), 8.0, steps**-0.75)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable; gamma <= 1 keeps x_t in the set."""
        check_averaging(self)
        checks.positive("gamma", self.gamma)
        checks.between("gamma", self.gamma, 0.0, 1.0)

    def schedule(self, t):
        """rho_t, c_t and gamma."""
        rho, c = decaying(self.averaging, self.smoothing, t + self.shift)
        return rho, c, self.gamma

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        return averaged_step(problem, state, self.estimator, self.schedule(state.t), rng)
