"""Named mistakes in ISTA."""

from __future__ import annotations

import numpy as np

from refimpl.nonsmooth_nonconvex.ista import ISTA, State
from verification.claim import mutant


class _Parts(ISTA):
    """The step taken apart: each mutant changes one part."""

    def threshold(self):
        return self.step_size * self.weight

    def shrink(self, y):
        return np.maximum(y - self.threshold(), 0.0) + np.minimum(y + self.threshold(), 0.0)

    def step(self, problem, state, rng):
        return State(self.shrink(state.x - self.step_size * problem.gradient(state.x)))


@mutant("SCALE", "the threshold is the weight, not the weight times the step size")
class ThresholdWithoutStep(_Parts):
    """`threshold` is self.weight."""

    def threshold(self):
        return self.weight


@mutant("SCALE", "the threshold is 2 % too small")
class ThresholdTooSmall(_Parts):
    """`threshold` is 0.98 * self.step_size * self.weight."""

    def threshold(self):
        return 0.98 * self.step_size * self.weight


@mutant("PROX", "hard thresholding: what is kept is not shrunk")
class HardThreshold(_Parts):
    """`shrink` is np.where(np.abs(y) > self.threshold(), y, 0.0 * y)."""

    def shrink(self, y):
        return np.where(np.abs(y) > self.threshold(), y, 0.0 * y)


@mutant("BRANCH", "only positive entries are shrunk, negative ones are cut off")
class OneSided(_Parts):
    """`shrink` is np.maximum(y - self.threshold(), 0.0)."""

    def shrink(self, y):
        return np.maximum(y - self.threshold(), 0.0)


@mutant("SIGN", "entries are pushed away from zero")
class Expanded(_Parts):
    """`shrink` is y + self.threshold() * np.sign(y)."""

    def shrink(self, y):
        return y + self.threshold() * np.sign(y)


@mutant("PROX", "a subgradient step instead of the proximal one: no zeros")
class SubgradientStep(_Parts):
    """`step` is State(state.x - self.step_size * s)."""

    def step(self, problem, state, rng):
        s = problem.gradient(state.x) + self.weight * np.sign(state.x)
        return State(state.x - self.step_size * s)


@mutant("TERM", "shrunk before the gradient step instead of after it")
class ShrunkBefore(_Parts):
    """`step` is State(self.shrink(state.x) - self.step_size * problem.gradient(state.x))."""

    def step(self, problem, state, rng):
        return State(self.shrink(state.x) - self.step_size * problem.gradient(state.x))


@mutant("TERM", "no thresholding")
class NotShrunk(_Parts):
    """`shrink` is y."""

    def shrink(self, y):
        return y


MUTANTS = (
    ThresholdWithoutStep,
    ThresholdTooSmall,
    HardThreshold,
    OneSided,
    Expanded,
    SubgradientStep,
    ShrunkBefore,
    NotShrunk,
)
