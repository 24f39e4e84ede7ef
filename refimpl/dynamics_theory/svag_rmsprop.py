"""SVAG for RMSProp: gradients of amplified variance and a shorter step, which approach the SDE as the level grows.

Source      Malladi, Lyu, Panigrahi & Arora 2022 (SVAG of adaptive methods); Li, Malladi & Arora 2021 for SGD.
Step        g_1, g_2 two sampled gradients;  g = (g_1 + g_2)/2 + (sqrt(2 l^2 - 1)/2)(g_1 - g_2)
            x+ = x - (eta / l) g / (sqrt(v) + l epsilon),   v+ = v + ((1 - beta2)/l^2)(g^2 - v),   v_0 = l^2 initial
            l^2 steps stand for one; l = 1 is RMSProp in the paper's form, where x uses the old v
Guarantee   g has the mean of the sampled gradient and l^2 times its covariance, so eta sigma, eta epsilon and
            (1 - beta2)/eta^2 do not depend on l: every level has the same SDE                      (derived)
            the step of x has exactly the mean and covariance of the simulated SDE with h = (eta/l)^2
            square-root scaling: B -> kB, eta sqrt k, 1 - beta2 -> k (1 - beta2), epsilon/sqrt k     (derived)
Assumes     l >= 1.
Cost        two sampled gradients per step; one extra d-vector.
Departures  at l = 1 the second sample is drawn and has weight zero.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate and average of squared gradients."""

    x: Any  # shape (d,)
    v: Any  # shape (d,)


class SVAGRMSProp(NamedTuple):
    """SVAG of RMSProp: `step_size` eta > 0, `beta2`, `epsilon` >= 0, `level` l >= 1, `initial` v_0 > 0 at l = 1."""

    step_size: float
    beta2: float
    epsilon: float
    level: float
    initial: float

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/(4 L), beta2 = 3/4, epsilon = 1/8, level 2, v_0 = 4."""
        return cls(step_size=0.25 / problem.smoothness(), beta2=0.75, epsilon=0.125, level=2.0, initial=4.0)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.between("beta2", self.beta2, 0, 1)
        checks.nonnegative("epsilon", self.epsilon)
        checks.between("level", self.level, 1.0, float("inf"))
        checks.positive("initial", self.initial)

    def init(self, problem, x0):
        return State(x0, self.level * self.level * self.initial * np.ones_like(x0))

    def step(self, problem, state, rng):
        first = problem.sample_gradient(state.x, problem.sample(rng))
        second = problem.sample_gradient(state.x, problem.sample(rng))
        square = self.level * self.level
        g = (first + second) / 2 + np.sqrt(2 * square - 1) / 2 * (first - second)
        moved = self.step_size / self.level * g / (np.sqrt(state.v) + self.level * self.epsilon)
        return State(state.x - moved, state.v + (1 - self.beta2) / square * (g * g - state.v))
