"""Lion-K: Lion with the gradient of any convex function in place of the sign.

Source      Chen, Liu, Liang & Liu 2024 (P299), Lion-K with decoupled decay.
Step        g = grad f(x),  c = beta1 m + (1 - beta1) g
            x+ = (1 - s d) x - s grad K(c),   K convex, with K(-c) = K(c)      (see `kernels`)
            m+ = beta2 m + (1 - beta2) g,  m_0 = 0
Guarantee   for a norm K, d > 0 and s d <= 1 the distance of x to the ball of radius 1/d of the dual norm shrinks by
            the factor 1 - s d at least; the fixed points are the KKT points of min f on that ball           (derived)
Assumes     nothing for the contraction.
Cost        one gradient per step; one extra d-vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.first_order_adaptive.kernels import EuclideanNorm


class State(NamedTuple):
    """Iterate and momentum."""

    x: Any  # x_t, shape (d,)
    m: Any  # m_t, shape (d,)


class LionK(NamedTuple):
    """Lion's hyper-parameters and the `kernel` K: SumNorm(), EuclideanNorm() or LogCosh(scale)."""

    kernel: Any
    step_size: float
    beta1: float = 0.9
    beta2: float = 0.99
    weight_decay: float = 0.0

    @classmethod
    def prescribed(cls, problem, kernel=None):
        """Lion's values with `kernel`, the Euclidean norm where none is given."""
        return cls(EuclideanNorm() if kernel is None else kernel, step_size=1e-3, weight_decay=0.1)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        if not hasattr(self.kernel, "gradient"):
            raise ValueError(
                f"kernel must be SumNorm(), EuclideanNorm() or LogCosh(scale), got {type(self.kernel).__name__}"
            )
        self.kernel.validate()
        checks.positive("step_size", self.step_size)
        checks.between("beta1", self.beta1, 0.0, 1.0)
        checks.between("beta2", self.beta2, 0.0, 1.0)
        checks.nonnegative("weight_decay", self.weight_decay)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        u = self.kernel.gradient(self.beta1 * state.m + (1 - self.beta1) * g)
        x = (1 - self.step_size * self.weight_decay) * state.x - self.step_size * u
        return State(x, self.beta2 * state.m + (1 - self.beta2) * g)
