"""PCGrad: gradients in conflict are projected off each other, of two objectives.

Source      Yu, Kumar, Gupta, Levine, Hausman & Finn 2020 (NeurIPS), with a weight on the auxiliary objective as in
            Hsieh et al. 2024.
Step        g, a the gradients of F and A on one draw, c = min(<g, a>, 0):
            x+ = x - eta (g - c/|a|^2 a + lambda (a - c/|g|^2 g))
Guarantee   with d = (x - x+)/eta and s = 1 - cos^2 of the angle where it is obtuse: <g, d> = s |g|^2, <a, d> =
            lambda s |a|^2; so neither objective rises in first order                                   (derived)
            it rests wherever a points against g, however long: at every Pareto point                   (derived)
Assumes     nothing for the identities.
Cost        one draw, lower_x and upper_x per step.
Departures  two objectives, so that the order of the projections does not matter; lambda = 1 is the paper's.
            `fixed` is the other variable of the two levels.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.surgery import check, gradients
from refimpl.core.dialect import quotient


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (dx,)


class PCGrad(NamedTuple):
    """`step_size` eta, `weight` lambda >= 0 of the auxiliary objective, `fixed` y (dy,)."""

    step_size: float
    weight: float
    fixed: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/8, lambda = 1/2, y = 1/2: common values, not a theory's."""
        return cls(0.125, 0.5, np.full(problem.lower_dimension(), 0.5))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and `fixed` has the lower dimension."""
        check(self, problem)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g, a = gradients(problem, state.x, self.fixed, rng)
        return State(state.x - self.step_size * self.direction(g, a))

    def direction(self, g, a):
        """d."""
        c = np.minimum(np.dot(g, a), 0.0)
        main = g - quotient(c, np.dot(a, a)) * a
        return main + self.weight * (a - quotient(c, np.dot(g, g)) * g)
