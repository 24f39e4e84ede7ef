"""What the field also calls SAM with a Fisher mask."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.fisher_mask_sam import FisherMaskSAM, State
from refimpl.flatness.masks import top_mask
from verification.claim import dialect


@dialect("the norm is that of the masked gradient, so that the perturbation has length rho, as in SAM-ON")
class Renormalised(FisherMaskSAM):
    """e = rho m g / |m g|."""

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k % self.period == 0:
            G = problem.sample_gradients(state.x)
            mask = top_mask(np.sum(G * G, axis=0), self.kept)
        ascent = scale_to_norm(mask * problem.gradient(state.x), self.rho)
        x = state.x - self.step_size * problem.gradient(state.x + ascent)
        return State(x, mask, state.k + 1)


DIALECTS = (Renormalised,)
