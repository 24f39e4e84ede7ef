"""Named mistakes in the SDE of USAM."""

from __future__ import annotations

import numpy as np

from refimpl.dynamics_theory.sam_sde import State
from refimpl.dynamics_theory.usam_sde import USAMSDE
from verification.claim import mutant
from verification.mutants.dynamics_theory.sde import directions, shared

(
    PlainDrift, HalfRegulariser, NegativeRegulariser, PlainDiffusion, NotCentred, NoiseWithoutEta, NoiseByTimeStep,
    NoiseNotAveraged,
) = SHARED = shared(USAMSDE)  # fmt: skip


@mutant("NOISE", "independent samples in the two gradients: the covariances add up, their roots do not")
class IndependentSamples(USAMSDE):
    """Noise of g_i and noise of rho H_i g_i from different draws."""

    def step(self, problem, state, rng):
        G, full = directions(self, problem, state.x)
        n = len(G)
        xi = rng.standard_normal(n)
        xi = xi - np.sum(xi) / n
        noise = xi @ G + np.roll(xi, 1) @ (full - G)
        factor = np.sqrt(self.time_step * self.eta / n)
        return State(state.x - self.time_step * np.sum(full, axis=0) / n + factor * noise)


@mutant("POWER", "the gradients are normalised (this is SAM)")
class Normalised(USAMSDE):
    """rho g_i / |g_i|."""

    def ascent(self, problem, x, G):
        size = np.sqrt(np.sum(G * G, axis=1))
        return (self.rho / (size + (size == 0)))[:, None] * G


MUTANTS = (*SHARED, IndependentSamples, Normalised)
