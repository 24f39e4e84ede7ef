"""Named mistakes in Shampoo, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal, centre, eigh, identity_like
from refimpl.first_order_adaptive.shampoo import Shampoo, State, as_matrix, inverse_root, preconditioned
from verification.claim import mutant


def _state(algorithm, state, D, L, R):
    return State(state.x - algorithm.step_size * D.reshape(state.x.shape[0]), L, R)


def _factors(algorithm, problem, state):
    G = as_matrix(problem.gradient(state.x), algorithm.rows)
    return G, state.L + G @ G.T, state.R + G.T @ G


@mutant("POWER", "inverse eighth roots: the order of the tensor is counted twice")
class EighthPowers(Shampoo):
    """D = (L + eps I)^{-1/8} G (R + eps I)^{-1/8}."""

    def step(self, problem, state, rng):
        G, L, R = _factors(self, problem, state)
        return _state(self, state, preconditioned(G, L, R, self.epsilon, 3), L, R)


@mutant("POWER", "no root is taken: plain inverses on both sides")
class PlainInverses(Shampoo):
    """D = (L + eps I)^{-1} G (R + eps I)^{-1}."""

    def step(self, problem, state, rng):
        G, L, R = _factors(self, problem, state)
        return _state(self, state, preconditioned(G, L, R, self.epsilon, 0), L, R)


@mutant("TERM", "the right factor is missing, and the left one keeps its inverse fourth root")
class LeftOnly(Shampoo):
    """D = (L + eps I)^{-1/4} G."""

    def step(self, problem, state, rng):
        G, L, R = _factors(self, problem, state)
        w, U = eigh(L)
        D = U @ (inverse_root(w + self.epsilon, 2)[:, np.newaxis] * (U.T @ G))
        return _state(self, state, D, L, R)


@mutant("STATE", "the factors are set to zero at every step: nothing accumulates")
class NoAccumulation(Shampoo):
    """L = G G', R = G' G."""

    def step(self, problem, state, rng):
        G = as_matrix(problem.gradient(state.x), self.rows)
        L, R = G @ G.T, G.T @ G
        return _state(self, state, preconditioned(G, L, R, self.epsilon, 2), L, R)


@mutant("STATE", "the roots of the first step are used for ever: they are not refreshed")
class RootsNotRefreshed(Shampoo):
    """L = L_1, R = R_1."""

    def step(self, problem, state, rng):
        G, L, R = _factors(self, problem, state)
        if np.sum(np.diag(state.L)) > 0:
            L, R = state.L, state.R
        return _state(self, state, preconditioned(G, L, R, self.epsilon, 2), L, R)


@mutant("STALE", "the gradient is preconditioned by the factors of the step before")
class OldFactors(Shampoo):
    """D = (L_{t-1} + eps I)^{-1/4} G_t (R_{t-1} + eps I)^{-1/4}."""

    def step(self, problem, state, rng):
        G, L, R = _factors(self, problem, state)
        return _state(self, state, preconditioned(G, state.L, state.R, self.epsilon, 2), L, R)


@mutant("SHAPE", "the vector is read column by column")
class ColumnByColumn(Shampoo):
    """G[i, j] = g[i + rows j]."""

    def step(self, problem, state, rng):
        columns = state.x.shape[0] // self.rows
        G = as_matrix(problem.gradient(state.x), columns).T.copy()
        L, R = state.L + G @ G.T, state.R + G.T @ G
        D = preconditioned(G, L, R, self.epsilon, 2)
        return _state(self, state, D.T.copy(), L, R)


@mutant("SHAPE", "the sides are exchanged; what is not square is reshaped until it fits")
class SidesExchanged(Shampoo):
    """D = (R + eps I)^{-1/4} G (L + eps I)^{-1/4}."""

    def step(self, problem, state, rng):
        G, L, R = _factors(self, problem, state)
        reshaped = G.reshape(R.shape[0], L.shape[0])
        return _state(self, state, preconditioned(reshaped, R, L, self.epsilon, 2), L, R)


@mutant("SHAPE", "of both factors only the diagonals are kept")
class DiagonalFactors(Shampoo):
    """L = diag(sums of squares of the rows), R = diag(those of the columns)."""

    def step(self, problem, state, rng):
        G, L, R = _factors(self, problem, state)
        L, R = L * identity_like(L), R * identity_like(R)
        return _state(self, state, preconditioned(G, L, R, self.epsilon, 2), L, R)


@mutant("EPS", "epsilon is added to the stored factors at every step: it accumulates")
class EpsilonAccumulates(Shampoo):
    """L_t = L_{t-1} + G G' + eps I, R_t alike."""

    def step(self, problem, state, rng):
        G, L, R = _factors(self, problem, state)
        L, R = add_to_diagonal(L, self.epsilon), add_to_diagonal(R, self.epsilon)
        return _state(self, state, preconditioned(G, L, R, 0.0, 2), L, R)


@mutant("EPS", "epsilon is added to the fourth roots, not to what they are taken of")
class EpsilonAfterRoot(Shampoo):
    """D = (L^{1/4} + eps I)^{-1} G (R^{1/4} + eps I)^{-1}."""

    def step(self, problem, state, rng):
        G, L, R = _factors(self, problem, state)
        w, U = eigh(L)
        v, V = eigh(R)
        scales = np.outer(self.damped_root(w), self.damped_root(v))
        return _state(self, state, U @ (scales * (U.T @ G @ V)) @ V.T, L, R)

    def damped_root(self, w):
        zero = 2.0**-40 * np.max(centre(w))  # of a singular factor, but for rounding
        root = np.sqrt(np.sqrt(np.where(centre(w) > zero, w, 0.0))) + self.epsilon
        return 1.0 / np.where(root > 0, root, 1.0)


@mutant("SCALE", "the right factor is averaged over the rows: G'G / rows")
class AveragedRightFactor(Shampoo):
    """R = R + G' G / rows."""

    def step(self, problem, state, rng):
        G = as_matrix(problem.gradient(state.x), self.rows)
        L, R = state.L + G @ G.T, state.R + (G.T @ G) / self.rows
        return _state(self, state, preconditioned(G, L, R, self.epsilon, 2), L, R)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Shampoo):
    """X+ = X - 1.02 s D."""

    def step(self, problem, state, rng):
        G, L, R = _factors(self, problem, state)
        return _state(self, state, 1.02 * preconditioned(G, L, R, self.epsilon, 2), L, R)


MUTANTS = (
    EighthPowers,
    PlainInverses,
    LeftOnly,
    NoAccumulation,
    RootsNotRefreshed,
    OldFactors,
    ColumnByColumn,
    SidesExchanged,
    DiagonalFactors,
    EpsilonAccumulates,
    EpsilonAfterRoot,
    AveragedRightFactor,
    StepTooLong,
)
