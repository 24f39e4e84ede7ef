"""Minimising movement: the proximal iteration, implicit Euler for the gradient flow.

Source      De Giorgi's scheme as in Riedl, Klock, Geldhauser & Fornasier 2023 ("Gradient is All You Need?").
Step        x+ = argmin_y f(y) + |y - x|^2/(2 tau), by n Newton steps from x:
            y <- y - (H(y) + I/tau)^{-1} (grad f(y) + (y - x)/tau)
Guarantee   quadratic f: x+ = (I + tau A)^{-1}(x + tau b), exact for n = 1, no limit on tau                (derived)
            f(x+) + |x+ - x|^2/(2 tau) <= f(x) for the exact minimiser                                    (derived)
            convex f: f(x_k) - f* <= |x_0 - x*|^2/(2 tau k)                                              (derived)
Assumes     I/tau + H positive definite where Newton's steps are taken.
Cost        n gradients, Hessians and linear systems per step.
Departures  the paper leaves the inner minimisation open; here it is Newton's method from x, n steps.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class MinimizingMovement(NamedTuple):
    """Proximal iteration: `step_size` tau > 0 and `inner` >= 1 Newton steps per step."""

    step_size: float
    inner: int = 1

    @classmethod
    def prescribed(cls, problem):
        """tau = 1/(4 L), where I/tau + H is positive definite whatever f, and two Newton steps."""
        return cls(step_size=0.25 / problem.smoothness(), inner=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.count("inner", self.inner)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        y = state.x
        for _ in range(self.inner):
            residual = problem.gradient(y) + (y - state.x) / self.step_size
            y = y - np.linalg.solve(add_to_diagonal(problem.hessian(y), 1 / self.step_size), residual)
        return State(y)
