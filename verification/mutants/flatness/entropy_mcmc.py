"""Named mistakes in Entropy-MCMC."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.entropy_mcmc import EntropyMCMC, State
from verification.claim import mutant


def parts(method, problem, state, rng):
    """Sampled gradient, pull (x - z)/eta, and the two noises, drawn in order."""
    g = problem.sample_gradient(state.x, problem.sample(rng))
    pull = (state.x - state.guide) / method.variance
    size = np.sqrt(2 * method.step_size)
    first = size * rng.standard_normal(state.x.size)
    return g, pull, first, size * rng.standard_normal(state.x.size)


@mutant("TERM", "no coupling in the step of the iterate: it is plain SGLD, and the guide only follows")
class UncoupledIterate(EntropyMCMC):
    """x+ = x - a g + noise."""

    def step(self, problem, state, rng):
        g, pull, first, second = parts(self, problem, state, rng)
        return State(state.x - self.step_size * g + first, state.guide + self.step_size * pull + second)


@mutant("TERM", "no coupling in the step of the guide: it is a random walk")
class UncoupledGuide(EntropyMCMC):
    """z+ = z + noise."""

    def step(self, problem, state, rng):
        g, pull, first, second = parts(self, problem, state, rng)
        return State(state.x - self.step_size * (g + pull) + first, state.guide + second)


@mutant("SIGN", "the iterate is pushed away from the guide")
class RepelledIterate(EntropyMCMC):
    """x+ = x - a (g - (x - z)/eta) + noise."""

    def step(self, problem, state, rng):
        g, pull, first, second = parts(self, problem, state, rng)
        return State(
            state.x - self.step_size * (g - pull) + first, state.guide + self.step_size * pull + second
        )


@mutant("STALE", "the guide is pulled towards the new iterate")
class NewIterateInGuide(EntropyMCMC):
    """z+ = z - a (z - x+)/eta + noise."""

    def step(self, problem, state, rng):
        g, pull, first, second = parts(self, problem, state, rng)
        x = state.x - self.step_size * (g + pull) + first
        return State(x, state.guide + self.step_size * (x - state.guide) / self.variance + second)


@mutant("NOISE", "iterate and guide share one noise")
class SharedNoise(EntropyMCMC):
    """zeta = xi."""

    def step(self, problem, state, rng):
        g, pull, first, _ = parts(self, problem, state, rng)
        return State(
            state.x - self.step_size * (g + pull) + first, state.guide + self.step_size * pull + first
        )


@mutant("NOISE", "no noise in the guide: it is a moving average of the iterates")
class QuietGuide(EntropyMCMC):
    """z+ = z - a (z - x)/eta."""

    def step(self, problem, state, rng):
        g, pull, first, _ = parts(self, problem, state, rng)
        return State(state.x - self.step_size * (g + pull) + first, state.guide + self.step_size * pull)


@mutant("NOISE", "the noises are sqrt(a) instead of sqrt(2 a)")
class NoiseNotDoubled(EntropyMCMC):
    """sqrt(a) xi."""

    def step(self, problem, state, rng):
        g, pull, first, second = parts(self, problem, state, rng)
        return State(
            state.x - self.step_size * (g + pull) + np.sqrt(0.5) * first,
            state.guide + self.step_size * pull + np.sqrt(0.5) * second,
        )


@mutant("POWER", "the coupling is multiplied by the variance instead of divided")
class CouplingInverted(EntropyMCMC):
    """(x - z) eta."""

    def step(self, problem, state, rng):
        g, pull, first, second = parts(self, problem, state, rng)
        pull = pull * self.variance * self.variance
        return State(
            state.x - self.step_size * (g + pull) + first, state.guide + self.step_size * pull + second
        )


@mutant("POWER", "the coupling is divided by the standard deviation instead of the variance")
class CouplingByDeviation(EntropyMCMC):
    """(x - z) / sqrt(eta)."""

    def step(self, problem, state, rng):
        g, pull, first, second = parts(self, problem, state, rng)
        pull = pull * np.sqrt(self.variance)
        return State(
            state.x - self.step_size * (g + pull) + first, state.guide + self.step_size * pull + second
        )


@mutant("STALE", "the gradient is taken at the guide")
class GradientAtGuide(EntropyMCMC):
    """g = grad F(z; y)."""

    def step(self, problem, state, rng):
        g, _, first, second = parts(self, problem, State(state.guide, state.guide), rng)
        pull = (state.x - state.guide) / self.variance
        return State(
            state.x - self.step_size * (g + pull) + first, state.guide + self.step_size * pull + second
        )


@mutant("STATE", "the guide starts at zero instead of at the start")
class GuideFromZero(EntropyMCMC):
    """z_0 = 0."""

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0))


@mutant("SCALE", "the variance of the coupling is 2 % too large")
class VarianceTooLarge(EntropyMCMC):
    """1.02 eta."""

    def step(self, problem, state, rng):
        g, pull, first, second = parts(self, problem, state, rng)
        pull = pull / 1.02
        return State(
            state.x - self.step_size * (g + pull) + first, state.guide + self.step_size * pull + second
        )


MUTANTS = (
    UncoupledIterate,
    UncoupledGuide,
    RepelledIterate,
    NewIterateInGuide,
    SharedNoise,
    QuietGuide,
    NoiseNotDoubled,
    CouplingInverted,
    CouplingByDeviation,
    GradientAtGuide,
    GuideFromZero,
    VarianceTooLarge,
)
