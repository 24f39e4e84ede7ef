"""Named mistakes in CGE descent."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.cge import CGE, State
from verification.claim import mutant


class _Own(CGE):
    """The step with another difference or other coordinates."""

    def difference(self, problem, x, i, sample, rng):
        ahead = x.copy()
        ahead[i] = ahead[i] + self.smoothing
        return (problem.sample_value(ahead, sample) - problem.sample_value(x, sample)) / self.smoothing

    def keeps(self, i):
        return self.mask[i] != 0

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        g = np.zeros_like(state.x)
        for i in range(g.shape[0]):
            if self.keeps(i):
                g[i] = self.difference(problem, state.x, i, sample, rng)
        return State(state.x - self.step_size * g)


@mutant("SIGN", "backward differences: the bias changes its sign")
class BackwardDifference(_Own):
    """[F(x) - F(x - c e_i)]/c."""

    def difference(self, problem, x, i, sample, rng):
        behind = x.copy()
        behind[i] = behind[i] - self.smoothing
        return (problem.sample_value(x, sample) - problem.sample_value(behind, sample)) / self.smoothing


@mutant("SCALE", "a forward difference is divided by 2c like a central one")
class DividedByTwo(_Own):
    """[F(x + c e_i) - F(x)]/2c."""

    def difference(self, problem, x, i, sample, rng):
        return _Own.difference(self, problem, x, i, sample, rng) / 2


@mutant("SCALE", "the coordinates are averaged instead of collected")
class MeanOverSum(_Own):
    """g/d."""

    def difference(self, problem, x, i, sample, rng):
        return _Own.difference(self, problem, x, i, sample, rng) / x.shape[0]


@mutant("STATE", "the coordinates already perturbed are not put back")
class NotUndone(_Own):
    """F(x + c (e_1 + ... + e_i))."""

    def difference(self, problem, x, i, sample, rng):
        ahead = x.copy()
        ahead[: i + 1] = ahead[: i + 1] + self.smoothing * self.mask[: i + 1]
        return (problem.sample_value(ahead, sample) - problem.sample_value(x, sample)) / self.smoothing


@mutant("NOISE", "the value at x is that of the mean, not of the sample")
class BaseWithoutSample(_Own):
    """[F(x + c e_i; y) - f(x)]/c."""

    def difference(self, problem, x, i, sample, rng):
        ahead = x.copy()
        ahead[i] = ahead[i] + self.smoothing
        return (problem.sample_value(ahead, sample) - problem.value(x)) / self.smoothing


@mutant("BRANCH", "the mask is reversed")
class ReversedMask(_Own):
    """m_i = 0."""

    def keeps(self, i):
        return self.mask[i] == 0


@mutant("TERM", "no mask")
class Dense(_Own):
    """all i."""

    def keeps(self, i):
        return True


@mutant("SIGN", "the step climbs")
class Ascent(CGE):
    """x + eta g."""

    def step(self, problem, state, rng):
        return CGE.step(self._replace(step_size=-self.step_size), problem, state, rng)


MUTANTS = (
    BackwardDifference,
    DividedByTwo,
    MeanOverSum,
    NotUndone,
    BaseWithoutSample,
    ReversedMask,
    Dense,
    Ascent,
)
