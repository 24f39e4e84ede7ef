"""The stochastic differential equation of Adam, by Euler-Maruyama.

Source      Malladi, Lyu, Panigrahi & Arora 2022, the SDE of Adam.
Step        t = (k + 1) h,  gamma_i = 1 - exp(-c_i t),  gbar and Sigma as for RMSProp
            m+ = m + h c1 (gbar - m) + s c1 sqrt(h) Sigma^{1/2} xi,   u+ = u + h c2 (diag Sigma - u)
            x+ = x - h (sqrt gamma2 / gamma1) m+ / (s sqrt(u+) + e sqrt gamma2),   m_0 = u_0 = 0
            for Adam with step eta:  t = k eta^2, c_i = (1 - beta_i)/eta^2, s = sigma eta, e = epsilon eta
Guarantee   with h = eta^2 the step of m has exactly the mean and covariance of Adam's                (derived)
            pure noise: the variance of x follows a closed ODE; Adam's is off by O(eta^2)
Assumes     noise dominates: sigma large against |gbar|.
Cost        n sampled gradients per step, n normal draws; two extra d-vectors.
Departures  x moves with the new m and u, as in Adam, so that the start u = 0 is no singularity; a difference O(h).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Position, first moment and scaled second moment at time k h."""

    x: Any  # shape (d,)
    m: Any  # shape (d,), not corrected
    u: Any  # v / sigma^2, shape (d,), not corrected
    k: int


class AdamSDE(NamedTuple):
    """SDE of Adam: `time_step` h > 0, `noise` s > 0, `epsilon` e > 0, rates `c1` > 0 and `c2` > 0."""

    time_step: float
    noise: float
    epsilon: float
    c1: float
    c2: float

    @classmethod
    def prescribed(cls, problem):
        """h = 1/(4 L), s = 1, e = 1/8, c1 = 2 L and c2 = L."""
        L = problem.smoothness()
        return cls(time_step=0.25 / L, noise=1.0, epsilon=0.125, c1=2 * L, c2=L)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable; h c_i <= 1 are weights."""
        checks.positive("time_step", self.time_step)
        checks.positive("noise", self.noise)
        checks.positive("epsilon", self.epsilon)
        checks.positive("c1", self.c1)
        checks.positive("c2", self.c2)
        checks.between("time_step * c1", self.time_step * self.c1, 0, 1)
        checks.between("time_step * c2", self.time_step * self.c2, 0, 1)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        h, t = self.time_step, (state.k + 1) * self.time_step
        G = problem.sample_gradients(state.x)
        n = G.shape[0]
        mean = np.sum(G, axis=0) / n
        Z = G - mean
        noise = self.noise * np.sqrt(h / n) * (rng.standard_normal(n) @ Z)
        m = state.m + self.c1 * (h * (mean - state.m) + noise)
        u = state.u + h * self.c2 * (np.sum(Z * Z, axis=0) / n - state.u)
        gamma1, gamma2 = -np.expm1(-self.c1 * t), -np.expm1(-self.c2 * t)
        scale = self.noise * np.sqrt(u) + self.epsilon * np.sqrt(gamma2)
        return State(state.x - h * np.sqrt(gamma2) / gamma1 * m / scale, m, u, state.k + 1)
