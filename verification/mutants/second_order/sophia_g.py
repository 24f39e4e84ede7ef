"""Named mistakes in Sophia-G: those of its estimator, and those that both forms of Sophia share."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.sophia_g import SophiaG, State
from verification.claim import mutant
from verification.mutants.second_order.sophia import shared


@mutant("TERM", "the true labels are used: the empirical Fisher matrix, which is biased")
class TrueLabels(SophiaG):
    """n g o g."""

    def estimate(self, problem, x, rng):
        return problem.sample_count() * np.square(problem.gradient(x))


@mutant("TERM", "the most likely labels are used instead of drawn ones")
class LikeliestLabels(SophiaG):
    """ghat with the labels sign(a'x)."""

    def estimate(self, problem, x, rng):
        labels = np.where(problem.A @ x >= 0, 1.0, -1.0)
        return problem.sample_count() * np.square(problem.label_gradient(x, labels))


@mutant("SCALE", "the number of samples is forgotten")
class CountForgotten(SophiaG):
    """ghat o ghat."""

    def estimate(self, problem, x, rng):
        return np.square(problem.label_gradient(x, problem.model_labels(x, rng)))


@mutant("SCALE", "the number of samples is that of one of two devices")
class CountPerDevice(SophiaG):
    """(n/2) ghat o ghat."""

    def estimate(self, problem, x, rng):
        return problem.sample_count() / 2 * np.square(problem.label_gradient(x, problem.model_labels(x, rng)))


@mutant("SCALE", "the number of samples is squared")
class CountSquared(SophiaG):
    """n^2 ghat o ghat."""

    def estimate(self, problem, x, rng):
        total = problem.sample_count() * problem.label_gradient(x, problem.model_labels(x, rng))
        return np.square(total)


@mutant("POWER", "the modulus of the gradient is taken instead of its square")
class NotSquared(SophiaG):
    """n |ghat|."""

    def estimate(self, problem, x, rng):
        return problem.sample_count() * np.abs(problem.label_gradient(x, problem.model_labels(x, rng)))


@mutant("TERM", "all coordinates share the squared norm of the gradient")
class SharedCurvature(SophiaG):
    """n |ghat|^2 in every coordinate."""

    def estimate(self, problem, x, rng):
        g = problem.label_gradient(x, problem.model_labels(x, rng))
        return problem.sample_count() * np.sum(g * g) + np.zeros_like(g)


MUTANTS = (
    *shared(SophiaG, State),
    TrueLabels,
    LikeliestLabels,
    CountForgotten,
    CountPerDevice,
    CountSquared,
    NotSquared,
    SharedCurvature,
)
