"""ESGD: gradients divided by estimated row norms of the Hessian, the equilibration preconditioner.

Source      Dauphin, de Vries & Bengio 2015, Algorithm 1.
Step        every k-th step, the first one included, v ~ N(0, I): D+ = D + (H(x) v) o (H(x) v), n+ = n + 1; else as
            before x+ = x - eta g / (sqrt(D+/n+) + lambda),   g = grad f(x)
Guarantee   H constant: E D/n = the squared norms of the rows of H, Cov = 2 (H H')_ij^2 / n                    (derived)
            f L-smooth: f(x) - f(x+) >= (1 - L eta/(2 lambda)) g'(x - x+), for any draws                       (derived)
            quadratic, H diagonal, |v_i| = 1, lambda = 0: coordinates shrink by 1 - eta where H_ii > 0 and grow by
            1 + eta where H_ii < 0, whatever the spectrum is                                                   (derived)
Assumes     nothing for the update.
Cost        one gradient per step, one Hessian-vector product per k steps; one extra d-vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate, sum of squared products, their number, number of steps taken."""

    x: Any  # x_t, shape (d,)
    D: Any  # shape (d,)
    n: int
    t: int


class ESGD(NamedTuple):
    """`step_size` eta > 0, `damping` lambda > 0; the Hessian is asked in every `period`-th step."""

    step_size: float
    damping: float
    period: int

    @classmethod
    def prescribed(cls, problem):
        """For problems of order one; the paper asks every 20 steps and tunes eta and lambda."""
        return cls(step_size=0.25, damping=2.0**-4, period=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("damping", self.damping)
        checks.count("period", self.period)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0, 0)

    def step(self, problem, state, rng):
        D, n = state.D, state.n
        if state.t % self.period == 0:
            D, n = D + self.sample(problem, state.x, rng), n + 1
        x = state.x - self.step_size * problem.gradient(state.x) / self.divisor(D, n)
        return State(x, D, n, state.t + 1)

    def sample(self, problem, x, rng):
        """(H v) o (H v), shape (d,)."""
        return np.square(problem.hessian_vector(x, rng.standard_normal(x.shape[0])))

    def divisor(self, D, n):
        """sqrt(D/n) + lambda, shape (d,)."""
        return np.sqrt(D / n) + self.damping
