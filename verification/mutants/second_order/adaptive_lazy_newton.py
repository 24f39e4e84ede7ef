"""Named mistakes in adaptive lazy Newton, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal, norm
from refimpl.second_order.adaptive_lazy_newton import TRIALS, AdaptiveLazyNewton, State
from verification.claim import mutant


class Parts(AdaptiveLazyNewton):
    """The method cut into the parts that mutants replace."""

    def step(self, problem, state, rng):
        H = problem.hessian(state.x)
        M = self.first(state.M)
        start, slope = state.x, state.g
        for _ in range(TRIALS):
            x, g, excess = self.phase(problem, start, slope, H, M)
            if self.accepts(excess):
                break
            M = self.longer(M)
            start, slope = self.again(state, x, g)
        return State(x, g, M)

    def phase(self, problem, x, g, H, M):
        excess = 0.0
        for _ in range(self.period):
            size = norm(g)
            if size == 0:
                break
            shift = self.shift(M, size)
            h = np.linalg.solve(add_to_diagonal(H, shift), g)
            x = x - h
            g = problem.gradient(x)
            excess = excess + self.gain(g, h, shift)
        return x, g, excess

    def first(self, M):
        return np.maximum(M / 2, self.least_constant)

    def accepts(self, excess):
        return excess >= 0

    def longer(self, M):
        return 4 * M

    def again(self, state, x, g):
        return state.x, state.g

    def shift(self, M, size):
        return np.sqrt(M * size)

    def gain(self, g, h, shift):
        return np.dot(g, h) - np.dot(g, g) / (2 * shift)


@mutant("LINESEARCH", "the first trial is always taken")
class EveryTrialAccepted(Parts):
    """j = 0."""

    def accepts(self, excess):
        return True


@mutant("BRANCH", "the comparison of the test is turned round")
class TestReversed(Parts):
    """Taken where the inequality fails."""

    def accepts(self, excess):
        return excess < 0


@mutant("LINESEARCH", "a rejected phase is not undone: the next trial goes on from its end")
class RejectedPhaseKept(Parts):
    """The next trial starts at the end of the one before."""

    def again(self, state, x, g):
        return x, g


@mutant("LINESEARCH", "M is multiplied by 2 where a phase fails")
class Doubled(Parts):
    """2^j."""

    def longer(self, M):
        return 2 * M


@mutant("STATE", "M is not halved after a phase: it only grows")
class NeverHalved(Parts):
    """The first trial has the last accepted M."""

    def first(self, M):
        return M


@mutant("STATE", "every search starts anew from the least constant")
class ForgottenConstant(Parts):
    """The first trial has M_0."""

    def first(self, M):
        return self.least_constant


@mutant("SCALE", "the test asks for a quarter of the new gradient's square in place of half of it")
class QuarterInTest(Parts):
    """|g+|^2/(4 lambda)."""

    def gain(self, g, h, shift):
        return np.dot(g, h) - np.dot(g, g) / (4 * shift)


@mutant("TERM", "the test asks for a decrease of any size")
class SlopeOnly(Parts):
    """sum <g+, h> >= 0."""

    def gain(self, g, h, shift):
        return np.dot(g, h)


@mutant("POWER", "lambda is linear in the norm of the gradient")
class LinearRegularisation(Parts):
    """lambda = M |g|."""

    def shift(self, M, size):
        return M * size


@mutant("POWER", "the square root in lambda covers the norm only")
class RootOfNormOnly(Parts):
    """lambda = M sqrt(|g|)."""

    def shift(self, M, size):
        return M * np.sqrt(size)


MUTANTS = (
    EveryTrialAccepted,
    TestReversed,
    RejectedPhaseKept,
    Doubled,
    NeverHalved,
    ForgottenConstant,
    QuarterInTest,
    SlopeOnly,
    LinearRegularisation,
    RootOfNormOnly,
)
