"""Named mistakes in DP-SAT, as people really make them."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.dp.dp_sat import DPSAT, State
from refimpl.dp.release import poisson_sample, privatised_mean
from verification.claim import mutant
from verification.mutants.dp import dp_sgd


def released_mean(algorithm, G, rng):
    """The release of DP-SGD, with a sample of its own."""
    q = algorithm.sampling_rate
    included = poisson_sample(G, q, rng)
    return privatised_mean(G, included, algorithm.clip, algorithm.noise_multiplier, q, rng)


class _Released(DPSAT):
    """DP-SAT with a privatised mean of its own."""

    mean: Any

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x + scale_to_norm(state.released, self.rho))
        included = poisson_sample(G, self.sampling_rate, rng)
        p = self.mean(G, included, rng.standard_normal(G.shape[1]), self.sampling_rate * G.shape[0])
        return State(state.x - self.step_size * p, p)


class _Perturbed(DPSAT):
    """DP-SAT with an ascent step of its own."""

    ascent: Any

    def step(self, problem, state, rng):
        p = released_mean(self, problem.sample_gradients(state.x + self.ascent(problem, state)), rng)
        return State(state.x - self.step_size * p, p)


@mutant("STALE", "the ascent follows the current gradient, which is private: sensitivity is lost")
class CurrentGradientAscent(_Perturbed):
    """e = rho g/|g|, g the mean gradient at x."""

    def ascent(self, problem, state):
        return scale_to_norm(np.sum(problem.sample_gradients(state.x), axis=0), self.rho)


@mutant("STALE", "the ascent follows the last mean before its noise was added, which is private")
class AscentWithoutNoise(DPSAT):
    """e = rho m/|m|, m = sum clip(g_i)/(q n) of the last step."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x + scale_to_norm(state.released, self.rho))
        included, expected = poisson_sample(G, self.sampling_rate, rng), self.sampling_rate * G.shape[0]
        m = included * dp_sgd.clip_factors(G, self.clip) @ G / expected
        noise = self.noise_multiplier * self.clip * rng.standard_normal(G.shape[1]) / expected
        return State(state.x - self.step_size * (m + noise), m)


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(DPSAT):
    """x+ = x + e - eta p."""

    def step(self, problem, state, rng):
        y = state.x + scale_to_norm(state.released, self.rho)
        p = released_mean(self, problem.sample_gradients(y), rng)
        return State(y - self.step_size * p, p)


@mutant("STATE", "a batch that is skipped, here an empty one, leaves the weights perturbed: e is added again")
class SkipKeepsPerturbation(DPSAT):
    """x+ = x + e where S is empty."""

    def step(self, problem, state, rng):
        y = state.x + scale_to_norm(state.released, self.rho)
        G = problem.sample_gradients(y)
        included = poisson_sample(G, self.sampling_rate, rng)
        p = privatised_mean(G, included, self.clip, self.noise_multiplier, self.sampling_rate, rng)
        if np.sum(included) == 0:
            return State(y, state.released)
        return State(state.x - self.step_size * p, p)


@mutant("POWER", "the norm is taken parameter by parameter: e = rho sign(p)")
class NormPerParameter(_Perturbed):
    """e_i = rho p_i/|p_i|."""

    def ascent(self, problem, state):
        return self.rho * np.sign(state.released)


@mutant("POWER", "the last release is not normalised: e = rho p")
class UnnormalisedAscent(_Perturbed):
    """e = rho p."""

    def ascent(self, problem, state):
        return self.rho * state.released


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(_Perturbed):
    """e = -rho p/|p|."""

    def ascent(self, problem, state):
        return scale_to_norm(state.released, -self.rho)


@mutant("TERM", "there is no perturbation (this is DP-SGD)")
class WithoutPerturbation(_Perturbed):
    """e = 0."""

    def ascent(self, problem, state):
        return 0 * state.x


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(_Perturbed):
    """e = 1.02 rho p/|p|."""

    def ascent(self, problem, state):
        return scale_to_norm(state.released, 1.02 * self.rho)


@mutant("EPS", "p/|p| without a guard: NaN at the first step, where nothing has been released")
class UnguardedNorm(_Perturbed):
    """e = rho p/|p| also at p = 0."""

    def ascent(self, problem, state):
        return (self.rho / norm(state.released)) * state.released


@mutant("TERM", "the gradients are not clipped: the noise is calibrated to a bound that does not hold")
class WithoutClipping(_Released):
    """p = (sum g_i + sigma C z)/(q n)."""

    mean = dp_sgd.WithoutClipping.mean


@mutant("POWER", "every coordinate is clipped for itself instead of the norm over all parameters")
class CoordinatesClipped(_Released):
    """p = (sum min(max(g_i, -C), C) + sigma C z)/(q n)."""

    mean = dp_sgd.CoordinatesClipped.mean


@mutant("NOISE", "the noise of the sum is added to the mean: it is not divided by the size of the sample")
class NoiseAfterTheMean(_Released):
    """p = sum clip(g_i)/(q n) + sigma C z."""

    mean = dp_sgd.NoiseAfterTheMean.mean


@mutant("POWER", "the standard deviation of the noise is sigma C^2")
class SquaredClip(_Released):
    """p = (sum clip(g_i) + sigma C^2 z)/(q n)."""

    mean = dp_sgd.SquaredClip.mean


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(DPSAT):
    """x+ = x - 1.02 eta p."""

    def step(self, problem, state, rng):
        p = released_mean(
            self, problem.sample_gradients(state.x + scale_to_norm(state.released, self.rho)), rng
        )
        return State(state.x - 1.02 * self.step_size * p, p)


MUTANTS = (
    CurrentGradientAscent,
    AscentWithoutNoise,
    PerturbationNotUndone,
    SkipKeepsPerturbation,
    NormPerParameter,
    UnnormalisedAscent,
    DescendingPerturbation,
    WithoutPerturbation,
    RadiusTooLarge,
    UnguardedNorm,
    WithoutClipping,
    CoordinatesClipped,
    NoiseAfterTheMean,
    SquaredClip,
    StepTooLong,
)
