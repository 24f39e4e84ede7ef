"""Named mistakes in extragradient steps on two-point estimates."""

from __future__ import annotations

import numpy as np

from refimpl.core.certain import Certain
from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.saddle_smoothing import SaddleSmoothing, State
from refimpl.zeroth_order.smoothing import mean_estimate
from verification.claim import mutant


class _Parts(SaddleSmoothing):
    """The step taken apart: each mutant changes one part."""

    def estimate(self, problem, z, rng):
        return mean_estimate(Certain(problem), z, self.radius, self.batch, self.randomisation, rng)

    def direction(self, problem, z, rng):
        return self.signs * self.estimate(problem, z, rng)


@mutant("SIGN", "both players minimise")
class BothMinimise(_Parts):
    """g."""

    def direction(self, problem, z, rng):
        return self.estimate(problem, z, rng)


@mutant("SIGN", "the players are exchanged: ascent in x, descent in y")
class Exchanged(_Parts):
    """-s g."""

    def direction(self, problem, z, rng):
        return -self.signs * self.estimate(problem, z, rng)


@mutant("TERM", "no extrapolation: one step on the estimates at z_k")
class NoExtrapolation(_Parts):
    """z - eta G(z)."""

    def step(self, problem, state, rng):
        self.direction(problem, state.x, rng)
        return State(state.x - self.step_size * self.direction(problem, state.x, rng))


@mutant("STALE", "the second step starts at w: two steps of plain descent and ascent")
class FromTheMiddle(_Parts):
    """w - eta G(w)."""

    def step(self, problem, state, rng):
        w = state.x - self.step_size * self.direction(problem, state.x, rng)
        return State(w - self.step_size * self.direction(problem, w, rng))


@mutant("STALE", "the middle point is the iterate")
class EndsAtTheMiddle(_Parts):
    """w."""

    def step(self, problem, state, rng):
        w = state.x - self.step_size * self.direction(problem, state.x, rng)
        self.direction(problem, w, rng)
        return State(w)


@mutant("SCALE", "half a step to the middle")
class HalfWay(_Parts):
    """eta/2."""

    def step(self, problem, state, rng):
        w = state.x - self.step_size / 2 * self.direction(problem, state.x, rng)
        return State(state.x - self.step_size * self.direction(problem, w, rng))


@mutant("SCALE", "steps 2 % too long")
class StepTooLong(_Parts):
    """1.02 G."""

    def estimate(self, problem, z, rng):
        return 1.02 * mean_estimate(Certain(problem), z, self.radius, self.batch, self.randomisation, rng)


@mutant("SCALE", "the estimates lack the factor d")
class WithoutD(_Parts):
    """G/d."""

    def estimate(self, problem, z, rng):
        g = mean_estimate(Certain(problem), z, self.radius, self.batch, self.randomisation, rng)
        return g / z.shape[0]


@mutant("SCALE", "central differences over gamma instead of 2 gamma")
class NoTwoInDenominator(_Parts):
    """2 G."""

    def estimate(self, problem, z, rng):
        return 2 * mean_estimate(Certain(problem), z, self.radius, self.batch, self.randomisation, rng)


@mutant("SCALE", "the estimates of a batch are added, not averaged")
class SumOfBatch(_Parts):
    """batch G."""

    def estimate(self, problem, z, rng):
        g = mean_estimate(Certain(problem), z, self.radius, self.batch, self.randomisation, rng)
        return self.batch * g


@mutant("NOISE", "one estimate instead of a batch")
class OneEstimate(_Parts):
    """batch = 1."""

    def estimate(self, problem, z, rng):
        return mean_estimate(Certain(problem), z, self.radius, 1, self.randomisation, rng)


@mutant("NOISE", "directions that are not normalised")
class NotNormalised(_Parts):
    """e = normal."""

    def estimate(self, problem, z, rng):
        total = np.zeros_like(z)
        for _ in range(self.batch):
            e = rng.standard_normal(z.shape[0])
            total = total + z.shape[0] * slope(Certain(problem), z, e, self.radius, 0) * e
        return total / self.batch


@mutant("TERM", "one-point estimates")
class OnePoint(_Parts):
    """(d/gamma) f(z + gamma e) e."""

    def estimate(self, problem, z, rng):
        total = np.zeros_like(z)
        for _ in range(self.batch):
            normal = rng.standard_normal(z.shape[0])
            e = normal / np.sqrt(np.dot(normal, normal))
            total = total + z.shape[0] / self.radius * problem.value(z + self.radius * e) * e
        return total / self.batch


MUTANTS = (
    BothMinimise,
    Exchanged,
    NoExtrapolation,
    FromTheMiddle,
    EndsAtTheMiddle,
    HalfWay,
    StepTooLong,
    WithoutD,
    NoTwoInDenominator,
    SumOfBatch,
    OneEstimate,
    NotNormalised,
    OnePoint,
)
