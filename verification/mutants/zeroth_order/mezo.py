"""Named mistakes in MeZO."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import norm
from refimpl.zeroth_order.mezo import MeZO, State
from verification.claim import mutant


def unit(z):
    """z / |z|, or zero."""
    square = np.dot(z, z)
    return np.zeros_like(z) if square == 0 else z / np.sqrt(square)


class UnitSphere(NamedTuple):
    """n / |n|: a direction of length one."""

    def draw(self, x, rng):
        normal = rng.standard_normal(x.shape[0])
        return normal / norm(normal)


class ScaledTwice(NamedTuple):
    """A direction of length d."""

    def draw(self, x, rng):
        normal = rng.standard_normal(x.shape[0])
        return x.shape[0] * normal / norm(normal)


class TensorByTensor(NamedTuple):
    """Both of two tensors, the first entry and the rest, at length one."""

    law: Any

    def draw(self, x, rng):
        z = self.law.draw(x, rng)
        return np.concatenate((unit(z[:1]), unit(z[1:])))


class _Own(MeZO):
    """The step in parts, for mistakes in one of them."""

    def difference(self, problem, x, z, sample, rng):
        """(l+ - l-)/2c and where x is afterwards."""
        ahead, behind = x + self.smoothing * z, x - self.smoothing * z
        l_plus, l_minus = problem.sample_value(ahead, sample), problem.sample_value(behind, sample)
        return (l_plus - l_minus) / (2 * self.smoothing), x

    def along(self, x, z, rng):
        return z

    def summed(self, total, new):
        return total + new / self.directions

    def moved(self, x, start, g):
        return x - self.step_size * (g + self.decay * x)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        x, total = state.x, np.zeros_like(state.x)
        for _ in range(self.directions):
            z = self.law.draw(x, rng)
            slope, x = self.difference(problem, x, z, sample, rng)
            total = self.summed(total, slope * self.along(x, z, rng))
        return State(self.moved(x, state.x, total))


@mutant("SCALE", "directions of length one: the factor sqrt d is missing")
class SphereWithoutD(MeZO):
    """z / |z|."""

    def step(self, problem, state, rng):
        return MeZO.step(self._replace(law=UnitSphere()), problem, state, rng)


@mutant("SCALE", "directions of length d: the factor sqrt d comes twice")
class DTwice(MeZO):
    """d z / |z|."""

    def step(self, problem, state, rng):
        return MeZO.step(self._replace(law=ScaledTwice()), problem, state, rng)


@mutant("NOISE", "the seed is not set again: x - c z' has a direction of its own")
class TwoZ(_Own):
    """[F(x + c z) - F(x - c z')] z / 2c."""

    def difference(self, problem, x, z, sample, rng):
        ahead, behind = x + self.smoothing * z, x - self.smoothing * self.law.draw(x, rng)
        l_plus, l_minus = problem.sample_value(ahead, sample), problem.sample_value(behind, sample)
        return (l_plus - l_minus) / (2 * self.smoothing), x


@mutant("SCALE", "directions of length one tensor by tensor: each tensor has a learning rate of its own")
class PerTensorUnitU(MeZO):
    """z_l / |z_l|."""

    def step(self, problem, state, rng):
        return MeZO.step(self._replace(law=TensorByTensor(self.law)), problem, state, rng)


@mutant("NOISE", "the seed is not set again before the update, which goes along a direction of its own")
class ReseedMissed(_Own):
    """s z'."""

    def along(self, x, z, rng):
        return self.law.draw(x, rng)


@mutant("STATE", "one seed for all directions: n times the same one")
class SeedReused(MeZO):
    """z_j = z_1."""

    def step(self, problem, state, rng):
        return MeZO.step(self._replace(directions=1), problem, state, rng)


@mutant("SCALE", "the difference is divided by c instead of 2c")
class NoTwoInDenominator(_Own):
    """(l+ - l-)/c."""

    def difference(self, problem, x, z, sample, rng):
        slope, x = _Own.difference(self, problem, x, z, sample, rng)
        return 2 * slope, x


@mutant("STATE", "the perturbation is not undone: x stays at x - c z")
class NotUndone(_Own):
    """x <- x - c z."""

    def difference(self, problem, x, z, sample, rng):
        slope, x = _Own.difference(self, problem, x, z, sample, rng)
        return slope, x - self.smoothing * z


@mutant("TERM", "one-sided: the second value is that at x")
class OneSided(_Own):
    """[F(x + c z) - F(x)]/c."""

    def difference(self, problem, x, z, sample, rng):
        ahead = problem.sample_value(x + self.smoothing * z, sample)
        return (ahead - problem.sample_value(x, sample)) / self.smoothing, x


@mutant("NOISE", "the second value is taken on a new sample")
class FreshNoisePerEvaluation(_Own):
    """F(x + c z; y) - F(x - c z; y')."""

    def difference(self, problem, x, z, sample, rng):
        ahead, behind = x + self.smoothing * z, x - self.smoothing * z
        l_plus, l_minus = (
            problem.sample_value(ahead, sample),
            problem.sample_value(behind, problem.sample(rng)),
        )
        return (l_plus - l_minus) / (2 * self.smoothing), x


@mutant("SIGN", "the step climbs")
class Ascent(_Own):
    """x + eta g."""

    def moved(self, x, start, g):
        return x + self.step_size * (g - self.decay * x)


@mutant("SCALE", "the estimates are summed instead of averaged")
class MeanOverSum(_Own):
    """sum_j s_j z_j."""

    def summed(self, total, new):
        return total + new


@mutant("STATE", "the loop over the directions keeps only the last estimate")
class QLoopOverwrites(_Own):
    """s_n z_n."""

    def summed(self, total, new):
        return new


@mutant("DECAY", "no weight decay")
class NoDecay(_Own):
    """x - eta g."""

    def moved(self, x, start, g):
        return x - self.step_size * g


@mutant("DECAY", "the decay is not multiplied by the step size")
class DecayWithoutStep(_Own):
    """x - eta g - decay x."""

    def moved(self, x, start, g):
        return x - self.step_size * g - self.decay * x


@mutant("DECAY", "the decay is that of the perturbed point x + c z")
class DecayAtPerturbedPoint(MeZO):
    """x - eta [s z + decay (x + c z)]."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        x, total = state.x, np.zeros_like(state.x)
        for _ in range(self.directions):
            z = self.law.draw(x, rng)
            ahead, behind = x + self.smoothing * z, x - self.smoothing * z
            l_plus, l_minus = problem.sample_value(ahead, sample), problem.sample_value(behind, sample)
            total = total + (l_plus - l_minus) / (2 * self.smoothing) * z
        return State(x - self.step_size * (total / self.directions + self.decay * ahead))


MUTANTS = (
    SphereWithoutD,
    DTwice,
    TwoZ,
    PerTensorUnitU,
    ReseedMissed,
    SeedReused,
    NoTwoInDenominator,
    NotUndone,
    OneSided,
    FreshNoisePerEvaluation,
    Ascent,
    MeanOverSum,
    QLoopOverwrites,
    NoDecay,
    DecayWithoutStep,
    DecayAtPerturbedPoint,
)
