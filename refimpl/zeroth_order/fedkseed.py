"""FedKSeed: federated zeroth-order SGD along a few fixed directions, so that clients send scalars and no vectors.

Source      Qin, Chen, Qian, Ding, Li & Deng 2024 ("Federated Full-Parameter Tuning of Billion-Sized Language Models
            with Communication Cost under 18 Kilobytes"), the published code; K candidate directions z_1, ..., z_K.
Step        each of m clients, with its own sample y, from w = x_t, E times: draw j uniformly from the K,
            s = [F(w + c z_j; y) - F(w - c z_j; y)]/2c,  w <- w - eta s z_j
            a_j <- a_j + s/m for every (j, s) that a client reports,  x_{t+1} = x_0 - eta sum_j a_j z_j
Guarantee   x_{t+1} is the mean of the m clients' last w; m = 1 is ZO-SGD along the z_j            (derived)
            x_t lies in x_0 + span(z_1, ..., z_K): on |x - x*|^2/2 what is left is the residual of least squares
            in that span, 0 where K >= d directions span all                                                 (derived)
Assumes     nothing for the update; a constant eta.
Cost        2 m E values per round. A client receives the K numbers a_j and sends E pairs (j, s), whatever d is.
Departures  clients have equal weights, and one sample each per round. `directions` holds the z_j that the published
            code draws again from K seeds. No step is skipped for a large |l+ - l-|. No weight decay: then x_t would
            depend on the order of the steps, which the a_j do not hold (the published replay decays once per seed).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope


class State(NamedTuple):
    """Iterate, start and accumulated slopes."""

    x: Any  # x_t, shape (d,)
    start: Any  # x_0, shape (d,)
    a: Any  # a_j, shape (K,)


class FedKSeed(NamedTuple):
    """`step_size` eta > 0, `smoothing` c > 0, `directions` (K, d), `clients` m >= 1 of `local_steps` E >= 1 each."""

    step_size: float
    smoothing: float
    directions: Any
    clients: int = 2
    local_steps: int = 3

    @classmethod
    def prescribed(cls, problem):
        """The step of MeZO, c = 1/4, d + 1 directions in eighths, two clients of three steps."""
        return cls(cautious_step(problem), 0.25, candidates(problem))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_federation(self, problem)

    def init(self, problem, x0):
        return State(x0, x0, np.zeros_like(self.directions[:, 0]))

    def step(self, problem, state, rng):
        a = state.a.copy()
        thresholds = np.cumsum(np.ones_like(a)) / a.shape[0]
        for _ in range(self.clients):
            sample, w = problem.sample(rng), state.x
            for _ in range(self.local_steps):
                j = drawn(thresholds, rng.random())
                s = slope(problem, w, self.directions[j], self.smoothing, sample)
                w = w - self.step_size * s * self.directions[j]
                a[j] = a[j] + s / self.clients
        return State(state.start - self.step_size * (a @ self.directions), state.start, a)


def drawn(thresholds, u):
    """The first index whose threshold exceeds u; the last one where rounding leaves none."""
    last = thresholds.shape[0] - 1
    for j in range(last):
        if u < thresholds[j]:
            return j
    return last


def candidates(problem):
    """d + 1 normal directions, rounded to eighths."""
    d = problem.dimension()
    return np.round(8 * np.random.default_rng(0).standard_normal((d + 1, d))) / 8


def check_federation(algorithm, problem):
    """Raise ValueError unless what the two methods share is usable."""
    check_two_point(algorithm)
    checks.array("directions", algorithm.directions, ndim=2)
    K = algorithm.directions.shape[0]
    checks.array("directions", algorithm.directions, shape=(K, problem.dimension()))
    checks.count("clients", algorithm.clients)
    checks.count("local_steps", algorithm.local_steps)
