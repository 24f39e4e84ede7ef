"""Named mistakes in SAM with a Fisher mask, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.fisher_mask_sam import FisherMaskSAM, State
from refimpl.flatness.masks import top_mask
from verification.claim import mutant


def _fisher(problem, x):
    """n F."""
    G = problem.sample_gradients(x)
    return np.sum(G * G, axis=0)


def _mask(algorithm, problem, state):
    mask = state.mask
    if state.k % algorithm.period == 0:
        mask = top_mask(_fisher(problem, state.x), algorithm.kept)
    return mask


def _stepped(algorithm, problem, state, mask):
    ascent = mask * scale_to_norm(problem.gradient(state.x), algorithm.rho)
    x = state.x - algorithm.step_size * problem.gradient(state.x + ascent)
    return State(x, mask, state.k + 1)


@mutant("TERM", "the mean gradient is squared instead of averaging squared gradients")
class SquaredMeanGradient(FisherMaskSAM):
    """F = (mean_i g_i)^2."""

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k % self.period == 0:
            mean = np.sum(problem.sample_gradients(state.x), axis=0)
            mask = top_mask(mean * mean, self.kept)
        return _stepped(self, problem, state, mask)


@mutant("POWER", "the square is missing: signed gradients are averaged")
class SquareMissing(FisherMaskSAM):
    """F = mean_i g_i."""

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k % self.period == 0:
            mask = top_mask(np.sum(problem.sample_gradients(state.x), axis=0), self.kept)
        return _stepped(self, problem, state, mask)


@mutant("SIGN", "the least important coordinates are kept")
class BottomMask(FisherMaskSAM):
    """m = 1 on the smallest F_j."""

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k % self.period == 0:
            mask = top_mask(-_fisher(problem, state.x), self.kept)
        return _stepped(self, problem, state, mask)


@mutant("TERM", "the mask is forgotten (this is SAM)")
class MaskForgotten(FisherMaskSAM):
    """e = rho g / |g|."""

    def step(self, problem, state, rng):
        return _stepped(self, problem, state, np.ones_like(state.x))


@mutant("SCHED", "the mask of the first step is kept for ever")
class NeverRefreshed(FisherMaskSAM):
    """A mask is drawn up at k = 0 only."""

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k == 0:
            mask = top_mask(_fisher(problem, state.x), self.kept)
        return _stepped(self, problem, state, mask)


@mutant("SCHED", "the mask is drawn up at every step")
class RefreshedAtEveryStep(FisherMaskSAM):
    """period = 1."""

    def step(self, problem, state, rng):
        return _stepped(self, problem, state, top_mask(_fisher(problem, state.x), self.kept))


@mutant("SCHED", "one entry too few is kept")
class OneEntryFewer(FisherMaskSAM):
    """kept - 1 entries."""

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k % self.period == 0:
            mask = top_mask(_fisher(problem, state.x), self.kept - 1)
        return _stepped(self, problem, state, mask)


@mutant("TERM", "the perturbation is weighted by the Fisher information instead of masked")
class Weighted(FisherMaskSAM):
    """m = F / max F."""

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k % self.period == 0:
            F = _fisher(problem, state.x)
            mask = F / np.max(F)
        return _stepped(self, problem, state, mask)


@mutant("STATE", "the step is masked too: the other parameters are frozen")
class StepMasked(FisherMaskSAM):
    """x+ = x - eta m grad f(x + e)."""

    def step(self, problem, state, rng):
        mask = _mask(self, problem, state)
        ascent = mask * scale_to_norm(problem.gradient(state.x), self.rho)
        x = state.x - self.step_size * mask * problem.gradient(state.x + ascent)
        return State(x, mask, state.k + 1)


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(FisherMaskSAM):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        mask = _mask(self, problem, state)
        y = state.x + mask * scale_to_norm(problem.gradient(state.x), self.rho)
        return State(y - self.step_size * problem.gradient(y), mask, state.k + 1)


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(FisherMaskSAM):
    """-e."""

    def step(self, problem, state, rng):
        mask = _mask(self, problem, state)
        return State(_stepped(self, problem, state, -mask).x, mask, state.k + 1)


@mutant("STALE", "the step uses the gradient at x instead of the one at x + e (this is gradient descent)")
class GradientAtIterate(FisherMaskSAM):
    """x+ = x - eta grad f(x)."""

    def step(self, problem, state, rng):
        return _stepped(self, problem, state, np.zeros_like(state.x))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(FisherMaskSAM):
    """1.02 e."""

    def step(self, problem, state, rng):
        mask = _mask(self, problem, state)
        ascent = mask * scale_to_norm(problem.gradient(state.x), 1.02 * self.rho)
        x = state.x - self.step_size * problem.gradient(state.x + ascent)
        return State(x, mask, state.k + 1)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(FisherMaskSAM):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        mask = _mask(self, problem, state)
        ascent = mask * scale_to_norm(problem.gradient(state.x), self.rho)
        x = state.x - 1.02 * self.step_size * problem.gradient(state.x + ascent)
        return State(x, mask, state.k + 1)


@mutant("EPS", "g / |g| without a guard: NaN where the gradient is zero")
class UnguardedNorm(FisherMaskSAM):
    """0/0 at g = 0."""

    def step(self, problem, state, rng):
        mask, g = _mask(self, problem, state), problem.gradient(state.x)
        ascent = mask * (self.rho / norm(g)) * g
        x = state.x - self.step_size * problem.gradient(state.x + ascent)
        return State(x, mask, state.k + 1)


MUTANTS = (
    SquaredMeanGradient,
    SquareMissing,
    BottomMask,
    MaskForgotten,
    NeverRefreshed,
    RefreshedAtEveryStep,
    OneEntryFewer,
    Weighted,
    StepMasked,
    PerturbationNotUndone,
    DescendingPerturbation,
    GradientAtIterate,
    RadiusTooLarge,
    StepTooLong,
    UnguardedNorm,
)
