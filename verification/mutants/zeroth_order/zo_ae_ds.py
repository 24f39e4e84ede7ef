"""Named mistakes in ZO-AE-DS, and those that both estimates share."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.zeroth_order.zo_ae_ds import ZOAEDS, State
from verification.claim import mutant


class _Parts(ZOAEDS):
    """The estimate in parts, for mistakes in one of them."""

    def direction(self, u, rng):
        return scale_to_norm(rng.standard_normal(u.shape[0]), 1.0)

    def difference(self, problem, u, v, sample):
        ahead = problem.latent_value(u + self.smoothing * v, sample)
        return (ahead - problem.latent_value(u, sample)) / self.smoothing

    def summed(self, total, new):
        return total + new

    def scaled(self, total):
        return total.shape[0] * total / self.queries

    def estimate(self, problem, u, sample, rng):
        total = np.zeros_like(u)
        for _ in range(self.queries):
            v = self.direction(u, rng)
            total = self.summed(total, self.difference(problem, u, v, sample) * v)
        return self.scaled(total)


@mutant("SCALE", "directions of length one without the factor k")
class WithoutDimension(_Parts):
    """E g = p/k."""

    def scaled(self, total):
        return total / self.queries


@mutant("SCALE", "the dimension of the input in place of that of the code")
class DimensionOfTheInput(ZOAEDS):
    """E g = (q/k) p; the encoder has k q numbers."""

    def step(self, problem, state, rng):
        k = problem.latent_code(state.x, 0).shape[0]
        ratio = state.x.shape[0] / (k * k)
        return ZOAEDS.step(self._replace(step_size=ratio * self.step_size), problem, state, rng)


@mutant("SCALE", "the estimates are summed instead of averaged")
class SumOverMean(_Parts):
    """k sum."""

    def scaled(self, total):
        return total.shape[0] * total


@mutant("STATE", "the loop over the directions keeps only the last estimate")
class QLoopOverwrites(_Parts):
    """(k/Q) s_Q v_Q."""

    def summed(self, total, new):
        return new


@mutant("TERM", "one point: the loss of the code itself is not subtracted")
class OnePoint(_Parts):
    """l(u + c v)/c."""

    def difference(self, problem, u, v, sample):
        return problem.latent_value(u + self.smoothing * v, sample) / self.smoothing


@mutant("TERM", "central differences along the random directions")
class CentralDirections(_Parts):
    """No term in c."""

    def difference(self, problem, u, v, sample):
        ahead = problem.latent_value(u + self.smoothing * v, sample)
        return (ahead - problem.latent_value(u - self.smoothing * v, sample)) / (2 * self.smoothing)


@mutant("SCALE", "directions are not normalised")
class NotNormalised(_Parts):
    """E g = k p."""

    def direction(self, u, rng):
        return rng.standard_normal(u.shape[0])


def of_the_step(cls: Any, *extra: str) -> tuple[Any, ...]:
    """Mistakes in the step itself, planted in `cls`; `extra` are further arguments of its estimate."""

    def arguments(rng: Any) -> tuple[Any, ...]:
        return (rng,) if "rng" in extra else ()

    @mutant("SIGN", "the step climbs")
    class Ascent(cls):
        """x + eta (du/dx)' g."""

        def step(self, problem, state, rng):
            return cls.step(self._replace(step_size=-self.step_size), problem, state, rng)

    @mutant("STALE", "the code is that of one sample, its loss that of the next")
    class AnotherSample(cls):
        """l_j(u_i)."""

        def step(self, problem, state, rng):
            sample = problem.sample(rng)
            u = problem.latent_code(state.x, sample)
            g = self.estimate(problem, u, problem.sample(rng), *arguments(rng))
            return State(state.x - self.step_size * problem.latent_pullback(state.x, sample, g))

    return Ascent, AnotherSample


SHARED = of_the_step(ZOAEDS, "rng")

MUTANTS = (
    WithoutDimension,
    DimensionOfTheInput,
    SumOverMean,
    QLoopOverwrites,
    OnePoint,
    CentralDirections,
    NotNormalised,
    *SHARED,
)
