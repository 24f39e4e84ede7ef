"""BOME: descent that treats the value function of the lower level as a barrier, first-order and without Hessians.

Source      Ye, Liu, Wright, Stone & Liu 2022 (NeurIPS).
Step        T times from y_k:  z <- z - gamma g_y(x_k, z);  q(x, y) = g(x, y) - g(x, z), z held constant
            grad q = (g_x(x, y) - g_x(x, z), g_y(x, y))
            lambda = max(0, eta - <grad f, grad q> / |grad q|^2)   (0 where grad q = 0)
            (x+, y+) = (x, y) - xi (grad f + lambda grad q)
Guarantee   <grad q, direction> = max(eta |grad q|^2, <grad f, grad q>)                              (derived)
            quadratic g, converged z: q+ <= q - xi eta |grad q|^2 + (xi^2/2) L_q |direction|^2       (derived)
Assumes     gamma L_g <= 1; nothing else for the first identity.
Cost        T + 1 lower_y, 2 lower_x, one upper_x and one upper_y per step.
Departures  none; of the two barriers of the paper it is the one with |grad q|^2.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterates of both levels."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,); never replaced by its descended copy


class BOME(NamedTuple):
    """`step_size` xi, `lower_step_size` gamma, `barrier` eta > 0, `inner_steps` T >= 1, first `start` (dy,)."""

    step_size: float
    lower_step_size: float
    barrier: float
    inner_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """gamma = 1/L_g, two inner steps; xi = 1/16, eta = 1/2 and the start -5/4 are common values, not a theory's."""
        gamma = 1.0 / problem.lower_smoothness()
        return cls(0.0625, gamma, 0.5, 2, -1.25 * np.ones(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        checks.positive("step_size", self.step_size)
        checks.positive("lower_step_size", self.lower_step_size)
        checks.positive("barrier", self.barrier)
        checks.count("inner_steps", self.inner_steps)
        checks.array("start", self.start, shape=(problem.lower_dimension(),))

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        z = state.y
        for _ in range(self.inner_steps):
            z = z - self.lower_step_size * problem.lower_y(state.x, z)
        q_x = problem.lower_x(state.x, state.y) - problem.lower_x(state.x, z)
        q_y = problem.lower_y(state.x, state.y)
        f_x, f_y = problem.upper_x(state.x, state.y), problem.upper_y(state.x, state.y)
        size = np.dot(q_x, q_x) + np.dot(q_y, q_y)
        shortfall = self.barrier * size - np.dot(f_x, q_x) - np.dot(f_y, q_y)
        multiplier = np.maximum(shortfall, 0.0) / np.where(size == 0, 1.0, size)  # 0/1 where grad q = 0
        x = state.x - self.step_size * (f_x + multiplier * q_x)
        return State(x, state.y - self.step_size * (f_y + multiplier * q_y))
