"""Named mistakes in Entropy-SGLD: in its outer step; those of the inner loop are Entropy-SGD's."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.entropy_sgd import State
from refimpl.flatness.entropy_sgld import EntropySGLD
from verification.claim import mutant
from verification.mutants.flatness.entropy_sgd import average


@mutant("TERM", "no outer noise: this is Entropy-SGD")
class NoOuterNoise(EntropySGLD):
    """x - a gamma (x - mu)."""

    def step(self, problem, state, rng):
        mean = average(self, problem, state.x, rng)
        return State(state.x - self.step_size * self.scope * (state.x - mean))


@mutant("NOISE", "the outer noise is sqrt(a) instead of sqrt(2 a)")
class NoiseNotDoubled(EntropySGLD):
    """sqrt(a) zeta."""

    def step(self, problem, state, rng):
        x = state.x - self.step_size * self.scope * (state.x - average(self, problem, state.x, rng))
        return State(x + np.sqrt(self.step_size) * rng.standard_normal(state.x.size))


@mutant("NOISE", "the outer noise has the step of the inner loop")
class InnerStepInNoise(EntropySGLD):
    """sqrt(2 b) zeta."""

    def step(self, problem, state, rng):
        x = state.x - self.step_size * self.scope * (state.x - average(self, problem, state.x, rng))
        return State(x + np.sqrt(2 * self.inner_step_size) * rng.standard_normal(state.x.size))


@mutant("TERM", "no coupling in the inner loop: it samples the posterior, not its neighbourhood")
class Uncoupled(EntropySGLD):
    """g alone."""

    def step(self, problem, state, rng):
        x = state.x - self.step_size * self.scope * (state.x - average(self, problem, state.x, rng, pull=0.0))
        return State(x + np.sqrt(2 * self.step_size) * rng.standard_normal(state.x.size))


@mutant("STALE", "the last inner iterate instead of the average")
class LastInsteadOfAverage(EntropySGLD):
    """mu = y_L."""

    def step(self, problem, state, rng):
        mean = average(self._replace(averaging=1.0), problem, state.x, rng)
        x = state.x - self.step_size * self.scope * (state.x - mean)
        return State(x + np.sqrt(2 * self.step_size) * rng.standard_normal(state.x.size))


@mutant("SCALE", "the outer step forgets the scope")
class NoScope(EntropySGLD):
    """x - a (x - mu)."""

    def step(self, problem, state, rng):
        x = state.x - self.step_size * (state.x - average(self, problem, state.x, rng))
        return State(x + np.sqrt(2 * self.step_size) * rng.standard_normal(state.x.size))


MUTANTS = (NoOuterNoise, NoiseNotDoubled, InnerStepInNoise, Uncoupled, LastInsteadOfAverage, NoScope)
