"""Named mistakes in Shampoo for tensors, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal, eigh, identity_like
from refimpl.first_order_adaptive.tensor_shampoo import State, TensorShampoo, along, inverse_root, with_gram
from verification.claim import mutant


def with_gram_of_matrix(H, g, left):
    """H + M M', where M is g reshaped to n rows without moving mode i to the front."""
    M = g.reshape(H.shape[0], g.shape[0] // H.shape[0])
    return H + M @ M.T


def with_mean_gram(H, g, left):
    """H + mat_i(G) mat_i(G)' / (columns of mat_i(G))."""
    return H + with_gram(0.0 * H, g, left) / (g.shape[0] // H.shape[0])


def with_diagonal_gram(H, g, left):
    """H + diag(mat_i(G) mat_i(G)')."""
    return H + identity_like(H) * with_gram(0.0 * H, g, left)


class Changed(TensorShampoo):
    """TensorShampoo with every place of a mistake in a method of its own."""

    def root(self, i, H, before):
        """What mode i is multiplied by, for its factors after and before this step."""
        return inverse_root(H, self.epsilon, self.power())

    def power(self):
        return 2 * self.order

    def grown(self, H, g, D, left):
        """The factor after the step; D is the gradient as far as it is preconditioned."""
        return with_gram(H, g, left)

    def length(self):
        return self.step_size

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        D, sums, left = g, state.sums[:0], 1
        for i in range(self.order):
            n, at = self.size(i, g.shape[0] // left), sums.shape[0]
            before = state.sums[at : at + n * n].reshape(n, n)
            H = self.grown(before, g, D, left)
            D = along(self.root(i, H, before), D, left)
            sums, left = np.concatenate((sums, H.reshape(n * n))), left * n
        return State(state.x - self.length() * D, sums)


@mutant("POWER", "the inverse fourth roots of matrices are kept in every order")
class MatrixRoots(Changed):
    """Exponent -1/4 instead of -1/(2k)."""

    def power(self):
        return 4


@mutant("POWER", "the power is -1/order: the square root of the outer product is forgotten")
class PowerOfTheOrder(Changed):
    """Exponent -1/k."""

    def power(self):
        return self.order


@mutant("POWER", "the exponent counts one mode too many: -1/(2(k + 1))")
class OneModeTooMany(Changed):
    """Exponent -1/(2k + 2)."""

    def power(self):
        return 2 * (self.order + 1)


@mutant("TERM", "the last mode is not preconditioned")
class LastModeLeftOut(Changed):
    """The product runs over k - 1 modes."""

    def root(self, i, H, before):
        if i == self.order - 1:
            return identity_like(H)
        return inverse_root(H, self.epsilon, self.power())


@mutant("STATE", "the factors are set to zero at every step: nothing accumulates")
class NoAccumulation(Changed):
    """H^i = mat_i(G) mat_i(G)'."""

    def grown(self, H, g, D, left):
        return with_gram(0.0 * H, g, left)


@mutant("STALE", "the current gradient enters the factors after the step")
class OldFactors(Changed):
    """(H^i_{t-1})^{-1/(2k)}."""

    def root(self, i, H, before):
        return inverse_root(before, self.epsilon, self.power())


@mutant("STALE", "the factor of a mode sums what the modes before it have already preconditioned")
class GramOfPreconditioned(Changed):
    """H^i += mat_i(D) mat_i(D)' with D = G x_1 P_1 ... x_{i-1} P_{i-1}."""

    def grown(self, H, g, D, left):
        return with_gram(H, D, left)


@mutant("SHAPE", "the gradient is unfolded by a reshape, without moving the mode to the front")
class UnfoldedByReshape(Changed):
    """mat_i(G) is g read as n_i rows."""

    def grown(self, H, g, D, left):
        return with_gram_of_matrix(H, g, left)


@mutant("SHAPE", "the entries are read with the first index running first")
class FirstIndexFirst(TensorShampoo):
    """G[i, j, k] = g[i + n_1 (j + n_2 k)]: the modes from the last one to the first."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        D, sums, left = g, state.sums[:0], 1
        for i in range(self.order):
            n, at = self.size(i, g.shape[0] // left), sums.shape[0]
            before = g.shape[0] // (left * n)
            H = with_gram(state.sums[at : at + n * n].reshape(n, n), g, before)
            D = along(inverse_root(H, self.epsilon, 2 * self.order), D, before)
            sums, left = np.concatenate((sums, H.reshape(n * n))), left * n
        return State(state.x - self.step_size * D, sums)


@mutant("SHAPE", "of all factors only the diagonals are kept")
class DiagonalFactors(Changed):
    """H^i = diag(sums of squares of the slices)."""

    def grown(self, H, g, D, left):
        return with_diagonal_gram(H, g, left)


@mutant("EPS", "epsilon is added to the stored factors at every step: it accumulates")
class EpsilonAccumulates(Changed):
    """H^i_t = H^i_{t-1} + mat_i(G) mat_i(G)' + eps I."""

    def grown(self, H, g, D, left):
        return add_to_diagonal(with_gram(H, g, left), self.epsilon)

    def root(self, i, H, before):
        return inverse_root(H, 0.0, self.power())


@mutant("EPS", "epsilon is added to the roots, not to what they are taken of")
class EpsilonAfterRoot(Changed):
    """((H^i)^{1/(2k)} + eps I)^{-1}."""

    def root(self, i, H, before):
        w, V = eigh(H)
        roots = np.exp(np.log(np.maximum(w, 2.0**-100)) / self.power())
        return (V / (roots + self.epsilon)) @ V.T


@mutant("SCALE", "a factor is averaged over the columns of the unfolding")
class AveragedFactors(Changed):
    """H^i += mat_i(G) mat_i(G)' / (n / n_i)."""

    def grown(self, H, g, D, left):
        return with_mean_gram(H, g, left)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Changed):
    """X+ = X - 1.02 s D."""

    def length(self):
        return 1.02 * self.step_size


@mutant("SIGN", "the step ascends")
class Ascent(Changed):
    """X+ = X + s D."""

    def length(self):
        return -self.step_size


MUTANTS = (
    MatrixRoots,
    PowerOfTheOrder,
    OneModeTooMany,
    LastModeLeftOut,
    NoAccumulation,
    OldFactors,
    GramOfPreconditioned,
    UnfoldedByReshape,
    FirstIndexFirst,
    DiagonalFactors,
    EpsilonAccumulates,
    EpsilonAfterRoot,
    AveragedFactors,
    StepTooLong,
    Ascent,
)
