"""Named mistakes in DP-SGD, as people really make them."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import norm
from refimpl.dp.dp_sgd import DPSGD, State
from refimpl.dp.release import poisson_sample, privatised_mean
from verification.claim import mutant


class _Released(DPSGD):
    """DP-SGD with a privatised mean of its own."""

    mean: Any

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        included = poisson_sample(G, self.sampling_rate, rng)
        z = rng.standard_normal(G.shape[1])
        return State(state.x - self.step_size * self.mean(G, included, z, self.sampling_rate * G.shape[0]))


def clip_factors(G, clip):
    """min(1, clip/|g|) of every row g."""
    return clip / np.maximum(np.sqrt(np.sum(G * G, axis=1)), clip)


@mutant("TERM", "the gradients are not clipped: the noise is calibrated to a bound that does not hold")
class WithoutClipping(_Released):
    """p = (sum g_i + sigma C z)/(q n)."""

    def mean(self, G, included, z, expected):
        return (included @ G + self.noise_multiplier * self.clip * z) / expected


@mutant("PROX", "the mean of the gradients is clipped, not each of them")
class ClippedMean(_Released):
    """p = clip(sum g_i/(q n)) + sigma C z/(q n)."""

    def mean(self, G, included, z, expected):
        g = included @ G / expected
        return (
            g * (self.clip / np.maximum(norm(g), self.clip))
            + self.noise_multiplier * self.clip * z / expected
        )


@mutant("POWER", "every coordinate is clipped for itself instead of the norm over all parameters")
class CoordinatesClipped(_Released):
    """p = (sum min(max(g_i, -C), C) + sigma C z)/(q n)."""

    def mean(self, G, included, z, expected):
        kept = np.minimum(np.maximum(G, -self.clip), self.clip)
        return (included @ kept + self.noise_multiplier * self.clip * z) / expected


@mutant("TERM", "gradients shorter than C are scaled up to C: all are normalised")
class Normalised(_Released):
    """clip(g) = C g/|g|."""

    def mean(self, G, included, z, expected):
        size = np.sqrt(np.sum(G * G, axis=1))
        return (included * (self.clip / size) @ G + self.noise_multiplier * self.clip * z) / expected


@mutant("POWER", "the clipping factor is squared: C^2/|g|^2")
class SquaredFactor(_Released):
    """clip(g) = g min(1, C^2/|g|^2)."""

    def mean(self, G, included, z, expected):
        factors = clip_factors(G, self.clip)
        return (included * factors * factors @ G + self.noise_multiplier * self.clip * z) / expected


@mutant("NOISE", "the noise of the sum is added to the mean: it is not divided by the size of the sample")
class NoiseAfterTheMean(_Released):
    """p = sum clip(g_i)/(q n) + sigma C z."""

    def mean(self, G, included, z, expected):
        total = included * clip_factors(G, self.clip) @ G
        return total / expected + self.noise_multiplier * self.clip * z


@mutant("POWER", "the standard deviation of the noise is sigma C^2")
class SquaredClip(_Released):
    """p = (sum clip(g_i) + sigma C^2 z)/(q n)."""

    def mean(self, G, included, z, expected):
        total = included * clip_factors(G, self.clip) @ G
        return (total + self.noise_multiplier * self.clip * self.clip * z) / expected


@mutant("SCALE", "the standard deviation of the noise is sigma: the sensitivity C is forgotten")
class NoiseWithoutClip(_Released):
    """p = (sum clip(g_i) + sigma z)/(q n)."""

    def mean(self, G, included, z, expected):
        return (included * clip_factors(G, self.clip) @ G + self.noise_multiplier * z) / expected


@mutant("TERM", "no noise is added")
class WithoutNoise(_Released):
    """p = sum clip(g_i)/(q n)."""

    def mean(self, G, included, z, expected):
        return included * clip_factors(G, self.clip) @ G / expected


@mutant(
    "SCALE",
    "the sum is divided by the number of examples drawn, which is private, instead of the expected one",
)
class ActualSampleSize(_Released):
    """p = (sum clip(g_i) + sigma C z)/max(1, |S|)."""

    def mean(self, G, included, z, expected):
        total = included * clip_factors(G, self.clip) @ G + self.noise_multiplier * self.clip * z
        return total / np.maximum(np.sum(included), 1.0)


@mutant("SCALE", "the sum is divided by n instead of q n")
class DividedByAll(_Released):
    """p = (sum clip(g_i) + sigma C z)/n."""

    def mean(self, G, included, z, expected):
        total = included * clip_factors(G, self.clip) @ G + self.noise_multiplier * self.clip * z
        return total / G.shape[0]


@mutant("TERM", "an empty sample releases nothing, not even noise: which tells that it was empty")
class EmptySampleSkipped(_Released):
    """p = 0 where S is empty."""

    def mean(self, G, included, z, expected):
        if np.sum(included) == 0:
            return 0 * z
        total = included * clip_factors(G, self.clip) @ G
        return (total + self.noise_multiplier * self.clip * z) / expected


@mutant("SIGN", "the complement of the Poisson sample is used: examples are included with probability 1 - q")
class Complement(_Released):
    """S replaced by its complement."""

    def mean(self, G, included, z, expected):
        total = (1.0 - included) * clip_factors(G, self.clip) @ G
        return (total + self.noise_multiplier * self.clip * z) / expected


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(DPSGD):
    """x+ = x - 1.02 eta p."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        included = poisson_sample(G, self.sampling_rate, rng)
        p = privatised_mean(G, included, self.clip, self.noise_multiplier, self.sampling_rate, rng)
        return State(state.x - 1.02 * self.step_size * p)


MUTANTS = (
    WithoutClipping,
    ClippedMean,
    CoordinatesClipped,
    Normalised,
    SquaredFactor,
    NoiseAfterTheMean,
    SquaredClip,
    NoiseWithoutClip,
    WithoutNoise,
    ActualSampleSize,
    DividedByAll,
    EmptySampleSkipped,
    Complement,
    StepTooLong,
)
