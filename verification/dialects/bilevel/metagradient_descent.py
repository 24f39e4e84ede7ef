"""What the field also calls metagradient descent: steps along the sign."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.metagradient_descent import MetagradientDescent, State
from verification.claim import dialect


@dialect("x moves along the sign of the metagradient, entry by entry, by eta")
class SignUpdate(MetagradientDescent):
    """x - eta sign(h)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * np.sign(self.metagradient(problem, state.x)))


DIALECTS = (SignUpdate,)
