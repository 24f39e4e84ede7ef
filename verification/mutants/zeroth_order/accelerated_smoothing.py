"""Named mistakes in accelerated descent of a smoothed function."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.accelerated_smoothing import AcceleratedSmoothing, State
from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.smoothing import mean_estimate
from verification.claim import mutant


class _Parts(AcceleratedSmoothing):
    """The step taken apart: each mutant changes one part."""

    def tau(self, k):
        return 2 / (k + 2)

    def length(self, k):
        return (k + 2) / (4 * self.smoothness)

    def point(self, y, z, tau):
        return (1 - tau) * y + tau * z

    def output(self, y, z, x, G, tau):
        return (1 - tau) * y + tau * z

    def gradient(self, problem, x, k, rng):
        return mean_estimate(problem, x, self.radius, self.batch, self.randomisation, rng)

    def step(self, problem, state, rng):
        tau = self.tau(state.k)
        x = self.point(state.x, state.z, tau)
        G = self.gradient(problem, x, state.k, rng)
        z = state.z - self.length(state.k) * G
        return State(self.output(state.x, z, x, G, tau), z, state.k + 1)


@mutant("SCHED", "tau counts from one: 2/(k + 3)")
class CountFromOne(_Parts):
    """2/(k + 3)."""

    def tau(self, k):
        return 2 / (k + 3)


@mutant("DECAY", "the mirror step does not grow")
class StepNotGrowing(_Parts):
    """1/(2 L)."""

    def length(self, k):
        return 1 / (2 * self.smoothness)


@mutant("SCALE", "mirror steps 2 % too long")
class StepTooLong(_Parts):
    """1.02."""

    def length(self, k):
        return 1.02 * (k + 2) / (4 * self.smoothness)


@mutant("SCALE", "(k + 2)/(2 L): mirror steps twice as long")
class StepTwiceAsLong(_Parts):
    """Without noise this is the border of convergence."""

    def length(self, k):
        return (k + 2) / (2 * self.smoothness)


@mutant("SIGN", "the step ascends")
class Ascent(_Parts):
    """+."""

    def length(self, k):
        return -(k + 2) / (4 * self.smoothness)


@mutant("STALE", "estimates at y_k: no extrapolation")
class EstimatesAtOutput(_Parts):
    """y."""

    def point(self, y, z, tau):
        return y


@mutant("STALE", "estimates at z_k")
class EstimatesAtMirror(_Parts):
    """z."""

    def point(self, y, z, tau):
        return z


@mutant("TERM", "the output is the mirror point: no average")
class OutputOfMirror(_Parts):
    """z."""

    def output(self, y, z, x, G, tau):
        return z


@mutant("TERM", "the output is a gradient step 1/L from x_k, which doubles the noise")
class GradientOutput(_Parts):
    """x - G/L."""

    def output(self, y, z, x, G, tau):
        return x - G / self.smoothness


@mutant("SCALE", "the estimates of a batch are added, not averaged")
class SumOfBatch(_Parts):
    """batch G."""

    def gradient(self, problem, x, k, rng):
        return self.batch * mean_estimate(problem, x, self.radius, self.batch, self.randomisation, rng)


@mutant("NOISE", "one estimate instead of a batch")
class OneEstimate(_Parts):
    """batch = 1."""

    def gradient(self, problem, x, k, rng):
        return mean_estimate(problem, x, self.radius, 1, self.randomisation, rng)


@mutant("SCHED", "gamma shrinks like 1/(k + 1) while L stays")
class RadiusShrinks(_Parts):
    """gamma/(k + 1)."""

    def gradient(self, problem, x, k, rng):
        return mean_estimate(problem, x, self.radius / (k + 1), self.batch, self.randomisation, rng)


@mutant("SCALE", "the values are taken at twice the distance that divides their difference by")
class RadiusDoubled(_Parts):
    """2 G of 2 gamma."""

    def gradient(self, problem, x, k, rng):
        return 2 * mean_estimate(problem, x, 2 * self.radius, self.batch, self.randomisation, rng)


@mutant("SCALE", "the estimates lack the factor d")
class WithoutD(_Parts):
    """G/d."""

    def gradient(self, problem, x, k, rng):
        return mean_estimate(problem, x, self.radius, self.batch, self.randomisation, rng) / x.shape[0]


@mutant("SCALE", "central differences over gamma instead of 2 gamma")
class NoTwoInDenominator(_Parts):
    """2 G."""

    def gradient(self, problem, x, k, rng):
        return 2 * mean_estimate(problem, x, self.radius, self.batch, self.randomisation, rng)


class _Directions(_Parts):
    """Estimates on directions of the l2 sphere, written out."""

    def along(self, problem, x, e, rng):
        return slope(problem, x, e, self.radius, problem.sample(rng))

    def unit(self, normal):
        return normal / np.sqrt(np.dot(normal, normal))

    def direction(self, d, rng):
        return self.unit(rng.standard_normal(d))

    def gradient(self, problem, x, k, rng):
        total, d = np.zeros_like(x), x.shape[0]
        for _ in range(self.batch):
            sample = problem.sample(rng)
            e = self.direction(d, rng)
            total = total + self.one(problem, x, e, sample, rng)
        return total / self.batch

    def one(self, problem, x, e, sample, rng):
        return x.shape[0] * slope(problem, x, e, self.radius, sample) * e


@mutant("SCALE", "directions that are not normalised")
class NotNormalised(_Directions):
    """e = normal."""

    def unit(self, normal):
        return normal


@mutant("NOISE", "points of the ball instead of the sphere")
class BallForSphere(_Directions):
    """e times the d-th root of a uniform draw."""

    def direction(self, d, rng):
        e = _Directions.direction(self, d, rng)
        return e * np.exp(np.log(1 - rng.random()) / d)


@mutant("STATE", "one direction for the whole batch: the variance does not fall with the batch")
class OneDirectionForTheBatch(_Directions):
    """e_1 = e_2 = ..."""

    def gradient(self, problem, x, k, rng):
        total, e = np.zeros_like(x), self.direction(x.shape[0], rng)
        for _ in range(self.batch):
            total = total + self.one(problem, x, e, problem.sample(rng), rng)
        return total / self.batch


@mutant("TERM", "one-point estimates")
class OnePoint(_Directions):
    """(d/gamma) F(x + gamma e) e."""

    def one(self, problem, x, e, sample, rng):
        return x.shape[0] / self.radius * problem.sample_value(x + self.radius * e, sample) * e


@mutant("TERM", "forward differences")
class Forward(_Directions):
    """(d/gamma) [F(x + gamma e) - F(x)] e."""

    def one(self, problem, x, e, sample, rng):
        ahead, here = problem.sample_value(x + self.radius * e, sample), problem.sample_value(x, sample)
        return x.shape[0] * (ahead - here) / self.radius * e


@mutant("NOISE", "the two values are of two samples")
class FreshNoisePerEvaluation(_Directions):
    """y and y'."""

    def one(self, problem, x, e, sample, rng):
        ahead = problem.sample_value(x + self.radius * e, sample)
        behind = problem.sample_value(x - self.radius * e, problem.sample(rng))
        return x.shape[0] * (ahead - behind) / (2 * self.radius) * e


STEP_MUTANTS = (
    CountFromOne,
    StepNotGrowing,
    StepTooLong,
    StepTwiceAsLong,
    Ascent,
    EstimatesAtOutput,
    EstimatesAtMirror,
    OutputOfMirror,
    GradientOutput,
    SumOfBatch,
    OneEstimate,
    RadiusShrinks,
    RadiusDoubled,
    WithoutD,
    NoTwoInDenominator,
)
MUTANTS = (
    *STEP_MUTANTS,
    NotNormalised,
    BallForSphere,
    OneDirectionForTheBatch,
    OnePoint,
    Forward,
    FreshNoisePerEvaluation,
)
