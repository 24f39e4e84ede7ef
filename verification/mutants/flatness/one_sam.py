"""Named mistakes in 1-SAM, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.one_sam import OneSAM, State
from verification.claim import mutant


@mutant(
    "NOISE",
    "ascent and descent use the whole batch: this is full-batch SAM, which does not reduce the trace",
)
class FullBatch(OneSAM):
    """x+ = x - eta grad f(x + rho g/|g|)."""

    def step(self, problem, state, rng):
        problem.sample(rng)
        ascent = scale_to_norm(problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))


@mutant("STATE", "the descent draws a new sample, another than that of the ascent")
class FreshSample(OneSAM):
    """x+ = x - eta grad f_j(x + e_i), j drawn anew."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(problem.sample_gradient(state.x, problem.sample(rng)), self.rho)
        return State(
            state.x - self.step_size * problem.sample_gradient(state.x + ascent, problem.sample(rng))
        )


@mutant("NOISE", "the ascent follows the gradient of the whole batch, only the descent that of the sample")
class BatchAscent(OneSAM):
    """e = rho g/|g|."""

    def step(self, problem, state, rng):
        i = problem.sample(rng)
        ascent = scale_to_norm(problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, i))


@mutant("POWER", "the gradient of the sample is divided by the norm of the gradient of the batch")
class NormOfTheBatch(OneSAM):
    """e = rho g_i/|g|."""

    def step(self, problem, state, rng):
        i = problem.sample(rng)
        g = problem.sample_gradient(state.x, i)
        size = norm(problem.gradient(state.x))
        if size > 0:
            g = (self.rho / size) * g
        return State(state.x - self.step_size * problem.sample_gradient(state.x + g, i))


@mutant("POWER", "the gradient is not normalised: e = rho g_i (stochastic USAM)")
class UnnormalisedAscent(OneSAM):
    """e = rho g_i."""

    def step(self, problem, state, rng):
        i = problem.sample(rng)
        ascent = self.rho * problem.sample_gradient(state.x, i)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, i))


@mutant("POWER", "the gradient is divided by its l1 norm instead of its Euclidean norm")
class AbsoluteNorm(OneSAM):
    """e = rho g_i/|g_i|_1."""

    def step(self, problem, state, rng):
        i = problem.sample(rng)
        g = problem.sample_gradient(state.x, i)
        size = np.sum(np.abs(g))
        if size > 0:
            g = (self.rho / size) * g
        return State(state.x - self.step_size * problem.sample_gradient(state.x + g, i))


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(OneSAM):
    """e = -rho g_i/|g_i|."""

    def step(self, problem, state, rng):
        i = problem.sample(rng)
        ascent = scale_to_norm(problem.sample_gradient(state.x, i), self.rho)
        return State(state.x - self.step_size * problem.sample_gradient(state.x - ascent, i))


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(OneSAM):
    """x+ = x + e - eta grad f_i(x + e)."""

    def step(self, problem, state, rng):
        i = problem.sample(rng)
        y = state.x + scale_to_norm(problem.sample_gradient(state.x, i), self.rho)
        return State(y - self.step_size * problem.sample_gradient(y, i))


@mutant("STALE", "the step uses the gradient at x instead of the one at x + e (this is SGD)")
class GradientAtIterate(OneSAM):
    """x+ = x - eta grad f_i(x)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.sample_gradient(state.x, problem.sample(rng)))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(OneSAM):
    """e = 1.02 rho g_i/|g_i|."""

    def step(self, problem, state, rng):
        i = problem.sample(rng)
        ascent = scale_to_norm(problem.sample_gradient(state.x, i), 1.02 * self.rho)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, i))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(OneSAM):
    """x+ = x - 1.02 eta grad f_i(x + e)."""

    def step(self, problem, state, rng):
        i = problem.sample(rng)
        ascent = scale_to_norm(problem.sample_gradient(state.x, i), self.rho)
        return State(state.x - 1.02 * self.step_size * problem.sample_gradient(state.x + ascent, i))


@mutant(
    "EPS", "g/|g| without a guard: NaN where the gradient of the sample is zero, as at every fitted point"
)
class UnguardedNorm(OneSAM):
    """e = rho g_i/|g_i| also at g_i = 0."""

    def step(self, problem, state, rng):
        i = problem.sample(rng)
        g = problem.sample_gradient(state.x, i)
        ascent = (self.rho / norm(g)) * g
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, i))


MUTANTS = (
    FullBatch,
    FreshSample,
    BatchAscent,
    NormOfTheBatch,
    UnnormalisedAscent,
    AbsoluteNorm,
    DescendingPerturbation,
    PerturbationNotUndone,
    GradientAtIterate,
    RadiusTooLarge,
    StepTooLong,
    UnguardedNorm,
)
