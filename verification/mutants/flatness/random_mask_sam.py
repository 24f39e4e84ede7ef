"""Named mistakes in SAM with a random mask, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.masks import top_mask
from refimpl.flatness.random_mask_sam import RandomMaskSAM, State
from verification.claim import mutant


def _mask(algorithm, state, rng):
    mask = state.mask
    if state.k % algorithm.period == 0:
        mask = top_mask(rng.standard_normal(state.x.size), algorithm.kept)
    return mask


def _stepped(algorithm, problem, state, mask, ascent):
    x = state.x - algorithm.step_size * problem.gradient(state.x + ascent)
    return State(x, mask, state.k + 1)


@mutant("TERM", "the mask is forgotten (this is SAM)")
class MaskForgotten(RandomMaskSAM):
    """e = rho g / |g|."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(problem.gradient(state.x), self.rho)
        return _stepped(self, problem, state, _mask(self, state, rng), ascent)


@mutant("BRANCH", "the mask is inverted: `kept` entries are left out")
class MaskInverted(RandomMaskSAM):
    """e = rho (1 - m) g / |g|."""

    def step(self, problem, state, rng):
        mask = _mask(self, state, rng)
        ascent = (1 - mask) * scale_to_norm(problem.gradient(state.x), self.rho)
        return _stepped(self, problem, state, mask, ascent)


@mutant("SHAPE", "every entry is drawn on its own: how many are kept is random")
class IndependentEntries(RandomMaskSAM):
    """m_i = 1 where a normal draw is positive."""

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k % self.period == 0:
            mask = np.where(rng.standard_normal(state.x.size) > 0, 1.0, np.zeros_like(state.x))
        ascent = mask * scale_to_norm(problem.gradient(state.x), self.rho)
        return _stepped(self, problem, state, mask, ascent)


@mutant("SCHED", "the mask of the first step is kept for ever")
class NeverRefreshed(RandomMaskSAM):
    """A mask is drawn at k = 0 only."""

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k == 0:
            mask = top_mask(rng.standard_normal(state.x.size), self.kept)
        ascent = mask * scale_to_norm(problem.gradient(state.x), self.rho)
        return _stepped(self, problem, state, mask, ascent)


@mutant("SCHED", "the first mask comes one step late: the first step is one of gradient descent")
class MaskComesLate(RandomMaskSAM):
    """A mask is drawn at k = 1, 1 + period, ..."""

    def step(self, problem, state, rng):
        mask = state.mask
        if (state.k + self.period - 1) % self.period == 0:
            mask = top_mask(rng.standard_normal(state.x.size), self.kept)
        ascent = mask * scale_to_norm(problem.gradient(state.x), self.rho)
        return _stepped(self, problem, state, mask, ascent)


@mutant("SCHED", "one entry too few is kept")
class OneEntryFewer(RandomMaskSAM):
    """kept - 1 entries."""

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k % self.period == 0:
            mask = top_mask(rng.standard_normal(state.x.size), self.kept - 1)
        ascent = mask * scale_to_norm(problem.gradient(state.x), self.rho)
        return _stepped(self, problem, state, mask, ascent)


@mutant("STATE", "the step is masked too: the other parameters are frozen")
class StepMasked(RandomMaskSAM):
    """x+ = x - eta m grad f(x + e)."""

    def step(self, problem, state, rng):
        mask = _mask(self, state, rng)
        ascent = mask * scale_to_norm(problem.gradient(state.x), self.rho)
        x = state.x - self.step_size * mask * problem.gradient(state.x + ascent)
        return State(x, mask, state.k + 1)


@mutant("POWER", "the gradient is not normalised: e = rho m g")
class UnnormalisedAscent(RandomMaskSAM):
    """e = rho m g."""

    def step(self, problem, state, rng):
        mask = _mask(self, state, rng)
        return _stepped(self, problem, state, mask, self.rho * mask * problem.gradient(state.x))


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(RandomMaskSAM):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        mask = _mask(self, state, rng)
        y = state.x + mask * scale_to_norm(problem.gradient(state.x), self.rho)
        return State(y - self.step_size * problem.gradient(y), mask, state.k + 1)


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(RandomMaskSAM):
    """-e."""

    def step(self, problem, state, rng):
        mask = _mask(self, state, rng)
        ascent = mask * scale_to_norm(problem.gradient(state.x), -self.rho)
        return _stepped(self, problem, state, mask, ascent)


@mutant("STALE", "the step uses the gradient at x instead of the one at x + e (this is gradient descent)")
class GradientAtIterate(RandomMaskSAM):
    """x+ = x - eta grad f(x)."""

    def step(self, problem, state, rng):
        mask = _mask(self, state, rng)
        return _stepped(self, problem, state, mask, np.zeros_like(state.x))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(RandomMaskSAM):
    """1.02 e."""

    def step(self, problem, state, rng):
        mask = _mask(self, state, rng)
        ascent = mask * scale_to_norm(problem.gradient(state.x), 1.02 * self.rho)
        return _stepped(self, problem, state, mask, ascent)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(RandomMaskSAM):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        mask = _mask(self, state, rng)
        ascent = mask * scale_to_norm(problem.gradient(state.x), self.rho)
        x = state.x - 1.02 * self.step_size * problem.gradient(state.x + ascent)
        return State(x, mask, state.k + 1)


@mutant("EPS", "g / |g| without a guard: NaN where the gradient is zero")
class UnguardedNorm(RandomMaskSAM):
    """0/0 at g = 0."""

    def step(self, problem, state, rng):
        mask = _mask(self, state, rng)
        g = problem.gradient(state.x)
        return _stepped(self, problem, state, mask, mask * (self.rho / norm(g)) * g)


MUTANTS = (
    MaskForgotten,
    MaskInverted,
    IndependentEntries,
    NeverRefreshed,
    MaskComesLate,
    OneEntryFewer,
    StepMasked,
    UnnormalisedAscent,
    PerturbationNotUndone,
    DescendingPerturbation,
    GradientAtIterate,
    RadiusTooLarge,
    StepTooLong,
    UnguardedNorm,
)
