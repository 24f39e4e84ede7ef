"""Named mistakes in SPL+."""

from __future__ import annotations

import numpy as np

from refimpl.nonsmooth_nonconvex.cvar_prox_linear import CVaRProxLinear
from verification.claim import mutant
from verification.mutants.nonsmooth_nonconvex.cvar import cvar_mutants, proximal_mutants


class _Free(CVaRProxLinear):
    """The multiplier from another numerator and denominator, then another cut."""

    def denominator(self, square):
        return self.weight() * (self.step_size * square + self.level_step)

    def cut(self, free):
        return np.minimum(1.0, np.maximum(0.0, free))

    def multiplier(self, value, level, square):
        return self.cut((value - level + self.level_step) / self.denominator(square))


@mutant("PROX", "the multiplier is not cut at 1")
class NotCutAbove(_Free):
    """max(0, .)."""

    def cut(self, free):
        return np.maximum(0.0, free)


@mutant("PROX", "the multiplier is not cut at 0")
class NotCutBelow(_Free):
    """min(1, .)."""

    def cut(self, free):
        return np.minimum(1.0, free)


@mutant("SCALE", "kappa is left out in the multiplier")
class MultiplierWithoutWeight(_Free):
    """lam_x |g|^2 + lam_a."""

    def denominator(self, square):
        return self.step_size * square + self.level_step


@mutant("TERM", "the level's share is left out in the denominator")
class LevelNotShared(_Free):
    """kappa lam_x |g|^2, and no less than a rounding."""

    def denominator(self, square):
        return self.weight() * self.step_size * square + 2.0**-40


@mutant("POWER", "|g| for |g|^2")
class NormNotSquared(_Free):
    """lam_x |g| + lam_a."""

    def denominator(self, square):
        return self.weight() * (self.step_size * np.sqrt(square) + self.level_step)


MUTANTS = (
    *cvar_mutants(CVaRProxLinear),
    *proximal_mutants(CVaRProxLinear),
    NotCutAbove,
    NotCutBelow,
    MultiplierWithoutWeight,
    LevelNotShared,
    NormNotSquared,
)
