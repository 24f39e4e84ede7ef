"""Named mistakes in Hutchinson's estimator, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.hessian_spectrum.hutchinson import Hutchinson, State
from verification.claim import mutant


def signs(state, rng):
    """A Rademacher probe."""
    return np.sign(rng.standard_normal(state.x.shape[0]))


@mutant("TERM", "the product is not multiplied by the probe: the mean of H z is zero")
class ProbeForgotten(Hutchinson):
    """Sample H z."""

    def step(self, problem, state, rng):
        return self.averaged(state, problem.hessian_vector(self.point, signs(state, rng)))


@mutant("TERM", "the trace z'Hz is put into every entry instead of z*(Hz)")
class TraceInEveryEntry(Hutchinson):
    """Sample z'Hz (1, ..., 1)."""

    def step(self, problem, state, rng):
        z = signs(state, rng)
        return self.averaged(state, np.dot(z, problem.hessian_vector(self.point, z)) * np.ones_like(state.x))


@mutant("SCALE", "the probe has length 1: the factor d is forgotten")
class UnitProbe(Hutchinson):
    """z / sqrt(d)."""

    def step(self, problem, state, rng):
        z = scale_to_norm(signs(state, rng), 1.0)
        return self.averaged(state, z * problem.hessian_vector(self.point, z))


@mutant("SCALE", "probes of zeros and ones: their mean is not zero")
class ZeroOneProbe(Hutchinson):
    """z in {0, 1}^d."""

    def step(self, problem, state, rng):
        z = (1.0 + signs(state, rng)) / 2
        return self.averaged(state, z * problem.hessian_vector(self.point, z))


@mutant("STALE", "the Hessian is taken at the estimate instead of at the point")
class HessianAtIterate(Hutchinson):
    """Sample z*(H(x) z)."""

    def step(self, problem, state, rng):
        z = signs(state, rng)
        return self.averaged(state, z * problem.hessian_vector(state.x, z))


@mutant("TERM", "the samples are added up, never divided by their number")
class SumInsteadOfMean(Hutchinson):
    """x+ = x + sample."""

    def averaged(self, state, sample):
        total = state.x + sample if state.k > 0 else sample
        return State(total, state.k + 1)


@mutant("BIAS", "the start counts as a sample")
class StartCounted(Hutchinson):
    """x+ = ((k + 1) x + sample) / (k + 2)."""

    def averaged(self, state, sample):
        return State(((state.k + 1) * state.x + sample) / (state.k + 2), state.k + 1)


@mutant("SCALE", "divided by the number of samples less one, as a variance is")
class DividedByOneLess(Hutchinson):
    """The mean times n / (n - 1) from the second sample on."""

    def averaged(self, state, sample):
        n = state.k + 1
        mean = state.x if n < 3 else state.x * (n - 2) / (n - 1)
        mean = (state.k * mean + sample) / n
        return State(mean if n < 2 else mean * n / (n - 1), n)


@mutant("SCALE", "an average that forgets: every sample has weight one half")
class ExponentialAverage(Hutchinson):
    """x+ = (x + sample) / 2."""

    def averaged(self, state, sample):
        return State((state.x + sample) / 2 if state.k > 0 else sample, state.k + 1)


@mutant("STALE", "only the newest sample is kept")
class NewestOnly(Hutchinson):
    """x+ = sample."""

    def averaged(self, state, sample):
        return State(sample, state.k + 1)


@mutant("SIGN", "absolute values are averaged, as for a preconditioner")
class AbsoluteValues(Hutchinson):
    """Sample |z*(Hz)|."""

    def averaged(self, state, sample):
        return State((state.k * state.x + np.abs(sample)) / (state.k + 1), state.k + 1)


MUTANTS = (
    ProbeForgotten,
    TraceInEveryEntry,
    UnitProbe,
    ZeroOneProbe,
    HessianAtIterate,
    SumInsteadOfMean,
    StartCounted,
    DividedByOneLess,
    ExponentialAverage,
    NewestOnly,
    AbsoluteValues,
)
