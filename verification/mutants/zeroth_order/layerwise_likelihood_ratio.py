"""Named mistakes in layerwise likelihood-ratio gradients."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.layerwise_likelihood_ratio import LayerwiseLikelihoodRatio
from verification.claim import mutant
from verification.mutants.zeroth_order.noisy_layers import in_parts, shared

Parts = in_parts(LayerwiseLikelihoodRatio)


class Pieces(Parts):  # type: ignore[misc, valid-type]
    """The estimate in parts."""

    def change(self, problem, x, sample, Z, part):
        return (problem.noisy_value(x, sample, part) - problem.noisy_value(x, sample, -part)) / 2

    def score(self, problem, x, sample, Z, layer):
        return problem.noise_score(x, sample, problem.noise_part(Z, layer))

    def last(self, problem):
        return problem.noise_layers()

    def estimate(self, problem, x, sample, Z):
        total = np.zeros_like(x)
        for layer in range(self.last(problem)):
            part = problem.noise_part(Z, layer)
            change = self.change(problem, x, sample, Z, part)
            total = total + change * self.score(problem, x, sample, Z, layer)
        return total


@mutant("SHAPE", "the losses are those of noise in all layers at once")
class LossOfAllLayers(Pieces):
    """L(sigma z) - L(-sigma z)."""

    def change(self, problem, x, sample, Z, part):
        return Pieces.change(self, problem, x, sample, Z, Z)


@mutant(
    "STALE",
    "the inputs of a layer in its score carry the noise of the layers before, in the loss they do not",
)
class NoisyInputs(Pieces):
    """(d phi_l/d x)' z_l at the noisy pass."""

    def score(self, problem, x, sample, Z, layer):
        first = problem.noise_score(x, sample, problem.noise_part(Z, 0))
        return first if layer == 0 else problem.noise_score(x, sample, Z) - first


@mutant("SCALE", "the difference of the two losses is not halved")
class NotHalved(Pieces):
    """L(Z) - L(-Z)."""

    def change(self, problem, x, sample, Z, part):
        return 2 * Pieces.change(self, problem, x, sample, Z, part)


@mutant("TERM", "one-sided: the second loss is that without noise")
class OneSided(Pieces):
    """L(Z) - L(0)."""

    def change(self, problem, x, sample, Z, part):
        return problem.noisy_value(x, sample, part) - problem.noisy_value(x, sample, 0 * part)


@mutant("SIGN", "the two losses are added: the odd part that tells the gradient cancels")
class LossesAdded(Pieces):
    """[L(Z) + L(-Z)]/2."""

    def change(self, problem, x, sample, Z, part):
        return (problem.noisy_value(x, sample, part) + problem.noisy_value(x, sample, -part)) / 2


@mutant("TERM", "the last layer is left out")
class LastLayerForgotten(Pieces):
    """All layers but the last."""

    def last(self, problem):
        return problem.noise_layers() - 1


MUTANTS = (
    *shared(Parts),
    LossOfAllLayers,
    NoisyInputs,
    NotHalved,
    OneSided,
    LossesAdded,
    LastLayerForgotten,
)
