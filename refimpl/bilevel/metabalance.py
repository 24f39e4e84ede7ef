"""MetaBalance: the auxiliary gradient is given the size of the main one; the regularised sum is its extreme.

Source      He, Feng, Cheng, Ji, Guo & Caverlee 2022 (WWW), strategy C, with a weight on the auxiliary objective.
Step        g, a the gradients of F and A on one draw:  m <- beta m + |g|,  n <- beta n + |a|
            x+ = x - eta (g + lambda (r m/n + 1 - r) a);  r = 0 is the regularised sum F + lambda A
Guarantee   r = 1: a factor on A changes nothing                                                       (derived)
            r = 1, beta = 0, no noise: F(x+) <= F(x) - eta (1 - lambda) |g|^2 + L eta^2 (1 + lambda)^2 |g|^2/2 (derived)
            r = 0, no noise: it rests where F + lambda A is stationary, away from the minimisers of F  (derived)
Assumes     F L-smooth for the inequality.
Cost        one draw, lower_x and upper_x per step.
Departures  one block of variables; both averages start at 0, as in the authors' code, so that their factor 1 - beta
            cancels in m/n and is left out. `fixed` is the other variable of the two levels.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.surgery import check, gradients
from refimpl.core import checks
from refimpl.core.dialect import norm, quotient


class State(NamedTuple):
    """Iterate and discounted sums of the sizes of both gradients."""

    x: Any  # x_k, shape (dx,)
    main: float  # m_k
    auxiliary: float  # n_k


class MetaBalance(NamedTuple):
    """`step_size` eta, `weight` lambda >= 0, `memory` beta in [0, 1), `balance` r in [0, 1], `fixed` y (dy,)."""

    step_size: float
    weight: float
    memory: float
    balance: float
    fixed: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/8, lambda = 1/2, beta = 3/4, r = 3/4, y = 1/2: common values, not a theory's."""
        return cls(0.125, 0.5, 0.75, 0.75, np.full(problem.lower_dimension(), 0.5))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and `fixed` has the lower dimension."""
        check(self, problem)
        checks.between("memory", self.memory, 0, 1)
        checks.positive("1 - memory", 1 - self.memory)
        checks.between("balance", self.balance, 0, 1)

    def init(self, problem, x0):
        return State(x0, 0.0, 0.0)

    def step(self, problem, state, rng):
        g, a = gradients(problem, state.x, self.fixed, rng)
        main, auxiliary = self.averaged(state.main, g), self.averaged(state.auxiliary, a)
        d = self.direction(g, a, quotient(main, auxiliary))
        return State(state.x - self.step_size * d, main, auxiliary)

    def averaged(self, size, g):
        """The moving average of |g|, up to the factor 1 - beta."""
        return self.memory * size + norm(g)

    def direction(self, g, a, ratio):
        """d."""
        return g + self.weight * (self.balance * ratio + (1 - self.balance)) * a
