"""What the field also calls ASAM."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.asam import ASAM, State
from verification.claim import dialect


@dialect(
    "no offset: T = |x|, so that weights at zero are never perturbed; widely used SAM code with an adaptive flag"
)
class WithoutOffset(ASAM):
    """e = rho x^2 g / |x g|."""

    def step(self, problem, state, rng):
        T = np.abs(state.x)
        ascent = T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))


DIALECTS = (WithoutOffset,)
