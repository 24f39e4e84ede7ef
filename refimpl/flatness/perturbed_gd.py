"""Perturbed gradient descent (PGD): uniform noise from a small ball where the gradient is small.

Source      Jin, Ge, Netrapalli, Kakade & Jordan 2017, Algorithm 2; the baseline of P107.
Step        |g| <= threshold and more than `wait` steps since the last perturbation:  y = x + xi, xi uniform on the
            ball of `radius`;  else y = x
            x+ = y - eta grad f(y)
Guarantee   on a quadratic x_{t+k} = (I - eta A)^k y_t until the next perturbation: a direction of curvature -c
            grows by 1 + eta c per step from the component that xi has along it                         (derived)
            f(x+) <= f(x) + threshold radius + L radius^2/2 - (eta/2) |grad f(y)|^2, for eta <= 1/L      (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the descent; nothing for the update.
Cost        one gradient and d + 1 draws per step, one more gradient where it perturbs.
Departures  the paper stops, and returns the point before the last perturbation, where f has not fallen enough `wait`
            steps after it; here the run goes on.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import norm, rational_power


class State(NamedTuple):
    """Iterate and the steps to wait before the next perturbation."""

    x: Any  # x_t, shape (d,)
    rest: int


class PerturbedGD(NamedTuple):
    """PGD: `step_size` eta > 0, `radius` >= 0 in units of x, `threshold` >= 0 of |g|, `wait` >= 1 steps between."""

    step_size: float
    radius: float
    threshold: float
    wait: int

    @classmethod
    def prescribed(cls, problem):
        """The step 1/L; the paper's constants depend on the accuracy that is asked for: 1/8, 2 and two steps."""
        return cls(step_size=1.0 / problem.smoothness(), radius=0.125, threshold=2.0, wait=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("radius", self.radius)
        checks.nonnegative("threshold", self.threshold)
        checks.count("wait", self.wait)

    def init(self, problem, x0):
        return State(x0, 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        d = g.shape[0]
        z, u = rng.standard_normal(d), 1.0 - rng.random()  # at every step, so that a tape has one layout
        if state.rest > 0 or norm(g) > self.threshold:
            return State(state.x - self.step_size * g, state.rest - 1)
        y = state.x + (self.radius * rational_power(u, 1, d) / norm(z)) * z
        return State(y - self.step_size * problem.gradient(y), self.wait)
