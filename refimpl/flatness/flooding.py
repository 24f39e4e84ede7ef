"""Flooding: gradient descent on |f - b| + b, which turns to ascent below the flood level b.

Source      Ishida, Yamane, Sakai, Niu & Sugiyama 2020 (full batch, plain gradient descent as base optimiser).
Step        x+ = x - eta sign(f(x) - level) g,   g = grad f(x)   (sign 0 = 0: at the level it stays)
Guarantee   sign(f(x) - level) (f(x+) - f(x)) <= -eta (1 - L eta/2) |g|^2: towards the level     (derived)
            a step down and a step up make -eta^2 times the backward difference of B-GR with epsilon = eta,
            a step up and a step down -eta^2 times the forward one: both descend |grad f|^2/2    (derived)
Assumes     f is L-smooth; nothing for the update.
Cost        one value and one gradient per step.
Departures  mini-batches are not flooded one by one: the full loss is compared with the level.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate of flooding."""

    x: Any  # x_t, shape (d,)


class Flooding(NamedTuple):
    """Flooding: `step_size` eta > 0, flood `level` b of any sign, in units of f."""

    step_size: float
    level: float

    @classmethod
    def prescribed(cls, problem):
        """Step 1/(2 L), well within 2/L, and the level 1/4 above the minimum."""
        return cls(step_size=0.5 / problem.smoothness(), level=problem.minimum() + 0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.finite("level", self.level)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        signed = np.sign(problem.value(state.x) - self.level) * problem.gradient(state.x)
        return State(state.x - self.step_size * signed)
