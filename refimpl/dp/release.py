"""What private methods share: a Poisson sample of the examples, and the privatised mean of their clipped gradients."""

from __future__ import annotations

import numpy as np

from refimpl.core import checks


def validate(algorithm):
    """Raise ValueError unless the hyper-parameters that all private methods have are usable."""
    checks.positive("step_size", algorithm.step_size)
    checks.positive("clip", algorithm.clip)
    checks.nonnegative("noise_multiplier", algorithm.noise_multiplier)
    checks.positive("sampling_rate", algorithm.sampling_rate)
    checks.between("sampling_rate", algorithm.sampling_rate, 0.0, 1.0)


def poisson_sample(G, rate, rng):
    """A vector (n,) of ones and zeros: row i of G is included with probability `rate`, independently."""
    included = np.zeros_like(G[:, 0])
    for i in range(G.shape[0]):
        if rng.random() < rate:
            included[i] = 1.0
    return included


def privatised_mean(G, included, clip, noise_multiplier, rate, rng):
    """(sum over the included rows g of G of g min(1, clip/|g|) + noise_multiplier clip z) / (rate n), z ~ N(0, I).

    The divisor is the expected size of the sample, which is public; the size that was drawn is not. One row
    more or less changes the sum by at most `clip`.
    """
    size = np.sqrt(np.sum(G * G, axis=1))
    total = np.dot(included * (clip / np.maximum(size, clip)), G)
    noise = noise_multiplier * clip * rng.standard_normal(G.shape[1])
    return (total + noise) / (rate * G.shape[0])
