"""Frank-Wolfe (conditional gradient) with the classical open-loop step.

Source      Frank & Wolfe 1956; step sizes and duality gap as in Jaggi 2013, Algorithm 1. The exact-gradient
            comparator of zeroth-order Frank-Wolfe.
Step        v_k = argmin over v in the set of <grad f(x_k), v>
            x_{k+1} = (1 - gamma_k) x_k + gamma_k v_k,  gamma_k = 2 / (k + shift)
Guarantee   f(x_k) - f* <= 2 L D^2 / (k + 2), k >= 1, for shift = 2                                   (derived)
            f(x) - f* <= G(x) = max over v in the set of <grad f(x), x - v>                           (derived)
Assumes     f convex and L-smooth, a compact convex set of diameter D.
Cost        one gradient and one linear minimiser per step; one vector beside the iterate.
Departures  none. shift = 2 is the classical step, which forgets x_0: gamma_0 = 1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks


class State(NamedTuple):
    """Iterate and step index."""

    x: Any  # x_k, shape (d,)
    k: int


class FrankWolfe(NamedTuple):
    """Frank-Wolfe with gamma_k = 2 / (k + shift), `shift` >= 2."""

    shift: float = 2.0

    @classmethod
    def prescribed(cls, problem):
        """The classical step 2 / (k + 2)."""
        return cls()

    def validate(self, problem):
        """Raise ValueError unless shift >= 2, which keeps gamma_k <= 1."""
        checks.between("shift", self.shift, 2.0, float("inf"))

    def init(self, problem, x0):
        return State(x0, 0)

    def step(self, problem, state, rng):
        gamma = 2 / (state.k + self.shift)
        v = problem.linear_minimizer(problem.gradient(state.x))
        return State((1 - gamma) * state.x + gamma * v, state.k + 1)
