"""Named mistakes in the SDE of SAM."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.dynamics_theory.sam_sde import SAMSDE
from verification.claim import mutant
from verification.mutants.dynamics_theory.sde import shared

(
    PlainDrift, HalfRegulariser, NegativeRegulariser, PlainDiffusion, NotCentred, NoiseWithoutEta, NoiseByTimeStep,
    NoiseNotAveraged,
) = SHARED = shared(SAMSDE)  # fmt: skip


@mutant("STALE", "the norm of the mean gradient instead of the mean over the norms (this is DNSAM)")
class NormOfTheMean(SAMSDE):
    """rho g_i / |g|."""

    def ascent(self, problem, x, G):
        size = norm(np.sum(G, axis=0) / G.shape[0])
        return (self.rho / (size + (size == 0))) * G


@mutant("POWER", "the gradients are not normalised (this is USAM)")
class Unnormalised(SAMSDE):
    """rho g_i."""

    def ascent(self, problem, x, G):
        return self.rho * G


@mutant("EPS", "g_i / |g_i| without a guard: NaN where a sampled gradient is zero")
class Unguarded(SAMSDE):
    """Also where g_i = 0."""

    def ascent(self, problem, x, G):
        return (self.rho / np.sqrt(np.sum(G * G, axis=1)))[:, None] * G


MUTANTS = (*SHARED, NormOfTheMean, Unnormalised, Unguarded)
