"""Named mistakes in Implicit Diffusion through denoising, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.implicit_diffusion_denoising import ImplicitDiffusionDenoising, State
from verification.claim import mutant
from verification.mutants.bilevel.denoising_adjoint import ADJOINT


@mutant("TERM", "the direct derivative f_x is dropped")
class DirectTermDropped(ImplicitDiffusionDenoising):
    """G - f_x."""

    def gradient(self, problem, x, path):
        return super().gradient(problem, x, path) - problem.upper_x(x, path[self.denoising_steps])


@mutant("SCALE", "the x step is 2 % too long")
class StepTooLong(ImplicitDiffusionDenoising):
    """x+ = x - 1.02 eta G."""

    def gradient(self, problem, x, path):
        return 1.02 * super().gradient(problem, x, path)


@mutant("SIGN", "the reward enters with the wrong sign")
class RewardFlipped(ImplicitDiffusionDenoising):
    """x+ = x + eta G."""

    def gradient(self, problem, x, path):
        return -super().gradient(problem, x, path)


@mutant("SCHED", "the times run with the noise instead of against it")
class TimesForwards(ImplicitDiffusionDenoising):
    """tau_m = (m + 1) h."""

    def shrinkage(self, m):
        return np.exp(-self.time_step * (m + 1))


@mutant("SCHED", "the score is taken at the time that the step leads to, one earlier in the noising process")
class TimesOneEarly(ImplicitDiffusionDenoising):
    """tau_m = (M - m - 1) h."""

    def shrinkage(self, m):
        return np.exp(-self.time_step * (self.denoising_steps - m - 1))


class Drifting(ImplicitDiffusionDenoising):
    """The denoising step with its choices."""

    def drifted(self, problem, x, y, m, noise, factor=2, linear=1, size=2):
        """`factor` of the score, `linear` of y, `size` of the variance over h."""
        h = self.time_step
        drift = linear * y - factor * problem.lower_y(self.shrinkage(m) * x, y)
        return y + h * drift + np.sqrt(size * h) * noise


@mutant("SCALE", "the drift of the probability flow together with the noise of the diffusion")
class ScoreNotDoubled(Drifting):
    """Y + s."""

    def denoised(self, problem, x, y, m, noise):
        return self.drifted(problem, x, y, m, noise, factor=1)


@mutant("SIGN", "the linear part of the drift is not reversed")
class LinearPartNotReversed(Drifting):
    """-Y + 2 s."""

    def denoised(self, problem, x, y, m, noise):
        return self.drifted(problem, x, y, m, noise, linear=-1)


@mutant("NOISE", "the noise has variance h instead of 2 h")
class NoiseNotDoubled(Drifting):
    """sqrt(h) xi."""

    def denoised(self, problem, x, y, m, noise):
        return self.drifted(problem, x, y, m, noise, size=1)


@mutant("STATE", "a particle enters at the mean of the noise, without noise")
class QuietEntry(ImplicitDiffusionDenoising):
    """slot 0 <- start."""

    def advanced(self, problem, state, rng):
        paths = super().advanced(problem, state, rng)
        paths[0, 0] = self.start
        return paths


@mutant("STALE", "the gradient is that of the particle which is finished by this very step")
class GradientAfterMove(ImplicitDiffusionDenoising):
    """The queue moves first."""

    def step(self, problem, state, rng):
        x, paths = state.x, self.advanced(problem, state, rng)
        if state.k >= self.denoising_steps:
            x = x - self.step_size * self.gradient(problem, x, paths[self.denoising_steps])
        return State(x, paths, state.k + 1)


@mutant("STALE", "the queue moves at the new parameter")
class NewParameterInDenoising(ImplicitDiffusionDenoising):
    """x first, then the slots at x_{k+1}."""

    def step(self, problem, state, rng):
        x = state.x
        if state.k > self.denoising_steps:
            x = x - self.step_size * self.gradient(problem, x, state.paths[self.denoising_steps])
        return State(x, self.advanced(problem, state._replace(x=x), rng), state.k + 1)


@mutant("BRANCH", "the first gradient is taken one step before the queue is full")
class QueueNotFull(ImplicitDiffusionDenoising):
    """k >= M."""

    def step(self, problem, state, rng):
        x = state.x
        if state.k >= self.denoising_steps:
            x = x - self.step_size * self.gradient(problem, x, state.paths[self.denoising_steps])
        return State(x, self.advanced(problem, state, rng), state.k + 1)


MUTANTS = (
    *ADJOINT,
    DirectTermDropped,
    StepTooLong,
    RewardFlipped,
    TimesForwards,
    TimesOneEarly,
    ScoreNotDoubled,
    LinearPartNotReversed,
    NoiseNotDoubled,
    QuietEntry,
    GradientAfterMove,
    NewParameterInDenoising,
    QueueNotFull,
)
