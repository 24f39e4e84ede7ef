"""What the field also calls Shampoo."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.first_order_adaptive.shampoo import Shampoo, State, as_matrix, inverse_root, preconditioned
from verification.claim import dialect

BETA2 = 0.999


@dialect("inverse square roots on both sides instead of inverse fourth roots: the power -1/order")
class HalfPowers(Shampoo):
    """D = (L + eps I)^{-1/2} G (R + eps I)^{-1/2}."""

    def step(self, problem, state, rng):
        G = as_matrix(problem.gradient(state.x), self.rows)
        L, R = state.L + G @ G.T, state.R + G.T @ G
        D = preconditioned(G, L, R, self.epsilon, 1)
        return State(state.x - self.step_size * D.reshape(state.x.shape[0]), L, R)


@dialect("inverse square roots, and R sums what the left side has already preconditioned: torch_optimizer")
class SequentialHalfPowers(Shampoo):
    """P = (L + eps I)^{-1/2} G, R += P' P, D = P (R + eps I)^{-1/2}."""

    def step(self, problem, state, rng):
        G = as_matrix(problem.gradient(state.x), self.rows)
        L = state.L + G @ G.T
        P = _left(G, L, self.epsilon)
        R = state.R + P.T @ P
        D = _left(P.T, R, self.epsilon).T
        return State(state.x - self.step_size * D.copy().reshape(state.x.shape[0]), L, R)


@dialect("one-sided: the left factor alone, with an inverse square root")
class OneSided(Shampoo):
    """D = (L + eps I)^{-1/2} G."""

    def step(self, problem, state, rng):
        G = as_matrix(problem.gradient(state.x), self.rows)
        L = state.L + G @ G.T
        D = _left(G, L, self.epsilon)
        return State(state.x - self.step_size * D.reshape(state.x.shape[0]), L, state.R)


@dialect(
    "exponential averages with 0.999 instead of sums, not corrected: the scalable implementations, not grafted"
)
class ExponentialAverages(Shampoo):
    """L = 0.999 L + 0.001 G G', R alike."""

    def step(self, problem, state, rng):
        G = as_matrix(problem.gradient(state.x), self.rows)
        L = BETA2 * state.L + (1 - BETA2) * (G @ G.T)
        R = BETA2 * state.R + (1 - BETA2) * (G.T @ G)
        D = preconditioned(G, L, R, self.epsilon, 2)
        return State(state.x - self.step_size * D.reshape(state.x.shape[0]), L, R)


@dialect(
    "epsilon is relative to the largest eigenvalue of each factor: the ridge of the scalable implementations"
)
class RelativeEpsilon(Shampoo):
    """D = (L + eps |L| I)^{-1/4} G (R + eps |R| I)^{-1/4}."""

    def step(self, problem, state, rng):
        G = as_matrix(problem.gradient(state.x), self.rows)
        L, R = state.L + G @ G.T, state.R + G.T @ G
        w, U = eigh(L)
        v, V = eigh(R)
        w, v = w + self.epsilon * np.max(w), v + self.epsilon * np.max(v)
        D = U @ (np.outer(inverse_root(w, 2), inverse_root(v, 2)) * (U.T @ G @ V)) @ V.T
        return State(state.x - self.step_size * D.reshape(state.x.shape[0]), L, R)


def _left(G, M, epsilon):
    """(M + epsilon I)^{-1/2} G."""
    w, U = eigh(M)
    return U @ (inverse_root(w + epsilon, 1)[:, np.newaxis] * (U.T @ G))


DIALECTS = (HalfPowers, SequentialHalfPowers, OneSided, ExponentialAverages, RelativeEpsilon)
