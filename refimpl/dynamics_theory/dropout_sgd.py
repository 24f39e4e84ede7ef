"""Gradient descent with dropout: one random mask of the units per step, for all examples.

Source      Srivastava et al. 2014 (inverted scaling); Zhang, Li, Luo & Xu 2023 for the dynamics.
Step        c_r = 1/p with probability p, else 0, for every unit r;   x+ = x - eps grad_x f(x; c)
Guarantee   the mean step is -eps grad R_drop with R_drop(x) = E f(x; c); for a network F = sum_r c_r a_r s(w_r'u) with
            the squared loss R_drop = R + (1 - p)/(2 p n) sum_{i,r} a_r^2 s(w_r'u_i)^2              (derived)
            on a linear model mean and second moment of the iterates follow closed linear recursions (derived)
Assumes     nothing for the update.
Cost        one gradient per step; m uniform draws.
Departures  none. A mask per example instead of per step divides the noise by n and leaves R_drop.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate, or position of an equation at time k h."""

    x: Any  # shape (d,)


class DropoutSGD(NamedTuple):
    """Dropout with `step_size` eps > 0 and probability `keep` p in (0, 1] to keep a unit."""

    step_size: float
    keep: float

    @classmethod
    def prescribed(cls, problem):
        """p = 3/4 and the step p^2/(2 L), half of the inverse smoothness of the gated loss."""
        return cls(step_size=0.28125 / problem.smoothness(), keep=0.75)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("keep", self.keep)
        checks.between("keep", self.keep, 0, 1)

    def draw(self, problem, rng):
        """The gates c, shape (m,)."""
        c = np.zeros_like(problem.gates()[0])
        for r in range(c.shape[0]):
            if rng.random() < self.keep:
                c[r] = 1 / self.keep
        return c

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gated_gradient(state.x, self.draw(problem, rng)))
