"""Lion: steps along the sign of a momentum that weights the new gradient more than its memory does.

Source      Chen et al. 2023, Algorithm 2; P299 (Chen, Liu, Liang & Liu 2024) for the analysis.
Step        g = grad f(x),  c = beta1 m + (1 - beta1) g
            x+ = (1 - s d) x - s sign(c)     (sign(0) = 0)
            m+ = beta2 m + (1 - beta2) g,  m_0 = 0
Guarantee   d > 0 and s d <= 1: |x_i| - 1/d shrinks by the factor 1 - s d at least, so the box |x_i| <= 1/d is never
            left; there the gap max_{|z_i| <= 1/d} <grad f(x), x - z> has the average O(1/(s T)) + O(s)   (derived)
Assumes     nothing for the box; f is L-smooth and beta1 <= beta2 for the gap.
Cost        one gradient per step; one extra d-vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate and momentum."""

    x: Any  # x_t, shape (d,)
    m: Any  # m_t, shape (d,)


class Lion(NamedTuple):
    """`step_size` s > 0; `beta1` (of the step) and `beta2` (of the memory) in [0, 1]; `weight_decay` d >= 0."""

    step_size: float
    beta1: float = 0.9
    beta2: float = 0.99
    weight_decay: float = 0.0

    @classmethod
    def prescribed(cls, problem):
        """Step 1e-3, the authors' beta1 0.9 and beta2 0.99, and a decay of 0.1: the box |x_i| <= 10."""
        return cls(step_size=1e-3, weight_decay=0.1)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.between("beta1", self.beta1, 0.0, 1.0)
        checks.between("beta2", self.beta2, 0.0, 1.0)
        checks.nonnegative("weight_decay", self.weight_decay)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        direction = np.sign(self.beta1 * state.m + (1 - self.beta1) * g)
        x = (1 - self.step_size * self.weight_decay) * state.x - self.step_size * direction
        return State(x, self.beta2 * state.m + (1 - self.beta2) * g)
