"""Federated zeroth-order SGD: local steps on two-point estimates, with a proximal pull and corrections of drift.

Source      baselines of Shu, Lin, Dai & Low 2024 ("Federated Zeroth-Order Optimization using Trajectory-Informed
            Surrogate Gradients"): FedZO (mu = gamma = 0), FedProx (mu > 0) and SCAFFOLD, type I (gamma = 1), on values.
Step        g_i(w) = s z, z ~ N(0, I) fresh, s = [F_i(w + c z) - F_i(w - c z)]/2c;  client i = 1 .. N, from w = x_t:
            c_i = g_i(x_t), then E times  w <- w - eta [g_i(w) + mu (w - x_t) + gamma (mean_j c_j - c_i)]
            x_{t+1} = mean of the clients' last w
Guarantee   F_i(x) = h_i (x - m_i)^2/2 with exact slopes, rho_i = (1 - eta (h_i + mu))^E:                      (derived)
            x+ - x = -mean_i (1 - rho_i)/(h_i + mu) [(1 - gamma) F_i'(x) + gamma f'(x)]
            gamma = 1 rests at the minimum of f = mean F_i, gamma = 0 where h_i differ elsewhere: clients drift
            E = 1: the corrections cancel in the mean, whatever gamma is                                       (derived)
Assumes     nothing for the update.
Cost        2 N (E + 1) values per round, those of c_i for gamma = 0 too.
Departures  all clients take part; a client is one sample of the problem. c_i has a direction of its own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope


class State(NamedTuple):
    """The server's iterate."""

    x: Any  # x_t, shape (d,)


class FederatedZO(NamedTuple):
    """`step_size` eta, `smoothing` c, `local_steps` E >= 1, `proximity` mu >= 0, `correction` gamma in [0, 1]."""

    step_size: float
    smoothing: float
    local_steps: int
    proximity: float
    correction: float

    @classmethod
    def prescribed(cls, problem):
        """The step of MeZO, c = 1/4, three local steps, mu = 1/4, gamma = 3/4."""
        return cls(cautious_step(problem), 0.25, 3, 0.25, 0.75)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        checks.count("local_steps", self.local_steps)
        checks.nonnegative("proximity", self.proximity)
        checks.between("correction", self.correction, 0, 1)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        N, d = problem.sample_count(), state.x.shape[0]
        C = rng.standard_normal(N * d).reshape((N, d)).copy()
        for i in range(N):
            C[i] = slope(problem, state.x, C[i], self.smoothing, i) * C[i]
        mean, total = C.sum(axis=0) / N, np.zeros_like(state.x)
        for i in range(N):
            w = state.x
            for _ in range(self.local_steps):
                z = rng.standard_normal(d)
                g = slope(problem, w, z, self.smoothing, i) * z + self.proximity * (w - state.x)
                w = w - self.step_size * (g + self.correction * (mean - C[i]))
            total = total + w
        return State(total / N)
