"""Natural gradient descent with a damped Fisher matrix.

Source      Amari 1998; damped as in Donatella, Duffield, Aifer, Melanson, Crooks & Coles 2024 (P387).
Step        x+ = x - s (F + lambda I)^{-1} g,   g = grad f(x),  F = J'J/n the Fisher matrix of a Gaussian likelihood
Guarantee   where 0 <= hess f <= F + lambda I: s (1 - s/2) g'B^{-1}g <= f(x) - f(x+) <= s g'B^{-1}g, B = F + lambda I,
            for convex f (derived); for lambda = 0 the outputs do not depend on the linear coordinates of x (derived)
Assumes     F + lambda I regular.
Cost        one gradient and one Fisher matrix per step, d^3/3 operations.
Departures  F is the Gauss-Newton matrix: the Fisher matrix of targets with unit Gaussian noise, no other likelihood.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal


class State(NamedTuple):
    """The iterate."""

    x: Any  # shape (d,)


class NaturalGradient(NamedTuple):
    """`step_size` s > 0 and `damping` lambda >= 0."""

    step_size: float
    damping: float

    @classmethod
    def prescribed(cls, problem):
        """Half a step and a damping of 1/8, for problems of order one."""
        return cls(step_size=0.5, damping=0.125)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable, and the Fisher matrix at 0 if nothing is added."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("damping", self.damping)
        if self.damping == 0:
            d = problem.dimension()
            rank = int(np.linalg.matrix_rank(problem.gauss_newton(np.zeros(d))))
            if rank < d:
                raise ValueError(
                    f"damping must be positive where the Fisher matrix at 0 has rank {rank} of {d}, got 0"
                )

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        B = add_to_diagonal(problem.gauss_newton(state.x), self.damping)
        return State(state.x - self.step_size * np.linalg.solve(B, problem.gradient(state.x)))
