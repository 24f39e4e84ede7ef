"""The stochastic differential equation of RMSProp, by Euler-Maruyama.

Source      Malladi, Lyu, Panigrahi & Arora 2022, the SDE of RMSprop.
Step        gbar, Sigma mean and covariance of the sampled gradients;  P = s diag(u)^{1/2} + e I
            x+ = x - P^{-1} (h gbar + s sqrt(h) Sigma^{1/2} xi),   u+ = u + h c2 (diag Sigma - u)
            for RMSProp with step eta and gradients gbar + sigma z, Cov z = Sigma:  t = k eta^2, s = sigma eta,
            e = epsilon eta, c2 = (1 - beta2)/eta^2, u = v/sigma^2; x uses the old v
Guarantee   with h = eta^2 the step of x has exactly the mean and covariance of RMSProp's            (derived)
            where Sigma is constant, on a quadratic, moments follow a closed ODE; RMSProp's are off by O(eta^2)
            B -> kB with eta sqrt k, 1 - beta2 -> k (1 - beta2), epsilon/sqrt k is the same equation  (derived)
Assumes     noise dominates: sigma large against |gbar|, as v forgets gbar^2.
Cost        n sampled gradients per step, n normal draws; one extra d-vector.
Departures  Sigma^{1/2} xi is the sum of centred gradients with normal weights: the same law.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Position and scaled second moment at time k h."""

    x: Any  # shape (d,)
    u: Any  # v / sigma^2, shape (d,)


class RMSPropSDE(NamedTuple):
    """SDE of RMSProp: `time_step` h > 0, `noise` s > 0, `epsilon` e >= 0, rate `c2` >= 0, `initial` u_0 > 0."""

    time_step: float
    noise: float
    epsilon: float
    c2: float
    initial: float

    @classmethod
    def prescribed(cls, problem):
        """h = 1/(4 L), s = 1, e = 1/8, c2 = L and u_0 = 4: a transient in u."""
        L = problem.smoothness()
        return cls(time_step=0.25 / L, noise=1.0, epsilon=0.125, c2=L, initial=4.0)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable; h c2 <= 1 keeps u positive."""
        checks.positive("time_step", self.time_step)
        checks.positive("noise", self.noise)
        checks.nonnegative("epsilon", self.epsilon)
        checks.nonnegative("c2", self.c2)
        checks.positive("initial", self.initial)
        checks.between("time_step * c2", self.time_step * self.c2, 0, 1)

    def init(self, problem, x0):
        return State(x0, self.initial * np.ones_like(x0))

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        n = G.shape[0]
        mean = np.sum(G, axis=0) / n
        Z = G - mean
        moved = self.time_step * mean + self.noise * np.sqrt(self.time_step / n) * (
            rng.standard_normal(n) @ Z
        )
        scale = self.noise * np.sqrt(state.u) + self.epsilon
        u = state.u + self.time_step * self.c2 * (np.sum(Z * Z, axis=0) / n - state.u)
        return State(state.x - moved / scale, u)
