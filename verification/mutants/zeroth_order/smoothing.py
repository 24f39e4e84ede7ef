"""Named mistakes in l1 randomisation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.zeroth_order.estimators import slope
from verification.claim import mutant


class _Parts(NamedTuple):
    """l1 randomisation taken apart: each mutant changes one part."""

    def sizes(self, r):
        return -np.log(1 - r)

    def direction(self, signs, sizes):
        return signs * sizes / np.sum(sizes)

    def factor(self, d, signs, e):
        return d * signs

    def estimate(self, problem, x, radius, sample, rng):
        signs, sizes = np.zeros_like(x), np.zeros_like(x)
        for i in range(x.shape[0]):
            u = 2 * rng.random() - 1
            signs[i] = 1.0 if u > 0 else -1.0
            sizes[i] = self.sizes(np.abs(u))
        e = self.direction(signs, sizes)
        return slope(problem, x, e, radius, sample) * self.factor(x.shape[0], signs, e)


@mutant("STALE", "the estimate points along e instead of sign(e)")
class DirectionForSign(_Parts):
    """d e."""

    def factor(self, d, signs, e):
        return d * e


@mutant("SCALE", "the factor d is missing")
class WithoutD(_Parts):
    """sign(e)."""

    def factor(self, d, signs, e):
        return signs


@mutant("POWER", "directions of length one in l2")
class EuclideanLength(_Parts):
    """Laplace over its l2 norm."""

    def direction(self, signs, sizes):
        return signs * sizes / np.sqrt(np.dot(sizes, sizes))


@mutant("NOISE", "uniform sizes: the directions are not uniform on the sphere")
class UniformSizes(_Parts):
    """|u|."""

    def sizes(self, r):
        return r


MUTANTS = (DirectionForSign, WithoutD, EuclideanLength, UniformSizes)
