"""Named mistakes in USAM, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.usam import USAM, State
from verification.claim import mutant


def _descended(algorithm, problem, state, ascent):
    return State(state.x - algorithm.step_size * problem.gradient(state.x + ascent))


@mutant("POWER", "the gradient is normalised: e = rho g / |g| (this is SAM)")
class NormalisedAscent(USAM):
    """e = rho g / |g|."""

    def step(self, problem, state, rng):
        return _descended(self, problem, state, scale_to_norm(problem.gradient(state.x), self.rho))


@mutant("BRANCH", "the perturbation is clipped to the length rho")
class ClippedAscent(USAM):
    """e = rho g / max(1, |g|)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return _descended(self, problem, state, self.rho * g / np.maximum(1.0, norm(g)))


@mutant("SCALE", "the ascent step is scaled by the step size too: e = eta rho g")
class StepSizeInAscent(USAM):
    """e = eta rho g."""

    def step(self, problem, state, rng):
        return _descended(self, problem, state, self.step_size * self.rho * problem.gradient(state.x))


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(USAM):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        y = state.x + self.rho * problem.gradient(state.x)
        return State(y - self.step_size * problem.gradient(y))


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(USAM):
    """e = -rho g."""

    def step(self, problem, state, rng):
        return _descended(self, problem, state, -self.rho * problem.gradient(state.x))


@mutant("STALE", "the step uses the gradient at x instead of the one at x + e (this is gradient descent)")
class GradientAtIterate(USAM):
    """x+ = x - eta grad f(x)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gradient(state.x))


@mutant("SCALE", "the step averages the gradients at x and at x + e")
class AveragedGradients(USAM):
    """x+ = x - eta (grad f(x) + grad f(x + e)) / 2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return State(state.x - self.step_size * 0.5 * (g + problem.gradient(state.x + self.rho * g)))


@mutant("SCALE", "rho is 2 % too large")
class RadiusTooLarge(USAM):
    """e = 1.02 rho g."""

    def step(self, problem, state, rng):
        return _descended(self, problem, state, 1.02 * self.rho * problem.gradient(state.x))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(USAM):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        ascent = self.rho * problem.gradient(state.x)
        return State(state.x - 1.02 * self.step_size * problem.gradient(state.x + ascent))


MUTANTS = (
    NormalisedAscent,
    ClippedAscent,
    StepSizeInAscent,
    PerturbationNotUndone,
    DescendingPerturbation,
    GradientAtIterate,
    AveragedGradients,
    RadiusTooLarge,
    StepTooLong,
)
