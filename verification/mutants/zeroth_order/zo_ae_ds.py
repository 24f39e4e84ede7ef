"""Named mistakes in ZO-AE-DS."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.zeroth_order.zo_ae_ds import ZOAEDS, State
from verification.claim import mutant


class _Random(NamedTuple):
    """Random directions in parts, for mistakes in one of them."""

    queries: int

    def direction(self, u, rng):
        return scale_to_norm(rng.standard_normal(u.shape[0]), 1.0)

    def difference(self, problem, u, v, smoothing, sample):
        ahead = problem.latent_value(u + smoothing * v, sample)
        return (ahead - problem.latent_value(u, sample)) / smoothing

    def summed(self, total, new):
        return total + new

    def scaled(self, total, u, wide):
        return u.shape[0] * total / self.queries

    def gradient(self, problem, u, smoothing, sample, rng, wide):
        total = np.zeros_like(u)
        for _ in range(self.queries):
            v = self.direction(u, rng)
            total = self.summed(total, self.difference(problem, u, v, smoothing, sample) * v)
        return self.scaled(total, u, wide)


class _WithoutDimension(_Random):
    """E g = p/k."""

    def scaled(self, total, u, wide):
        return total / self.queries


class _WideDimension(_Random):
    """The factor is q."""

    def scaled(self, total, u, wide):
        return wide * total / self.queries


class _Summed(_Random):
    """k sum."""

    def scaled(self, total, u, wide):
        return u.shape[0] * total


class _Last(_Random):
    """The last direction only."""

    def summed(self, total, new):
        return new


class _OnePoint(_Random):
    """l(u + c v)/c."""

    def difference(self, problem, u, v, smoothing, sample):
        return problem.latent_value(u + smoothing * v, sample) / smoothing


class _Central(_Random):
    """[l(u + c v) - l(u - c v)]/2c."""

    def difference(self, problem, u, v, smoothing, sample):
        ahead = problem.latent_value(u + smoothing * v, sample)
        return (ahead - problem.latent_value(u - smoothing * v, sample)) / (2 * smoothing)


class _NotNormalised(_Random):
    """v ~ N(0, I) with the factor of the sphere."""

    def direction(self, u, rng):
        return rng.standard_normal(u.shape[0])


class _AlongCoordinates(NamedTuple):
    """Coordinates in parts."""

    def difference(self, problem, ahead, here, behind, smoothing, sample):
        l_plus, l_minus = problem.latent_value(ahead, sample), problem.latent_value(behind, sample)
        return (l_plus - l_minus) / (2 * smoothing)

    def gradient(self, problem, u, smoothing, sample, rng, wide):
        g = np.zeros_like(u)
        for i in range(u.shape[0]):
            ahead, behind = u.copy(), u.copy()
            ahead[i] = ahead[i] + smoothing
            behind[i] = behind[i] - smoothing
            g[i] = self.difference(problem, ahead, u, behind, smoothing, sample)
        return g


class _Forward(_AlongCoordinates):
    """[l(u + c e_i) - l(u)]/c."""

    def difference(self, problem, ahead, here, behind, smoothing, sample):
        return (problem.latent_value(ahead, sample) - problem.latent_value(here, sample)) / smoothing


class _NotHalved(_AlongCoordinates):
    """[l(u + c e_i) - l(u - c e_i)]/c."""

    def difference(self, problem, ahead, here, behind, smoothing, sample):
        l_plus, l_minus = problem.latent_value(ahead, sample), problem.latent_value(behind, sample)
        return (l_plus - l_minus) / smoothing


class _CoordinateMean(_AlongCoordinates):
    """g/k: the mean over the coordinates."""

    def difference(self, problem, ahead, here, behind, smoothing, sample):
        central = _AlongCoordinates.difference(self, problem, ahead, here, behind, smoothing, sample)
        return central / here.shape[0]


class _Own(ZOAEDS):
    """The step with parts of its own; `random` and `coordinates` estimate."""

    def estimated(self, problem, u, sample, rng, wide):
        if hasattr(self.estimate, "queries"):
            return self.random().gradient(problem, u, self.smoothing, sample, rng, wide)
        return self.coordinates().gradient(problem, u, self.smoothing, sample, rng, wide)

    def random(self):
        return _Random(self.estimate.queries)

    def coordinates(self):
        return _AlongCoordinates()

    def moved(self, problem, x, sample, g):
        return x - self.step_size * problem.latent_pullback(x, sample, g)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        u = problem.latent_code(state.x, sample)
        g = self.estimated(problem, u, sample, rng, state.x.shape[0] / u.shape[0])
        return State(self.moved(problem, state.x, sample, g))


@mutant("SCALE", "directions of length one without the factor k")
class WithoutDimension(_Own):
    """E g = p/k."""

    def random(self):
        return _WithoutDimension(self.estimate.queries)


@mutant("SCALE", "the dimension of the input in place of that of the code")
class DimensionOfTheInput(_Own):
    """E g = (q/k) p."""

    def random(self):
        return _WideDimension(self.estimate.queries)


@mutant("SCALE", "the estimates are summed instead of averaged")
class SumOverMean(_Own):
    """k sum."""

    def random(self):
        return _Summed(self.estimate.queries)


@mutant("STATE", "the loop over the directions keeps only the last estimate")
class QLoopOverwrites(_Own):
    """(k/Q) s_Q v_Q."""

    def random(self):
        return _Last(self.estimate.queries)


@mutant("TERM", "one point: the loss of the code itself is not subtracted")
class OnePoint(_Own):
    """l(u + c v)/c."""

    def random(self):
        return _OnePoint(self.estimate.queries)


@mutant("TERM", "central differences along the random directions")
class CentralDirections(_Own):
    """No term in c."""

    def random(self):
        return _Central(self.estimate.queries)


@mutant("SCALE", "directions are not normalised")
class NotNormalised(_Own):
    """E g = k p."""

    def random(self):
        return _NotNormalised(self.estimate.queries)


@mutant("TERM", "forward differences along the coordinates")
class ForwardCoordinates(_Own):
    """A bias of c B_ii/2."""

    def coordinates(self):
        return _Forward()


@mutant("SCALE", "the difference along a coordinate is divided by c instead of 2c")
class NoTwoInDenominator(_Own):
    """2p."""

    def coordinates(self):
        return _NotHalved()


@mutant("SCALE", "the coordinates are averaged instead of summed")
class MeanOfCoordinates(_Own):
    """p/k."""

    def coordinates(self):
        return _CoordinateMean()


@mutant("SIGN", "the step climbs")
class Ascent(_Own):
    """x + eta (du/dx)' g."""

    def moved(self, problem, x, sample, g):
        return x + self.step_size * problem.latent_pullback(x, sample, g)


@mutant("STALE", "the code is that of one sample, its loss that of the next")
class AnotherSample(ZOAEDS):
    """l_j(u_i)."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        u = problem.latent_code(state.x, sample)
        g = self.estimate.gradient(problem, u, self.smoothing, problem.sample(rng), rng)
        return State(state.x - self.step_size * problem.latent_pullback(state.x, sample, g))


MUTANTS = (
    WithoutDimension,
    DimensionOfTheInput,
    SumOverMean,
    QLoopOverwrites,
    OnePoint,
    CentralDirections,
    NotNormalised,
    ForwardCoordinates,
    NoTwoInDenominator,
    MeanOfCoordinates,
    Ascent,
    AnotherSample,
)
