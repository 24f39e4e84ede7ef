"""Named mistakes in likelihood-ratio gradients."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.likelihood_ratio import LikelihoodRatio
from verification.claim import mutant
from verification.mutants.zeroth_order.noisy_layers import in_parts, shared

Parts = in_parts(LikelihoodRatio)


class Pieces(Parts):  # type: ignore[misc, valid-type]
    """The estimate in parts."""

    def control(self, problem, x, sample, Z):
        return self.baseline * problem.noisy_value(x, sample, 0 * Z)

    def score(self, problem, x, sample, Z):
        return problem.noise_score(x, sample, Z)

    def estimate(self, problem, x, sample, Z):
        loss = problem.noisy_value(x, sample, Z) - self.control(problem, x, sample, Z)
        return loss * self.score(problem, x, sample, Z)


@mutant(
    "STALE", "the inputs of the last layer are taken without noise in its score: not those that gave the loss"
)
class CleanInputs(Pieces):
    """(d phi_l/d x)' z_l at the noise-free pass."""

    def score(self, problem, x, sample, Z):
        first = problem.noise_score(x, sample, problem.noise_part(Z, 0))
        return first + problem.noise_score(x, sample, problem.noise_part(Z, 1))


@mutant("STALE", "the noise is added after the activation, the score is that of noise before it")
class NoiseAfterActivation(Pieces):
    """s(phi) + Z with the score of s(phi + Z)."""

    def after(self, problem, x, Z):
        # a'(s + Z) is a's and the noise a'Z of the last layer
        width = problem.width
        return np.concatenate((0 * Z[:width], Z[width:] + np.dot(x[-width:], Z[:width])))

    def estimate(self, problem, x, sample, Z):
        loss = problem.noisy_value(x, sample, self.after(problem, x, Z)) - self.control(problem, x, sample, Z)
        return loss * self.score(problem, x, sample, Z)


@mutant("SIGN", "the control variate is added")
class BaselineAdded(Pieces):
    """L + b L(0)."""

    def control(self, problem, x, sample, Z):
        return -Pieces.control(self, problem, x, sample, Z)


@mutant(
    "BIAS", "the control variate is the loss at the opposite noise, which the score is not independent of"
)
class BaselineAtOppositeNoise(Pieces):
    """b L(-sigma z)."""

    def control(self, problem, x, sample, Z):
        return self.baseline * problem.noisy_value(x, sample, -Z)


@mutant("SCALE", "the whole of the control variate is subtracted whatever its coefficient is")
class WholeBaseline(Pieces):
    """L - L(0)."""

    def control(self, problem, x, sample, Z):
        return problem.noisy_value(x, sample, 0 * Z)


@mutant("SHAPE", "the last layer has no noise and is not trained")
class HiddenOnly(Pieces):
    """z_l of the first layer only."""

    def estimate(self, problem, x, sample, Z):
        return Pieces.estimate(self, problem, x, sample, problem.noise_part(Z, 0))


@mutant("TERM", "the gradient is that of backpropagation through the noise-free pass, without smoothing")
class Backpropagation(Pieces):
    """grad L(0)."""

    def estimate(self, problem, x, sample, Z):
        return self.sigma * self.sigma * problem.sample_gradient(x, sample)


MUTANTS = (
    *shared(Parts),
    CleanInputs,
    NoiseAfterActivation,
    BaselineAdded,
    BaselineAtOppositeNoise,
    WholeBaseline,
    HiddenOnly,
    Backpropagation,
)
