"""Named mistakes in DP-SAM, as people really make them."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.dp.dp_sam import DPSAM, State
from refimpl.dp.release import poisson_sample, privatised_mean
from verification.claim import mutant
from verification.mutants.dp import dp_sgd


def mean(algorithm, G, included, rng):
    """The release of DP-SGD on a given sample."""
    q = algorithm.sampling_rate
    return privatised_mean(G, included, algorithm.clip, algorithm.noise_multiplier, q, rng)


class _Perturbed(DPSAM):
    """DP-SAM with an ascent step of its own."""

    perturbation: Any

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        included = poisson_sample(G, self.sampling_rate, rng)
        a = mean(self, G, included, rng)
        p = mean(self, problem.sample_gradients(state.x + self.perturbation(a)), included, rng)
        return State(state.x - self.step_size * p, a)


class _Released(DPSAM):
    """DP-SAM with a privatised mean of its own."""

    mean: Any

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        included, expected = poisson_sample(G, self.sampling_rate, rng), self.sampling_rate * G.shape[0]
        a = self.mean(G, included, rng.standard_normal(G.shape[1]), expected)
        G = problem.sample_gradients(state.x + scale_to_norm(a, self.rho))
        p = self.mean(G, included, rng.standard_normal(G.shape[1]), expected)
        return State(state.x - self.step_size * p, a)


@mutant("TERM", "the ascent gradient is clipped but gets no noise: it is not private")
class AscentWithoutNoise(DPSAM):
    """a = sum clip(g_i)/(q n)."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        included, expected = poisson_sample(G, self.sampling_rate, rng), self.sampling_rate * G.shape[0]
        a = included * dp_sgd.clip_factors(G, self.clip) @ G / expected + 0 * rng.standard_normal(G.shape[1])
        p = mean(self, problem.sample_gradients(state.x + scale_to_norm(a, self.rho)), included, rng)
        return State(state.x - self.step_size * p, a)


@mutant("NOISE", "one noise vector serves both releases: their difference is not private")
class NoiseReused(DPSAM):
    """z' = z."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        included, expected = poisson_sample(G, self.sampling_rate, rng), self.sampling_rate * G.shape[0]
        noise = self.noise_multiplier * self.clip * rng.standard_normal(G.shape[1])
        a = (included * dp_sgd.clip_factors(G, self.clip) @ G + noise) / expected
        G = problem.sample_gradients(state.x + scale_to_norm(a, self.rho))
        p = (
            included * dp_sgd.clip_factors(G, self.clip) @ G + noise + 0 * rng.standard_normal(G.shape[1])
        ) / expected
        return State(state.x - self.step_size * p, a)


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(DPSAM):
    """x+ = x + e - eta p."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        included = poisson_sample(G, self.sampling_rate, rng)
        a = mean(self, G, included, rng)
        y = state.x + scale_to_norm(a, self.rho)
        return State(y - self.step_size * mean(self, problem.sample_gradients(y), included, rng), a)


@mutant("STALE", "the step uses the release at x, not the one at x + e (this is DP-SGD)")
class StepAlongTheAscent(DPSAM):
    """x+ = x - eta a."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        included = poisson_sample(G, self.sampling_rate, rng)
        a = mean(self, G, included, rng)
        return State(state.x - self.step_size * a + 0 * rng.standard_normal(G.shape[1]), a)


@mutant("NOISE", "the second gradient is taken over all examples instead of the sample of the first")
class SecondGradientOfAll(DPSAM):
    """p over {1, ..., n}, divided by n."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        included = poisson_sample(G, self.sampling_rate, rng)
        a = mean(self, G, included, rng)
        G = problem.sample_gradients(state.x + scale_to_norm(a, self.rho))
        everyone = np.ones_like(included)
        p = privatised_mean(G, everyone, self.clip, self.noise_multiplier, 1.0, rng)
        return State(state.x - self.step_size * p, a)


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(_Perturbed):
    """e = -rho a/|a|."""

    def perturbation(self, a):
        return scale_to_norm(a, -self.rho)


@mutant("POWER", "the ascent gradient is not normalised: e = rho a")
class UnnormalisedAscent(_Perturbed):
    """e = rho a."""

    def perturbation(self, a):
        return self.rho * a


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(_Perturbed):
    """e = 1.02 rho a/|a|."""

    def perturbation(self, a):
        return scale_to_norm(a, 1.02 * self.rho)


@mutant("EPS", "a/|a| without a guard: NaN where the release is zero, as without noise on an empty sample")
class UnguardedNorm(_Perturbed):
    """e = rho a/|a| also at a = 0."""

    def perturbation(self, a):
        return (self.rho / norm(a)) * a


@mutant("TERM", "the gradients are not clipped: the noise is calibrated to a bound that does not hold")
class WithoutClipping(_Released):
    """Both releases (sum g_i + sigma C z)/(q n)."""

    mean = dp_sgd.WithoutClipping.mean


@mutant("NOISE", "the noise of the sum is added to the mean: it is not divided by the size of the sample")
class NoiseAfterTheMean(_Released):
    """Both releases sum clip(g_i)/(q n) + sigma C z."""

    mean = dp_sgd.NoiseAfterTheMean.mean


@mutant("POWER", "the standard deviation of the noise is sigma C^2")
class SquaredClip(_Released):
    """Both releases (sum clip(g_i) + sigma C^2 z)/(q n)."""

    mean = dp_sgd.SquaredClip.mean


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(DPSAM):
    """x+ = x - 1.02 eta p."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        included = poisson_sample(G, self.sampling_rate, rng)
        a = mean(self, G, included, rng)
        p = mean(self, problem.sample_gradients(state.x + scale_to_norm(a, self.rho)), included, rng)
        return State(state.x - 1.02 * self.step_size * p, a)


MUTANTS = (
    AscentWithoutNoise,
    NoiseReused,
    PerturbationNotUndone,
    StepAlongTheAscent,
    SecondGradientOfAll,
    DescendingPerturbation,
    UnnormalisedAscent,
    RadiusTooLarge,
    UnguardedNorm,
    WithoutClipping,
    NoiseAfterTheMean,
    SquaredClip,
    StepTooLong,
)
