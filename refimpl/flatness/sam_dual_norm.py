"""Sharpness-aware minimisation in a ball of the p-norm: the ascent step attains Hoelder's equality.

Source      Foret, Kleiner, Mobahi & Neyshabur 2021, equation (2), for general p; 1/p + 1/q = 1.
Step        e = rho sign(g) |g|^{q-1} / (sum_i |g_i|^q)^{1/p},  g = grad f(x)   (e = 0 where g = 0)
            x+ = x - eta grad f(x + e)
Guarantee   |e|_p = rho and <g, e> = rho |g|_q, the maximum of <g, e> over |e|_p <= rho                      (derived)
            (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T) + L^2 R^2,
            R = rho max(1, d^{1/2 - 1/p}), in the Euclidean norm                                             (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the average; nothing for the update.
Cost        two gradients per step; two extra d-vectors.
Departures  the paper prints the exponent 1/p on the q-norm; here e = 0 exactly where g = 0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_t, shape (d,)


class SAMDualNorm(NamedTuple):
    """SAM in the p-norm: `step_size` eta > 0, radius `rho` >= 0, dual exponent `q` >= 1, p = q/(q - 1).

    q = 2 is SAM; q = 1 is the sign step, with p infinite.
    """

    step_size: float
    rho: float
    q: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, a radius of 0.05, and q = 3/2 (p = 3): neither norm Euclidean."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.05, q=1.5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)
        checks.finite("q", self.q)
        checks.between("q", self.q, 1.0, float("inf"))

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return State(state.x - self.step_size * problem.gradient(state.x + self.ascent(g)))

    def ascent(self, g):
        """The maximiser e of <g, e> in the ball; zero where g = 0."""
        total = np.sum(np.abs(g) ** self.q)
        if total == 0:
            return np.zeros_like(g)
        return np.sign(g) * (self.rho * np.abs(g) ** (self.q - 1) / total ** ((self.q - 1) / self.q))
