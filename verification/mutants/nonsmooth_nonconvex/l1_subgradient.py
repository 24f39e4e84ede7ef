"""Named mistakes in subgradient steps on an l1 penalty."""

from __future__ import annotations

import numpy as np

from refimpl.nonsmooth_nonconvex.l1_subgradient import L1Subgradient, State
from verification.claim import mutant


class _Parts(L1Subgradient):
    """The step taken apart: each mutant changes one part."""

    def penalty(self, x, g):
        return self.weight * np.sign(x)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return State(state.x - self.step_size * (g + self.penalty(state.x, g)))


@mutant("BRANCH", "sign(0) = 1")
class SignOfZeroIsOne(_Parts):
    """`penalty` is self.weight * np.where(x >= 0, 1.0, -1.0)."""

    def penalty(self, x, g):
        return self.weight * np.where(x >= 0, 1.0, -1.0)


@mutant("PROX", "soft thresholding instead of the subgradient: zeros, and no cycle")
class SoftThreshold(L1Subgradient):
    """x+ = y - clip(y, -a weight, a weight)."""

    def step(self, problem, state, rng):
        y = state.x - self.step_size * problem.gradient(state.x)
        bound = self.step_size * self.weight
        return State(np.maximum(y - bound, 0.0) + np.minimum(y + bound, 0.0))


@mutant("STALE", "the sign is that of the point after the gradient step")
class SignAfterTheStep(_Parts):
    """`penalty` is self.weight * np.sign(x - self.step_size * g)."""

    def penalty(self, x, g):
        return self.weight * np.sign(x - self.step_size * g)


@mutant("POWER", "the gradient of |x|^2/2 instead of |x|: weight decay")
class SquaredPenalty(_Parts):
    """`penalty` is self.weight * x."""

    def penalty(self, x, g):
        return self.weight * x


@mutant("SCALE", "the penalty is not scaled by the step size")
class PenaltyNotScaled(_Parts):
    """`penalty` is self.weight / self.step_size * np.sign(x)."""

    def penalty(self, x, g):
        return self.weight / self.step_size * np.sign(x)


@mutant("SIGN", "the penalty pushes away from zero")
class PenaltyReversed(_Parts):
    """`penalty` is -self.weight * np.sign(x)."""

    def penalty(self, x, g):
        return -self.weight * np.sign(x)


@mutant("EPS", "x/(|x| + 1/1000) instead of the sign: smooth at zero")
class SmoothedSign(_Parts):
    """`penalty` is self.weight * x / (np.abs(x) + 0.001)."""

    def penalty(self, x, g):
        return self.weight * x / (np.abs(x) + 0.001)


@mutant("TERM", "no penalty")
class NoPenalty(_Parts):
    """`penalty` is 0.0 * x."""

    def penalty(self, x, g):
        return 0.0 * x


@mutant("SCALE", "the penalty is 2 % too large")
class PenaltyTooLarge(_Parts):
    """`penalty` is 1.02 * self.weight * np.sign(x)."""

    def penalty(self, x, g):
        return 1.02 * self.weight * np.sign(x)


MUTANTS = (
    SignOfZeroIsOne,
    SoftThreshold,
    SignAfterTheStep,
    SquaredPenalty,
    PenaltyNotScaled,
    PenaltyReversed,
    SmoothedSign,
    NoPenalty,
    PenaltyTooLarge,
)
