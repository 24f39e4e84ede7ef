"""What the field also calls SAM with a random mask."""

from __future__ import annotations

from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.masks import top_mask
from refimpl.flatness.random_mask_sam import RandomMaskSAM, State
from verification.claim import dialect


@dialect("the norm is that of the masked gradient, so that the perturbation has length rho, as in SAM-ON")
class Renormalised(RandomMaskSAM):
    """e = rho m g / |m g|."""

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k % self.period == 0:
            mask = top_mask(rng.standard_normal(state.x.size), self.kept)
        ascent = scale_to_norm(mask * problem.gradient(state.x), self.rho)
        x = state.x - self.step_size * problem.gradient(state.x + ascent)
        return State(x, mask, state.k + 1)


DIALECTS = (Renormalised,)
