"""Named mistakes in stochastic Gauss-Newton, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.sgn import SGN
from verification.claim import mutant


@mutant("SCALE", "the matrix is not divided by the batch")
class DropBatchFactor(SGN):
    """J'QJ + lambda I."""

    def product(self, J, QJ, v):
        return J.T @ (QJ @ v) + self.damping * v


@mutant("TERM", "the matrix has no damping")
class DampingForgotten(SGN):
    """J'QJ/b."""

    def product(self, J, QJ, v):
        return J.T @ (QJ @ v) / self.batch


@mutant("TERM", "the Hessians of the losses are left out, as for least squares")
class LossHessianForgotten(SGN):
    """J'J/b + lambda I."""

    def product(self, J, QJ, v):
        return J.T @ (J @ v) / self.batch + self.damping * v


@mutant("SIGN", "the system has the gradient on its right, without the sign: the step ascends")
class Ascent(SGN):
    """d = +G^{-1} g."""

    def direction(self, J, QJ, g):
        return -super().direction(J, QJ, g)


@mutant("SCHED", "one iteration fewer is made")
class OneIterationFewer(SGN):
    """d_{j-1}."""

    def direction(self, J, QJ, g):
        return SGN.direction(self._replace(iterations=self.iterations - 1), J, QJ, g)


@mutant("SCHED", "one iteration more is made")
class OneIterationMore(SGN):
    """d_{j+1}."""

    def direction(self, J, QJ, g):
        return SGN.direction(self._replace(iterations=self.iterations + 1), J, QJ, g)


def iterated(self, J, QJ, g, along, ratio):
    """The iteration with another length `along(r, p, Gp)` or another weight `ratio(new, old, Gp)` of old directions."""
    d, r, p = np.zeros_like(g), -g, -g
    for _ in range(self.iterations):
        if np.dot(r, r) == 0:
            return d
        Gp = self.product(J, QJ, p)
        alpha = along(r, p, Gp)
        d, old = d + alpha * p, r
        r = r - alpha * Gp
        p = r + ratio(r, old, p, Gp) * p
    return d


def exact_length(r, p, Gp):
    """r'r / p'Gp."""
    return np.dot(r, r) / np.dot(p, Gp)


@mutant("TERM", "the directions are not made conjugate: steepest descent")
class SteepestDescent(SGN):
    """p = r."""

    def direction(self, J, QJ, g):
        return iterated(self, J, QJ, g, exact_length, lambda r, old, p, Gp: 0.0)


@mutant("POWER", "the weight of the old direction is inverted")
class WeightInverted(SGN):
    """|old|^2 / |r|^2."""

    def direction(self, J, QJ, g):
        return iterated(self, J, QJ, g, exact_length, lambda r, old, p, Gp: np.dot(old, old) / np.dot(r, r))


@mutant("SIGN", "the old direction is subtracted")
class WeightNegative(SGN):
    """-|r|^2 / |old|^2."""

    def direction(self, J, QJ, g):
        return iterated(self, J, QJ, g, exact_length, lambda r, old, p, Gp: -np.dot(r, r) / np.dot(old, old))


@mutant("STALE", "the length divides by p'p instead of p'Gp")
class EuclideanLength(SGN):
    """r'r / p'p."""

    def direction(self, J, QJ, g):
        return iterated(
            self, J, QJ, g, lambda r, p, Gp: np.dot(r, r) / np.dot(p, p),
            lambda r, old, p, Gp: np.dot(r, r) / np.dot(old, old),
        )  # fmt: skip


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(SGN):
    """x+ = x + 1.02 eta d."""

    def direction(self, J, QJ, g):
        return 1.02 * super().direction(J, QJ, g)


@mutant("SCALE", "the gradient is divided by the batch twice")
class MeanTwice(SGN):
    """d for g/b."""

    def direction(self, J, QJ, g):
        return super().direction(J, QJ, g / self.batch)


MUTANTS = (
    DropBatchFactor, DampingForgotten, LossHessianForgotten, Ascent, OneIterationFewer, OneIterationMore,
    SteepestDescent, WeightInverted, WeightNegative, EuclideanLength, StepTooLong, MeanTwice,
)  # fmt: skip
