"""Named mistakes in 4-bit Shampoo: in what is stored and how it is restored."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.pruning_quantisation.linear_square import oriented_eigh, quantised
from refimpl.pruning_quantisation.shampoo_4bit import Shampoo4bit, inverse_fourth_root
from verification.claim import mutant
from verification.mutants.pruning_quantisation.steps import mistakes_of_the_step, step


def nearest(M, levels):
    """Every entry at the nearest of the levels times the largest entry of its column in absolute value."""
    top = np.max(np.abs(M), axis=0)
    u = quotient(M, top)
    found = 0 * M + levels[0]
    for level in levels[1:]:
        found = np.where(np.abs(u - level) < np.abs(u - found), level + 0 * M, found)
    return found * top


LINEAR = tuple(-1 + 2 * j / 15 for j in range(16))
WITHOUT_ZERO = tuple(t * abs(t) for t in LINEAR)


@mutant("TERM", "the eigenvectors are used as they are stored")
class NotRectified(Shampoo4bit):
    """V = U."""

    def rectified(self, V):
        return V


@mutant("TERM", "Bjorck's step is taken once")
class RectifiedOnce(Shampoo4bit):
    """V = 1.5 U - 0.5 U U'U."""

    def turned(self, U):
        return self.rectified(U)


@mutant("STATE", "the factor is restored with eigenvectors that are not rectified")
class RestoredAsStored(Shampoo4bit):
    """A = b U diag(w) U' + (1 - b) G G'."""

    def step(self, problem, state, rng):
        return step(self, problem, state, basis=lambda U: U)


@mutant("STATE", "the root is taken with eigenvectors that are not rectified")
class RootAsStored(Shampoo4bit):
    """P = U diag(w + eps max w)^{-1/4} U'."""

    def step(self, problem, state, rng):
        return step(self, problem, state, root=lambda w, U: inverse_fourth_root(w, U, self.epsilon))


@mutant("SHAPE", "Bjorck's product has its transpose on the wrong factor")
class WrongProduct(Shampoo4bit):
    """V = 1.5 U - 0.5 U U U'."""

    def rectified(self, V):
        return 1.5 * V - 0.5 * (V @ V @ V.T)


@mutant(
    "SCALE", "Bjorck's step has the weights of two thirds and one third of itself: V+ = V at V'V = I is lost"
)
class WrongWeights(Shampoo4bit):
    """V = 2 U - 0.5 U U'U."""

    def rectified(self, V):
        return 2.0 * V - 0.5 * (V @ V.T @ V)


@mutant("NUMPATH", "the eigenvalues are stored in 4 bits, too")
class EigenvaluesQuantised(Shampoo4bit):
    """w in 4 bits, by its largest entry."""

    def stored(self, A):
        w, U = oriented_eigh(A)
        return quantised(np.outer(w, np.ones_like(w)))[:, 0], quantised(U)


@mutant("NUMPATH", "nothing is quantised")
class NotQuantised(Shampoo4bit):
    """U = the eigenvectors."""

    def stored(self, A):
        return oriented_eigh(A)


@mutant("SHAPE", "rows have scales, columns have none")
class RowsQuantised(Shampoo4bit):
    """Every row is quantised by its largest entry."""

    def stored(self, A):
        w, U = oriented_eigh(A)
        return w, quantised(U.T).T.copy()


@mutant("POWER", "the levels are linear")
class LinearLevels(Shampoo4bit):
    """t_j in place of sign(t_j) t_j^2."""

    def stored(self, A):
        w, U = oriented_eigh(A)
        return w, nearest(U, LINEAR)


@mutant("BRANCH", "no level is zero: the seventh is -1/225")
class NoZeroLevel(Shampoo4bit):
    """sign(t_j) t_j^2 for j = 7, too."""

    def stored(self, A):
        w, U = oriented_eigh(A)
        return w, nearest(U, WITHOUT_ZERO)


@mutant("SIGN", "the eigenvectors point the other way")
class Opposite(Shampoo4bit):
    """-U in 4 bits."""

    def stored(self, A):
        w, U = oriented_eigh(A)
        return w, quantised(-U)


@mutant("STALE", "the factor is quantised, not its eigenvectors")
class FactorQuantised(Shampoo4bit):
    """w and U of A in 4 bits."""

    def stored(self, A):
        C = quantised(A)
        return oriented_eigh((C + C.T) / 2)


MUTANTS = (
    *mistakes_of_the_step(Shampoo4bit),
    NotRectified,
    RectifiedOnce,
    RestoredAsStored,
    RootAsStored,
    WrongProduct,
    WrongWeights,
    EigenvaluesQuantised,
    NotQuantised,
    RowsQuantised,
    LinearLevels,
    NoZeroLevel,
    Opposite,
    FactorQuantised,
)
