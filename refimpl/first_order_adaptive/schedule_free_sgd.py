"""Schedule-Free SGD: gradient steps from a point between the last iterate and the average of all iterates.

Source      Defazio, Yang, Mehta, Mishchenko, Khaled & Cutkosky 2024 (P473), Theorem 1.
Step        y = (1 - beta) z + beta x,   z+ = z - eta (grad f(y) + lambda y),   t+ = t + 1
            x+ = (1 - c) x + c z+,   c = 1/(t+ + 1),   z_0 = x_0: x is the mean of z_0, ..., z_t
Guarantee   f convex, lambda = 0, n = t + 1: n (f(x_t) - f*) - (n - 1)(f(x_{t-1}) - f*) <= <grad f(y_t), z_t - x*>, so
            f(x_T) - f* <= D G / sqrt(T + 1) for eta = D/(G sqrt(T + 1)), |x_0 - x*| <= D, |grad f| <= G    (derived)
Assumes     f convex for the guarantee, any beta in [0, 1].
Cost        one gradient per step; one extra d-vector.
Departures  the decay at y is that of the codes, which also leave x_0 out of the average (dialect).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.first_order_adaptive.smooth_step import smooth_step


class State(NamedTuple):
    """Average, iterate of the gradient steps, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    z: Any  # z_t, shape (d,)
    t: int


class ScheduleFreeSGD(NamedTuple):
    """`step_size` eta > 0, `beta` in [0, 1] (0: Polyak-Ruppert, 1: primal averaging), `weight_decay` lambda >= 0."""

    step_size: float
    beta: float = 0.9
    weight_decay: float = 0.0

    @classmethod
    def prescribed(cls, problem):
        """The step 1/(2 L) where L is known, else 0.01, and the paper's beta."""
        return cls(step_size=smooth_step(problem, 0.02) / 2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.between("beta", self.beta, 0.0, 1.0)
        checks.nonnegative("weight_decay", self.weight_decay)

    def init(self, problem, x0):
        return State(x0, x0, 0)

    def step(self, problem, state, rng):
        t = state.t + 1
        y = state.z + self.beta * (state.x - state.z)
        z = state.z - self.step_size * (problem.gradient(y) + self.weight_decay * y)
        return State((t * state.x + z) / (t + 1), z, t)
