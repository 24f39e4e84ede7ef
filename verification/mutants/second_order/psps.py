"""Named mistakes in the preconditioned stochastic Polyak step, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.moments import average
from refimpl.second_order.psps import PSPS, State
from verification.claim import mutant
from verification.mutants.second_order.oasis import scalings
from verification.mutants.second_order.polyak import full_value, gaps, linear_lengths


def advanced(self, problem, state, rng, *, probe=np.sign, estimate=None, kept=None, size=None):
    """The step of the reference with single quantities replaced."""
    draw = problem.sample(rng)
    g = problem.sample_gradient(state.x, draw)
    z = probe(rng.standard_normal(state.x.shape[0]))
    Hz = problem.sample_hessian_vector(state.x, draw, z)
    found = (estimate or np.multiply)(z, Hz)
    first = state.t == 0
    D = kept(state, found) if kept else found if first else average(state.D, found, self.beta2)
    B = self.scale(D)
    u = g / B
    length = self.length(self.gap(problem, state.x, draw), size(g, u, B) if size else np.dot(g, u))
    return State(state.x - length * u, D, state.t + 1)


@mutant("PROX", "the gradient is measured in the Euclidean norm")
class EuclideanNorm(PSPS):
    """(f_i - f*)/|g|^2."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, size=lambda g, u, B: np.dot(g, g))


@mutant("PROX", "the gradient is measured in the primal norm")
class PrimalNorm(PSPS):
    """(f_i - f*)/|g|_B^2."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, size=lambda g, u, B: np.dot(g, B * g))


@mutant("TERM", "the product with the Hessian is not multiplied by the probe: its mean is zero")
class ProbeForgotten(PSPS):
    """H z."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, estimate=lambda z, Hz: Hz)


@mutant("NOISE", "the probe is normal: even a diagonal Hessian is estimated with noise")
class NormalProbe(PSPS):
    """z ~ N(0, I)."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, probe=np.positive)


@mutant("BIAS", "the average of estimates starts at zero")
class DiagonalFromZero(PSPS):
    """D_0 = (1 - beta2) z o (H z)."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, kept=lambda s, new: average(s.D, new, self.beta2))


@mutant("SIGN", "moduli of estimates are averaged: their noise becomes curvature")
class ModuliAveraged(PSPS):
    """D+ = beta2 D + (1 - beta2) |z o (H z)|."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, estimate=lambda z, Hz: np.abs(z * Hz))


MUTANTS = (
    *gaps(PSPS), *full_value(PSPS), *linear_lengths(PSPS), *scalings(PSPS), EuclideanNorm, PrimalNorm, ProbeForgotten,
    NormalProbe, DiagonalFromZero, ModuliAveraged,
)  # fmt: skip
