"""Named mistakes in normalised Fisher-Newton, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.normalised_fisher_newton import NormalisedFisherNewton
from verification.claim import mutant
from verification.mutants.second_order.normalised import searches


@mutant("SCALE", "the matrix is a sum over the samples, not their mean")
class Summed(NormalisedFisherNewton):
    """G'G."""

    def curvature(self, problem, x):
        G = problem.sample_gradients(x)
        return G.T @ G


@mutant("TERM", "the matrix is that of the mean gradient, of rank one")
class MeanGradient(NormalisedFisherNewton):
    """g g'."""

    def curvature(self, problem, x):
        g = problem.gradient(x)
        return np.outer(g, g)


@mutant("TERM", "the matrix is a covariance: the mean is taken off first")
class Centred(NormalisedFisherNewton):
    """G'G/n - g g'."""

    def curvature(self, problem, x):
        g = problem.gradient(x)
        return super().curvature(problem, x) - np.outer(g, g)


MUTANTS = (*searches(NormalisedFisherNewton), Summed, MeanGradient, Centred)
