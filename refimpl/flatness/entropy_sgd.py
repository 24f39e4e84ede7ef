"""Entropy-SGD: descent on the local entropy, whose gradient an inner Langevin loop estimates.

Source      Chaudhari et al. 2017, Algorithm 1.
Step        y_0 = mu_0 = x; for l < L:  y+ = y - b (g + gamma (y - x)) + sqrt(b) eps xi,  g = grad F(y; .) sampled
            mu+ = (1 - c) mu + c y+
            x+ = x - a gamma (x - mu_L)
Guarantee   on f = (x - x*)'A(x - x*)/2 the mean step is -a gamma (x - E mu_L); E mu_L differs from the mean
            y* = x - grad F_gamma(x) / gamma of the local Gibbs measure by
            ((1-c)^L I + c sum_l (1-c)^{L-l} B^l)(x - y*),  B = I - b (A + gamma I)                  (derived)
Assumes     b < 2 / (L + gamma) for a stable inner loop.
Cost        L sampled gradients per step; two extra d-vectors, L d normal draws.
Departures  no momentum; the average starts at x as in the paper, so it is biased towards x.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate of Entropy-SGD."""

    x: Any  # x_t, shape (d,)


class EntropySGD(NamedTuple):
    """Entropy-SGD: `step_size` a, `scope` gamma, inner step b, `inner_steps` L, `averaging` c, `noise` eps.

    Noise sqrt 2 samples the local Gibbs measure at temperature one.
    """

    step_size: float
    scope: float
    inner_step_size: float
    inner_steps: int
    averaging: float
    noise: float

    @classmethod
    def prescribed(cls, problem):
        """Scope L, steps 1/(2 L), five inner steps, temperature one; averaging 0.75 is the paper's."""
        L = problem.smoothness()
        return cls(0.5 / L, L, 0.5 / L, 5, 0.75, np.sqrt(2.0))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("scope", self.scope)
        checks.positive("inner_step_size", self.inner_step_size)
        checks.count("inner_steps", self.inner_steps)
        checks.between("averaging", self.averaging, 0, 1)
        checks.nonnegative("noise", self.noise)

    def local_mean(self, problem, x, rng):
        """mu_L, the average of the inner loop from x, shape (d,)."""
        y = x
        mean = x
        for _ in range(self.inner_steps):
            g = problem.sample_gradient(y, problem.sample(rng)) + self.scope * (y - x)
            noise = np.sqrt(self.inner_step_size) * self.noise * rng.standard_normal(x.size)
            y = y - self.inner_step_size * g + noise
            mean = (1 - self.averaging) * mean + self.averaging * y
        return mean

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        mean = self.local_mean(problem, state.x, rng)
        return State(state.x - self.step_size * self.scope * (state.x - mean))
