"""Named mistakes in AdaGrad with the full matrix, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal, eigh
from refimpl.first_order_adaptive.full_matrix_adagrad import FullMatrixAdaGrad, State
from verification.claim import mutant


def scaled(S, g, epsilon, power):
    """(S + epsilon I)^(-power) g."""
    w, V = eigh(S)
    return V @ ((V.T @ g) / np.exp(power * np.log(np.maximum(w, 0.0) + epsilon)))


def step(algorithm, problem, state, *, use=None, power=0.5, factor=1.0):
    """A step preconditioned by use(S_{t-1}, g) in place of S_t, which is what is kept."""
    g = problem.gradient(state.x)
    S = state.S + np.outer(g, g)
    D = scaled(S if use is None else use(state.S, g), g, algorithm.epsilon, power)
    return State(state.x - factor * algorithm.step_size * D, S)


@mutant("POWER", "the inverse is applied without the root")
class InverseWithoutRoot(FullMatrixAdaGrad):
    """(S + eps I)^{-1} g."""

    def step(self, problem, state, rng):
        return step(self, problem, state, power=1.0)


@mutant("POWER", "the inverse fourth root of Shampoo is applied, from one side only")
class FourthRoot(FullMatrixAdaGrad):
    """(S + eps I)^{-1/4} g."""

    def step(self, problem, state, rng):
        return step(self, problem, state, power=0.25)


@mutant("STATE", "nothing accumulates: only the current outer product is used")
class NoAccumulation(FullMatrixAdaGrad):
    """S = g g'."""

    def step(self, problem, state, rng):
        return step(self, problem, state, use=lambda S, g: np.outer(g, g))


@mutant("STALE", "the current gradient enters the sum after the step")
class OldSum(FullMatrixAdaGrad):
    """(S_{t-1} + eps I)^{-1/2} g_t."""

    def step(self, problem, state, rng):
        return step(self, problem, state, use=lambda S, g: S)


@mutant("SHAPE", "only the diagonal of the sum is kept: the usual AdaGrad")
class DiagonalOnly(FullMatrixAdaGrad):
    """(diag S + eps I)^{-1/2} g."""

    def step(self, problem, state, rng):
        return step(self, problem, state, use=lambda S, g: np.diag(np.diag(S) + g * g))


@mutant("SHAPE", "the inner product takes the place of the outer one: all directions share one scale")
class SharedScale(FullMatrixAdaGrad):
    """(tr S + eps)^{-1/2} g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        S = state.S + np.outer(g, g)
        return State(state.x - self.step_size * g / np.sqrt(np.sum(np.diag(S)) + self.epsilon), S)


@mutant("EPS", "epsilon is added to the stored sum at every step: it accumulates")
class EpsilonAccumulates(FullMatrixAdaGrad):
    """S_t = S_{t-1} + g g' + eps I."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        S = add_to_diagonal(state.S + np.outer(g, g), self.epsilon)
        return State(state.x - self.step_size * scaled(S, g, 0.0, 0.5), S)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(FullMatrixAdaGrad):
    """x+ = x - 1.02 s D."""

    def step(self, problem, state, rng):
        return step(self, problem, state, factor=1.02)


@mutant("SIGN", "the step ascends")
class Ascent(FullMatrixAdaGrad):
    """x+ = x + s D."""

    def step(self, problem, state, rng):
        return step(self, problem, state, factor=-1.0)


MUTANTS = (
    InverseWithoutRoot,
    FourthRoot,
    NoAccumulation,
    OldSum,
    DiagonalOnly,
    SharedScale,
    EpsilonAccumulates,
    StepTooLong,
    Ascent,
)
