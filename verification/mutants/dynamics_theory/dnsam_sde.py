"""Named mistakes in the SDE of DNSAM."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.dynamics_theory.dnsam_sde import DNSAMSDE
from verification.claim import mutant
from verification.mutants.dynamics_theory.sde import shared

(
    PlainDrift, HalfRegulariser, NegativeRegulariser, PlainDiffusion, NotCentred, NoiseWithoutEta, NoiseByTimeStep,
    NoiseNotAveraged,
) = SHARED = shared(DNSAMSDE)  # fmt: skip


@mutant("STALE", "every sampled gradient is divided by its own norm (this is SAM)")
class OwnNorms(DNSAMSDE):
    """rho g_i / |g_i|."""

    def ascent(self, problem, x, G):
        size = np.sqrt(np.sum(G * G, axis=1))
        return (self.rho / (size + (size == 0)))[:, None] * G


@mutant("POWER", "the gradients are not normalised (this is USAM)")
class Unnormalised(DNSAMSDE):
    """rho g_i."""

    def ascent(self, problem, x, G):
        return self.rho * G


@mutant("POWER", "the gradients are divided by the squared norm")
class SquaredNorm(DNSAMSDE):
    """rho g_i / |g|^2."""

    def ascent(self, problem, x, G):
        size = norm(problem.gradient(x)) ** 2
        return (self.rho / (size + (size == 0))) * G


@mutant("EPS", "g_i / |g| without a guard: NaN where the gradient is zero")
class Unguarded(DNSAMSDE):
    """Also where g = 0."""

    def ascent(self, problem, x, G):
        return (self.rho / norm(problem.gradient(x))) * G


MUTANTS = (*SHARED, OwnNorms, Unnormalised, SquaredNorm, Unguarded)
