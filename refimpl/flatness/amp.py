"""Adversarial model perturbation (AMP): projected ascent to the worst point of a ball, then one descent step.

Source      Zheng, Zhang & Mao 2021, Algorithm 1 (full batch).
Step        D = 0;  N times:  D = D + zeta grad f(x + D),  D = eps D / |D| where |D| > eps
            x+ = x - eta grad f(x + D)
Guarantee   (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T) + L^2 eps^2                      (derived)
            f convex: f(x + D) does not fall from one ascent step to the next, for every zeta             (derived)
            as N grows on a convex quadratic D tends to the maximiser of f in the ball                    (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the average; nothing for the update.
Cost        N + 1 gradients per step; one extra d-vector.
Departures  none. At a stationary point D stays 0: the algorithm does not move although the worst value is larger.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm


class State(NamedTuple):
    """Iterate of AMP."""

    x: Any  # x_t, shape (d,)


class AMP(NamedTuple):
    """AMP with gradient descent: `step_size` eta > 0, `radius` eps >= 0 in units of x, `ascent_size` zeta >= 0

    (a step size as well) and `ascent_steps` N >= 1.
    """

    step_size: float
    radius: float
    ascent_size: float
    ascent_steps: int

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, also for two ascent steps, and the authors' radius 0.5."""
        L = problem.smoothness()
        return cls(step_size=1.0 / L, radius=0.5, ascent_size=1.0 / L, ascent_steps=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("radius", self.radius)
        checks.nonnegative("ascent_size", self.ascent_size)
        checks.count("ascent_steps", self.ascent_steps)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        D = np.zeros_like(state.x)
        for _ in range(self.ascent_steps):
            D = self.project(D + self.ascent_size * problem.gradient(state.x + D))
        return State(state.x - self.step_size * problem.gradient(state.x + D))

    def project(self, D):
        """The nearest point of the ball."""
        size = norm(D)
        if size > self.radius:
            return (self.radius / size) * D
        return D
