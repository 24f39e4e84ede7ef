"""Subgradient steps of constant length on an objective with an l1 penalty, the method that frameworks run on a lasso.

Source      Kumar & co-workers 2024, "GD doesn't make the cut": gradient methods where the loss is not differentiable.
Step        x+ = x - a (grad f(x) + weight sign(x)),  sign(0) = 0
Guarantee   |x+ - u|^2 <= |x - u|^2 - 2a (phi(x) - phi(u)) + a^2 |s|^2 for every u, s the subgradient,
            so the best of T values is within |x_0 - x*|^2/(2aT) + a max|s|^2/2 of phi*;
            on h x^2/2 + weight |x| the iterates end in the two-cycle +- a weight/(2 - a h)               (derived)
Assumes     f convex and differentiable, phi = f + weight |x|_1; 0 < a h < 2 for the cycle.
Cost        one gradient per step; one vector.
Departures  none. There is no descent and no zero: the l1 norm at the end grows with the weight.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class L1Subgradient(NamedTuple):
    """Constant subgradient steps on f + weight |x|_1."""

    step_size: float
    weight: float

    @classmethod
    def prescribed(cls, problem):
        """Step 1/(2L) for L-smooth f, and the weight 1/8."""
        return cls(1 / (2 * problem.smoothness()), 0.125)

    def validate(self, problem):
        """Raise ValueError unless the step size is positive and the weight non-negative."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("weight", self.weight)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        s = problem.gradient(state.x) + self.weight * np.sign(state.x)
        return State(state.x - self.step_size * s)
