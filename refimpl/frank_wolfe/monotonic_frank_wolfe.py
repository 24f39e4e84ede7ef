"""Monotonic Frank-Wolfe: the open-loop step, taken only where it stays in the domain and does not raise f.

Source      Carderera, Besancon & Pokutta 2021, Algorithm 1 (M-FW), for generalised self-concordant f.
Step        v_t = argmin over v in the set of <grad f(x_t), v>,  y_t = (1 - gamma_t) x_t + gamma_t v_t
            x_{t+1} = y_t if y_t lies in dom f and f(y_t) <= f(x_t), else x_t;  gamma_t = 2 / (t + shift)
Guarantee   h_t <= max((T + shift) h_0, 4 E^2) / (t + shift) with E the largest local norm of v_t - x_t along
            the run and T the first t with gamma_t E <= 1/2, for self-concordant f                     (derived)
Assumes     f convex, x_0 in dom f; outside dom f `value` is +inf.
Cost        one gradient, two values and one linear minimiser per step; one vector beside the iterate.
Departures  none. t advances after a null step too. shift = 2 is the paper's: y_0 = v_0 is a vertex.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks


class State(NamedTuple):
    """Iterate and step index."""

    x: Any  # x_t, shape (d,)
    t: int


class MonotonicFrankWolfe(NamedTuple):
    """M-FW with gamma_t = 2 / (t + shift), `shift` >= 2."""

    shift: float = 2.0

    @classmethod
    def prescribed(cls, problem):
        """The step 2 / (t + 2), for every problem."""
        return cls()

    def validate(self, problem):
        """Raise ValueError unless shift >= 2, which keeps gamma_t <= 1."""
        checks.between("shift", self.shift, 2.0, float("inf"))

    def init(self, problem, x0):
        return State(x0, 0)

    def step(self, problem, state, rng):
        gamma = 2 / (state.t + self.shift)
        v = problem.linear_minimizer(problem.gradient(state.x))
        y = (1 - gamma) * state.x + gamma * v
        # false for +inf and for NaN as well
        if problem.value(y) <= problem.value(state.x):
            return State(y, state.t + 1)
        return State(state.x, state.t + 1)
