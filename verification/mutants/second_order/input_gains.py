"""Named mistakes of hidden-weight training, made of the method."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.second_order.owo_bp import State, scaled_solve
from verification.claim import mutant


def shared(Method: Any) -> tuple[Any, ...]:
    """Mistakes in the two halves of a step."""

    @mutant("TERM", "the output weights are left as they are")
    class OutputWeightsLeft(Method):
        """a+ = a."""

        def step(self, problem, state, rng):
            k = state.x.shape[0] * state.R.shape[0] // (state.R.shape[0] + 1)
            return State(np.concatenate((super().step(problem, state, rng).x[:k], state.x[k:])), state.R)

    @mutant("STALE", "the output weights are fitted to the units of before the step")
    class OutputWeightsOfOldUnits(Method):
        """a+ minimises f(W, .)."""

        def step(self, problem, state, rng):
            k = state.x.shape[0] * state.R.shape[0] // (state.R.shape[0] + 1)
            H, b = problem.gauss_newton(state.x)[k:, k:], problem.gradient(state.x)[k:]
            a = state.x[k:] - scaled_solve(H, b, self.damping)
            return State(np.concatenate((super().step(problem, state, rng).x[:k], a)), state.R)

    @mutant("SIGN", "the hidden weights go uphill")
    class Uphill(Method):
        """W - z D."""

        def gained(self, G, D, H):
            return -super().gained(G, D, H)

    @mutant("SCALE", "the step of the hidden weights is 2 % too long")
    class StepTooLong(Method):
        """1.02 z D."""

        def gained(self, G, D, H):
            return 1.02 * super().gained(G, D, H)

    @mutant("SHAPE", "curvature that two units or two weights have in common is left out")
    class DiagonalCurvature(Method):
        """diag H."""

        def gained(self, G, D, H):
            kept = np.zeros_like(H)
            for i in range(H.shape[0]):
                kept[i, i] = H[i, i]
            return super().gained(G, D, kept)

    @mutant("SHAPE", "each unit is taken by itself: curvature between units is left out")
    class UnitByUnit(Method):
        """The blocks of H that belong to one unit."""

        def gained(self, G, D, H):
            kept, p = np.zeros_like(H), D.shape[1]
            for j in range(D.shape[0]):
                kept[j * p : (j + 1) * p, j * p : (j + 1) * p] = H[j * p : (j + 1) * p, j * p : (j + 1) * p]
            return super().gained(G, D, kept)

    @mutant("DAMP", "the damping has the sign of a bonus")
    class DampingSubtracted(Method):
        """The hidden weights with 1 - damping."""

        def gained(self, G, D, H):
            return self._replace(damping=-self.damping).plain(G, D, H)

        def plain(self, G, D, H):
            return super().gained(G, D, H)

    return (
        OutputWeightsLeft, OutputWeightsOfOldUnits, Uphill, StepTooLong, DiagonalCurvature, UnitByUnit,
        DampingSubtracted,
    )  # fmt: skip


def whitening(Method: Any) -> tuple[Any, ...]:
    """Mistakes in the moments of the inputs."""

    @mutant("POWER", "the gradient is multiplied by the moments, not by their inverse")
    class MomentsNotInverted(Method):
        """D = G R."""

        def direction(self, G, R):
            return G @ R

    @mutant("POWER", "the moments are inverted twice, as if the gradient were one of whitened inputs")
    class InvertedTwice(Method):
        """D = G R^{-2}."""

        def direction(self, G, R):
            return super().direction(super().direction(G, R), R)

    @mutant("TERM", "the last input, where the bias is, has no part in the moments")
    class BiasLeftOut(Method):
        """R with row and column of the last input replaced by those of the identity."""

        def direction(self, G, R):
            M, p = R.copy(), R.shape[0]
            for i in range(p):
                M[i, p - 1] = M[p - 1, i] = 1.0 if i == p - 1 else 0.0
            return super().direction(G, M)

    @mutant("SHAPE", "inputs are scaled one by one, their correlation left out")
    class VariancesOnly(Method):
        """D = G (diag R)^{-1}."""

        def direction(self, G, R):
            M = np.zeros_like(R)
            for i in range(R.shape[0]):
                M[i, i] = R[i, i]
            return super().direction(G, M)

    @mutant("TERM", "the gradient is not multiplied by anything")
    class NotWhitened(Method):
        """D = G."""

        def direction(self, G, R):
            return G

    return MomentsNotInverted, InvertedTwice, BiasLeftOut, VariancesOnly, NotWhitened


def gains(Method: Any) -> tuple[Any, ...]:
    """Mistakes in the gains."""

    @mutant("TERM", "one step length for all inputs, not one each")
    class OneForAll(Method):
        """z D."""

        def gained(self, G, D, H):
            d = D.ravel()
            return quotient(np.dot(G.ravel(), d), (1 + self.damping) * np.dot(d, H @ d)) * D

    @mutant("TERM", "a scalar step follows the gains: optimised twice, and damped twice")
    class ScalarAfterGains(Method):
        """z D diag(r)."""

        def gained(self, G, D, H):
            s = super().gained(G, D, H)
            d = s.ravel()
            return quotient(np.dot(G.ravel(), d), (1 + self.damping) * np.dot(d, H @ d)) * s

    @mutant("SHAPE", "gains are found one by one")
    class GainsOneByOne(Method):
        """r_n = (g_ig)_n/(H_ig)_nn."""

        def gained(self, G, D, H):
            kept = np.zeros_like(H)
            m, p = D.shape
            for i in range(m * p):
                for j in range(m * p):
                    if i % p == j % p:
                        kept[i, j] = H[i, j]
            return super().gained(G, D, kept)

    @mutant("SHAPE", "a gain per hidden unit in place of one per input")
    class GainsOfUnits(Method):
        """diag(r) D."""

        def gained(self, G, D, H):
            m, p = D.shape
            B = np.zeros_like(H[:, :m])
            for j in range(m):
                for n in range(p):
                    B[j * p + n, j] = D[j, n]
            r = scaled_solve(B.T @ (H @ B), np.sum(G * D, axis=1), self.damping)
            return (D.T * r).T

    return OneForAll, ScalarAfterGains, GainsOneByOne, GainsOfUnits
