"""Named mistakes in stochastic gradient Langevin dynamics."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.sgld import SGLD, State
from verification.claim import mutant


@mutant("NOISE", "the noise is sqrt(a) instead of sqrt(2 a), as for the step a / 2")
class NoiseNotDoubled(SGLD):
    """x+ = x - a g + sqrt(a) xi."""

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        noise = np.sqrt(self.step_size) * rng.standard_normal(state.x.size)
        return State(state.x - self.step_size * g + noise)


@mutant("NOISE", "the noise is 2 a instead of its root")
class NoiseWithoutRoot(SGLD):
    """x+ = x - a g + 2 a xi."""

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        noise = 2 * self.step_size * rng.standard_normal(state.x.size)
        return State(state.x - self.step_size * g + noise)


@mutant("NOISE", "one draw for all coordinates")
class OneDrawForAll(SGLD):
    """xi = (xi_1, ..., xi_1)."""

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        noise = np.sqrt(2 * self.step_size) * rng.standard_normal(state.x.size)[0]
        return State(state.x - self.step_size * g + noise)


@mutant("SCALE", "the noise joins the gradient and is multiplied by the step size")
class NoiseInGradient(SGLD):
    """x+ = x - a (g - sqrt(2 a) xi)."""

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        noise = np.sqrt(2 * self.step_size) * rng.standard_normal(state.x.size)
        return State(state.x - self.step_size * (g - noise))


@mutant("TERM", "no noise: stochastic gradient descent")
class NoNoise(SGLD):
    """x+ = x - a g."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.sample_gradient(state.x, problem.sample(rng)))


@mutant("NOISE", "the gradient of f instead of the sampled one")
class TrueGradient(SGLD):
    """g = grad f(x)."""

    def step(self, problem, state, rng):
        noise = np.sqrt(2 * self.step_size) * rng.standard_normal(state.x.size)
        return State(state.x - self.step_size * problem.gradient(state.x) + noise)


@mutant("SIGN", "the gradient of the log-density is subtracted: the chain climbs f")
class Ascent(SGLD):
    """x+ = x + a g + sqrt(2 a) xi."""

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        noise = np.sqrt(2 * self.step_size) * rng.standard_normal(state.x.size)
        return State(state.x + self.step_size * g + noise)


@mutant("SCALE", "half the step with the noise of the whole one")
class HalfDrift(SGLD):
    """x+ = x - (a / 2) g + sqrt(2 a) xi."""

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        noise = np.sqrt(2 * self.step_size) * rng.standard_normal(state.x.size)
        return State(state.x - self.step_size / 2 * g + noise)


@mutant("SCALE", "drift and noise of a step that is 2 % too long")
class StepTooLong(SGLD):
    """1.02 a."""

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        noise = np.sqrt(2.04 * self.step_size) * rng.standard_normal(state.x.size)
        return State(state.x - 1.02 * self.step_size * g + noise)


MUTANTS = (
    NoiseNotDoubled,
    NoiseWithoutRoot,
    OneDrawForAll,
    NoiseInGradient,
    NoNoise,
    TrueGradient,
    Ascent,
    HalfDrift,
    StepTooLong,
)
