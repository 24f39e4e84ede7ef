"""Named mistakes in super-universal Newton, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal, identity_like, norm
from refimpl.second_order.super_universal_newton import TRIALS, State, SuperUniversalNewton
from verification.claim import mutant


class Parts(SuperUniversalNewton):
    """The step cut into the parts that mutants replace."""

    growth = 4

    def step(self, problem, state, rng):
        size = norm(state.g)
        if size == 0:
            return state
        H, power = problem.hessian(state.x), self.power(size)
        M = self.first(state)
        for _ in range(TRIALS):
            shift = M * power
            s = self.direction(H, shift, state.g)
            g = problem.gradient(state.x - s)
            if self.passes(g, s, shift):
                break
            M = self.growth * M
        return State(state.x - s, self.kept(problem, state, s, g), self.last(state, M))

    def first(self, state):
        return np.maximum(state.M / 4, self.least_constant)

    def last(self, state, M):
        return M

    def direction(self, H, shift, g):
        return np.linalg.solve(add_to_diagonal(H, shift), g)

    def kept(self, problem, state, s, g):
        return g


@mutant("SCHED", "the constant is never lowered")
class NeverLowered(Parts):
    """M = 4^j M_k."""

    def first(self, state):
        return state.M


@mutant("SCHED", "the constant is halved, not quartered, after a step")
class Halved(Parts):
    """4^j max(M_k/2, M_0)."""

    def first(self, state):
        return np.maximum(state.M / 2, self.least_constant)


@mutant("SCHED", "the constant is doubled, not multiplied by four, after a rejected trial")
class Doubled(Parts):
    """2^j max(M_k/4, M_0)."""

    growth = 2


@mutant("STATE", "every search starts at M_0")
class Forgetful(Parts):
    """M = 4^j M_0."""

    def first(self, state):
        return self.least_constant


@mutant("DAMP", "the constant may fall below M_0")
class WithoutLeast(Parts):
    """M = 4^j M_k/4."""

    def first(self, state):
        return state.M / 4


@mutant("POWER", "the shift is linear in the norm")
class LinearShift(SuperUniversalNewton):
    """M |g|."""

    def power(self, size):
        return size


@mutant("POWER", "the shift is the root of the norm, as in regularised Newton")
class RootShift(SuperUniversalNewton):
    """M sqrt |g|."""

    def power(self, size):
        return np.sqrt(size)


@mutant("TERM", "the norm is left out of the shift: Levenberg and Marquardt")
class ConstantShift(SuperUniversalNewton):
    """M."""

    def power(self, size):
        return 1.0


@mutant("LINESEARCH", "every trial is accepted")
class EveryTrialAccepted(SuperUniversalNewton):
    """No test."""

    def passes(self, g, s, shift):
        return True


@mutant("LINESEARCH", "the test asks for twice the decrease")
class StricterTest(SuperUniversalNewton):
    """<g+, s> >= |g+|^2/(2 lambda)."""

    def passes(self, g, s, shift):
        return np.dot(g, s) >= np.dot(g, g) / (2 * shift)


@mutant("POWER", "the gradient in the test is not squared")
class NormNotSquared(SuperUniversalNewton):
    """<g+, s> >= |g+|/(4 lambda)."""

    def passes(self, g, s, shift):
        return np.dot(g, s) >= np.sqrt(np.dot(g, g)) / (4 * shift)


@mutant("TERM", "the test asks only for an angle")
class AngleOnly(SuperUniversalNewton):
    """<g+, s> >= 0."""

    def passes(self, g, s, shift):
        return np.dot(g, s) >= 0


@mutant("SIGN", "the sign of the step in the test is that of x+ - x")
class TestReversed(SuperUniversalNewton):
    """<g+, -s> >= |g+|^2/(4 lambda)."""

    def passes(self, g, s, shift):
        return -np.dot(g, s) >= np.dot(g, g) / (4 * shift)


@mutant("SHAPE", "only the diagonal of the Hessian is used")
class DiagonalHessian(Parts):
    """diag(H)."""

    def direction(self, H, shift, g):
        return np.linalg.solve(add_to_diagonal(H * identity_like(H), shift), g)


@mutant("SIGN", "the step goes uphill")
class Uphill(Parts):
    """x + s."""

    def direction(self, H, shift, g):
        return -np.linalg.solve(add_to_diagonal(H, shift), g)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Parts):
    """1.02 times the step."""

    def direction(self, H, shift, g):
        return 1.02 * np.linalg.solve(add_to_diagonal(H, shift), g)


@mutant("STALE", "the gradient kept for the next step is that of the point left")
class GradientNotRenewed(Parts):
    """g_k in step k + 1."""

    def kept(self, problem, state, s, g):
        return problem.gradient(state.x)


@mutant("STATE", "the constant of the last rejected trial is kept")
class LowerConstantKept(Parts):
    """4^(j-1) M for j >= 1."""

    def last(self, state, M):
        return np.maximum(M / 4, self.first(state))


MUTANTS = (
    NeverLowered, Halved, Doubled, Forgetful, WithoutLeast, LinearShift, RootShift, ConstantShift, EveryTrialAccepted,
    StricterTest, NormNotSquared, AngleOnly, TestReversed, DiagonalHessian, Uphill, StepTooLong, GradientNotRenewed,
    LowerConstantKept,
)  # fmt: skip
