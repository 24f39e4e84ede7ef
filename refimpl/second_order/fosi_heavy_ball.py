"""FOSI with the heavy ball: both parts of the gradient have momentum.

Source      Sivan, Gabel & Schuster 2023 (P411), Algorithm 2; momentum of both parts as in their code.
Step        E, w, V as in `fosi`;  g1 the part of g = grad f(x) in E,  g2 = g - g1
            m1+ = c m1 + g1,  m2+ = c m2 + g2,   d1 = -alpha sum_E (v'm1+/|w|) v,   d2 = -s m2+ without its part in E
            x+ = x + d1 + d2
Guarantee   on quadratics, with E refreshed or not, every eigenvector's error e follows
            e+ = (1 + c - a) e - c e_before,  a = alpha in E and a = s w elsewhere                            (derived)
Assumes     nothing for the update.
Cost        that of `fosi` and two more d-vectors.
Departures  those of `fosi`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.second_order.fosi import both_ends, check_split, extremes, newton_along, refreshed_pairs, rest_of


class State(NamedTuple):
    """Iterate, eigenpairs of the last refresh, momentum of both parts, steps taken."""

    x: Any  # shape (d,)
    w: Any  # shape (d,)
    V: Any  # shape (d, d)
    m1: Any  # shape (d,)
    m2: Any  # shape (d,)
    t: int


class FOSIHeavyBall(NamedTuple):
    """As `FOSI`, with `momentum` c in [0, 1]."""

    step_size: float
    alpha: float
    momentum: float
    largest: int
    smallest: int
    period: int

    @classmethod
    def prescribed(cls, problem):
        """As `FOSI`, with c = 3/4."""
        high, low = both_ends(problem)
        return cls(step_size=0.125, alpha=0.5, momentum=0.75, largest=high, smallest=low, period=3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_split(self, problem)
        checks.between("momentum", self.momentum, 0, 1)

    def init(self, problem, x0):
        zero = np.zeros_like(x0)
        return State(x0, zero, np.outer(zero, zero), zero, zero, 0)

    def step(self, problem, state, rng):
        w, V = self.eigenpairs(problem, state)
        inside, g = self.inside(w), problem.gradient(state.x)
        g2 = rest_of(V, inside, g)
        m1, m2 = self.momentum * state.m1 + g - g2, self.momentum * state.m2 + g2
        d1 = -self.alpha * self.newton_part(w, V, inside, m1)
        d2 = -self.step_size * self.outside(V, inside, m2)
        return State(state.x + d1 + d2, w, V, m1, m2, state.t + 1)

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
