"""Named mistakes in GFM+."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.nonsmooth_nonconvex.gfm_plus import GFMPlus, State
from verification.claim import mutant


class _Parts(GFMPlus):
    """The step in parts, for mistakes in one of them."""

    def draw(self, x, rng):
        z = rng.standard_normal(x.shape[0])
        return z / norm(z)

    def one(self, problem, x, w, y):
        """g(x; w, y)."""
        ahead, behind = (
            problem.sample_value(x + self.radius * w, y),
            problem.sample_value(x - self.radius * w, y),
        )
        return x.shape[0] / (2 * self.radius) * (ahead - behind) * w

    def second(self, problem, w, y, rng):
        """The draws of the estimate at x_{t-1}."""
        return w, y

    def renews(self, t):
        return t % self.period == 0

    def recursed(self, v, change):
        return v + change

    def averaged(self, total, n):
        return total / n

    def step(self, problem, state, rng):
        total = np.zeros_like(state.x)
        renews = self.renews(state.t)
        for _ in range(self.batch if renews else self.small_batch):
            y = problem.sample(rng)
            w = self.draw(state.x, rng)
            total = total + self.one(problem, state.x, w, y)
            if not renews:
                total = total - self.one(problem, state.before, *self.second(problem, w, y, rng))
        if renews:
            v = self.averaged(total, self.batch)
        else:
            v = self.recursed(state.v, self.averaged(total, self.small_batch))
        return State(state.x - self.step_size * v, state.x, v, state.t + 1)


@mutant("SCALE", "the factor d of the estimate is missing")
class WithoutD(_Parts):
    """1/(2 delta)."""

    def one(self, problem, x, w, y):
        return _Parts.one(self, problem, x, w, y) / x.shape[0]


@mutant("SCALE", "the difference is divided by delta instead of 2 delta")
class NoTwoInDenominator(_Parts):
    """d/delta."""

    def one(self, problem, x, w, y):
        return 2 * _Parts.one(self, problem, x, w, y)


@mutant("TERM", "one point: the second value is missing")
class OnePoint(_Parts):
    """(d/delta) F(x + delta w)."""

    def one(self, problem, x, w, y):
        return x.shape[0] / self.radius * problem.sample_value(x + self.radius * w, y) * w


@mutant("SIGN", "the step climbs")
class Ascent(_Parts):
    """-g."""

    def one(self, problem, x, w, y):
        return -_Parts.one(self, problem, x, w, y)


@mutant("NOISE", "points of the ball instead of the sphere")
class BallForSphere(_Parts):
    """w times the d-th root of a uniform draw."""

    def draw(self, x, rng):
        w = _Parts.draw(self, x, rng)
        return w * np.exp(np.log(1 - rng.random()) / x.shape[0])


@mutant("NOISE", "normal directions that are not normalised")
class NotNormalised(_Parts):
    """w ~ N(0, I)."""

    def draw(self, x, rng):
        return rng.standard_normal(x.shape[0])


@mutant("NOISE", "the two estimates of a difference have directions of their own")
class SpiderFreshW(_Parts):
    """g(x_{t-1}; w', y)."""

    def second(self, problem, w, y, rng):
        return self.draw(w, rng), y


@mutant("NOISE", "the two estimates of a difference have samples of their own")
class SpiderFreshSample(_Parts):
    """g(x_{t-1}; w, y')."""

    def second(self, problem, w, y, rng):
        return w, problem.sample(rng)


@mutant("STATE", "no restart: the recursion goes on for ever")
class NoRestart(_Parts):
    """t = 0 only."""

    def renews(self, t):
        return t == 0


@mutant("STATE", "the difference stands alone")
class NotRecursive(_Parts):
    """v = change."""

    def recursed(self, v, change):
        return change + 0 * v


@mutant("SIGN", "the difference is subtracted")
class DifferenceReversed(_Parts):
    """v - change."""

    def recursed(self, v, change):
        return v - change


@mutant("SCALE", "estimates are summed instead of averaged")
class SumForMean(_Parts):
    """sum."""

    def averaged(self, total, n):
        return total


MUTANTS = (
    WithoutD,
    NoTwoInDenominator,
    OnePoint,
    Ascent,
    BallForSphere,
    NotNormalised,
    SpiderFreshW,
    SpiderFreshSample,
    NoRestart,
    NotRecursive,
    DifferenceReversed,
    SumForMean,
)
