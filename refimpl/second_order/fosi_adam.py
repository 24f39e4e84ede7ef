"""FOSI with Adam: what is left of the gradient goes through Adam, whose step is projected once more.

Source      Sivan, Gabel & Schuster 2023 (P411), Algorithm 2 with Adam; average of the first part as in their code.
Step        E, w, V as in `fosi`;  g1 the part of g = grad f(x) in E,  g2 = g - g1
            m1+ = beta1 m1 + (1 - beta1) g1,   d1 = -alpha sum_E (v'm1+/|w|) v
            m+ = beta1 m + (1 - beta1) g2,  v+ = beta2 v + (1 - beta2) g2^2
            d2 = -s (m+ / (1 - beta1^t)) / (sqrt(v+ / (1 - beta2^t)) + epsilon)  without its part in E
            x+ = x + d1 + d2
Guarantee   d2 is orthogonal to E: with alpha = 1, beta1 = 0 quadratics have no error along E after one step  (derived)
Assumes     nothing for the update.
Cost        that of `fosi` and three more d-vectors.
Departures  those of `fosi`. The average of g1 is not corrected for its start.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.second_order.fosi import both_ends, check_split, extremes, newton_along, refreshed_pairs, rest_of


class State(NamedTuple):
    """Iterate, eigenpairs of the last refresh, averages of g1, g2 and g2^2, powers of the betas, steps taken."""

    x: Any  # shape (d,)
    w: Any  # shape (d,)
    V: Any  # shape (d, d)
    m1: Any  # shape (d,)
    m: Any  # shape (d,)
    v: Any  # shape (d,)
    power1: float  # beta1^t
    power2: float  # beta2^t
    t: int


class FOSIAdam(NamedTuple):
    """As `FOSI`, with the betas in [0, 1) and `epsilon` > 0 of Adam."""

    step_size: float
    alpha: float
    beta1: float
    beta2: float
    epsilon: float
    largest: int
    smallest: int
    period: int

    @classmethod
    def prescribed(cls, problem):
        """As `FOSI`, with shorter memory than Adam's defaults and an epsilon that every number format sees."""
        high, low = both_ends(problem)
        return cls(0.125, 0.5, beta1=0.75, beta2=0.875, epsilon=0.0625, largest=high, smallest=low, period=3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_split(self, problem)
        for name in ("beta1", "beta2"):
            checks.between(name, getattr(self, name), 0, 1 - 2.0**-20)
        checks.positive("epsilon", self.epsilon)

    def init(self, problem, x0):
        zero = np.zeros_like(x0)
        return State(x0, zero, np.outer(zero, zero), zero, zero, zero, 1.0, 1.0, 0)

    def step(self, problem, state, rng):
        w, V = self.eigenpairs(problem, state)
        inside, g = self.inside(w), problem.gradient(state.x)
        g2 = rest_of(V, inside, g)
        m1 = self.beta1 * state.m1 + (1 - self.beta1) * (g - g2)
        m = self.beta1 * state.m + (1 - self.beta1) * g2
        v = self.beta2 * state.v + (1 - self.beta2) * np.square(g2)
        power1, power2 = self.beta1 * state.power1, self.beta2 * state.power2
        adam = (m / (1 - power1)) / (np.sqrt(v / (1 - power2)) + self.epsilon)
        d1 = -self.alpha * self.newton_part(w, V, inside, m1)
        d2 = -self.step_size * self.outside(V, inside, adam)
        return State(state.x + d1 + d2, w, V, m1, m, v, power1, power2, state.t + 1)

    def eigenpairs(self, problem, state):
        """w and V in use."""
        return refreshed_pairs(problem, state, self.period)

    def inside(self, w):
        """1 for E."""
        return extremes(w, self.largest, self.smallest)

    def newton_part(self, w, V, inside, u):
        """The step in E."""
        return newton_along(w, V, inside, u)

    def outside(self, V, inside, u):
        """u without E."""
        return rest_of(V, inside, u)
