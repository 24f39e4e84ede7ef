"""Named mistakes in TRAM with input noise, as people really make them."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.tram_input_noise import State, TRAMInputNoise
from verification.claim import mutant


class _Radius(TRAMInputNoise):
    """TRAM with a radius of its own, from the standard normal noise."""

    radius: Any

    def step(self, problem, state, rng):
        radius = self.radius(problem, state.x, problem.input_noise(rng))
        ascent = scale_to_norm(problem.gradient(state.x), radius)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))


class _Ascent(TRAMInputNoise):
    """TRAM with an ascent step of its own, from the gradient and the radius."""

    ascent: Any

    def step(self, problem, state, rng):
        radius = problem.input_kl(state.x, self.deviation * problem.input_noise(rng))
        e = self.ascent(problem.gradient(state.x), radius)
        return State(state.x - self.step_size * problem.gradient(state.x + e))


@mutant("POWER", "the deviation is taken for a variance")
class DeviationAsVariance(_Radius):
    """Inputs u + sqrt(s) z."""

    def radius(self, problem, x, Z):
        return problem.input_kl(x, np.sqrt(self.deviation) * Z)


@mutant("SIGN", "the noise is subtracted")
class NoiseSubtracted(_Radius):
    """Inputs u - s z."""

    def radius(self, problem, x, Z):
        return problem.input_kl(x, -self.deviation * Z)


@mutant("TERM", "the deviation itself is the radius (this is SAM)")
class ConstantRadius(_Radius):
    """r = s."""

    def radius(self, problem, x, Z):
        return self.deviation


@mutant("SCALE", "the factor 1/2 of the expansion is forgotten")
class TwiceTheDivergence(_Radius):
    """r = 2 KL."""

    def radius(self, problem, x, Z):
        return 2 * problem.input_kl(x, self.deviation * Z)


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(_Radius):
    """r = 1.02 KL."""

    def radius(self, problem, x, Z):
        return 1.02 * problem.input_kl(x, self.deviation * Z)


@mutant("STALE", "the step uses the gradient at x (this is gradient descent)")
class GradientAtIterate(_Ascent):
    """e = 0."""

    def ascent(self, g, radius):
        return 0 * g


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(_Ascent):
    """e = -r g/|g|."""

    def ascent(self, g, radius):
        return scale_to_norm(g, -radius)


@mutant("POWER", "the gradient is not normalised: e = r g")
class UnnormalisedAscent(_Ascent):
    """e = r g."""

    def ascent(self, g, radius):
        return radius * g


@mutant("EPS", "g/|g| without a guard: NaN where the gradient is zero")
class UnguardedNorm(_Ascent):
    """e = r g/|g| also at g = 0."""

    def ascent(self, g, radius):
        return radius * (g / norm(g))


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(TRAMInputNoise):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        radius = problem.input_kl(state.x, self.deviation * problem.input_noise(rng))
        y = state.x + scale_to_norm(problem.gradient(state.x), radius)
        return State(y - self.step_size * problem.gradient(y))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(TRAMInputNoise):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        radius = problem.input_kl(state.x, self.deviation * problem.input_noise(rng))
        y = state.x + scale_to_norm(problem.gradient(state.x), radius)
        return State(state.x - 1.02 * self.step_size * problem.gradient(y))


MUTANTS = (
    DeviationAsVariance,
    NoiseSubtracted,
    ConstantRadius,
    TwiceTheDivergence,
    RadiusTooLarge,
    GradientAtIterate,
    DescendingPerturbation,
    UnnormalisedAscent,
    UnguardedNorm,
    PerturbationNotUndone,
    StepTooLong,
)
