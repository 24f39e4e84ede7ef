"""Named mistakes in naive 4-bit Shampoo."""

from __future__ import annotations

import numpy as np

from refimpl.pruning_quantisation.linear_square import oriented_eigh, quantised
from refimpl.pruning_quantisation.shampoo_4bit_naive import Shampoo4bitNaive
from verification.claim import mutant
from verification.mutants.pruning_quantisation.steps import mistakes_of_the_step, step


@mutant("SHAPE", "the quantised factor is not made symmetric: half of it is read twice")
class NotSymmetric(Shampoo4bitNaive):
    """The lower triangle of C, whose columns have scales of their own."""

    def stored(self, A):
        return oriented_eigh(quantised(A))


@mutant("NUMPATH", "nothing is quantised")
class NotQuantised(Shampoo4bitNaive):
    """C = A."""

    def stored(self, A):
        return oriented_eigh(A)


@mutant("TERM", "the diagonal is not quantised")
class FullDiagonal(Shampoo4bitNaive):
    """C = A on the diagonal."""

    def stored(self, A):
        C = quantised(A)
        C = (C + C.T) / 2
        return oriented_eigh(C + np.diag(np.diag(A) - np.diag(C)))


@mutant("STALE", "the eigenvectors are quantised, not the factor")
class EigenvectorsQuantised(Shampoo4bitNaive):
    """w of A, U in 4 bits."""

    def stored(self, A):
        w, U = oriented_eigh(A)
        return w, quantised(U)


@mutant("SIGN", "the absolute value of a negative eigenvalue is taken: it counts as curvature")
class AbsoluteEigenvalues(Shampoo4bitNaive):
    """|w| + eps max w."""

    def step(self, problem, state, rng):
        def root(w, U):
            return U / np.sqrt(np.sqrt(np.abs(w) + self.epsilon * np.max(w))) @ U.T

        return step(self, problem, state, root=root)


MUTANTS = (
    *mistakes_of_the_step(Shampoo4bitNaive),
    NotSymmetric,
    NotQuantised,
    FullDiagonal,
    EigenvectorsQuantised,
    AbsoluteEigenvalues,
)
