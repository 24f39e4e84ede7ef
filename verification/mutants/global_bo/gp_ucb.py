"""Named mistakes in GP-UCB."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.global_bo.gaussian_process import observed
from refimpl.global_bo.gp_ucb import GPUCB
from verification.claim import mutant
from verification.mutants.global_bo.posteriors import of_the_choice, of_the_process


@mutant("SIGN", "the upper bound is minimised")
class UpperBound(GPUCB):
    """m + width s."""

    def gains(self, state):
        return GPUCB.gains(self._replace(width=-self.width), state)


@mutant("SCALE", "the width is three tenths of what it should be")
class WidthUnderstated(GPUCB):
    """0.3 width."""

    def gains(self, state):
        return GPUCB.gains(self._replace(width=0.3 * self.width), state)


@mutant("POWER", "the width is taken for its square")
class WidthRoot(GPUCB):
    """sqrt(width)."""

    def gains(self, state):
        return GPUCB.gains(self._replace(width=np.sqrt(self.width)), state)


class Lagged(NamedTuple):
    """The posterior of one query ago, and the present one."""

    x: Any
    points: Any
    mean: Any
    covariance: Any
    asked: Any
    now: Any


def lagged(before: Any, now: Any) -> Lagged:
    """The query of `now` with the posterior of `before`."""
    return Lagged(now.x, before.points, before.mean, before.covariance, before.asked, now)


@mutant("STATE", "the posterior lags by one query")
class PosteriorLags(GPUCB):
    """m, C of the step before."""

    def init(self, problem, x0):
        now = GPUCB.init(self, problem, x0)
        return lagged(now, now)

    def step(self, problem, state, rng):
        i = int(np.argmax(self.gains(state)))
        return lagged(state.now, observed(state.now, i, problem.value(state.points[i]), self.noise))


@mutant("NOISE", "the deviation of the noise stands for its variance")
class NoiseDeviation(GPUCB):
    """sqrt(noise)."""

    def step(self, problem, state, rng):
        return GPUCB.step(self._replace(noise=np.sqrt(self.noise)), problem, state, rng)


@mutant("NOISE", "the noise is left out of the mean")
class NoiseOutOfMean(GPUCB):
    """m+ = m + C_:i (y - m_i)/C_ii."""

    def step(self, problem, state, rng):
        new = GPUCB.step(self, problem, state, rng)
        i = int(np.argmax(self.gains(state)))
        value = problem.value(state.points[i])
        return new._replace(
            mean=state.mean + state.covariance[i] / state.covariance[i, i] * (value - state.mean[i])
        )


MUTANTS = (
    UpperBound,
    WidthUnderstated,
    WidthRoot,
    PosteriorLags,
    NoiseDeviation,
    NoiseOutOfMean,
    *of_the_process(GPUCB),
    *of_the_choice(GPUCB),
)
