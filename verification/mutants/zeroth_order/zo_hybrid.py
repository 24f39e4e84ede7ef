"""Named mistakes in hybrid zeroth- and first-order SGD."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.zo_hybrid import State, ZOHybrid
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


class _Own(ZOHybrid):
    """The step in parts."""

    def direction(self, x, rng):
        z = np.zeros_like(x)
        z[: self.split] = rng.standard_normal(self.split)
        return z

    def joined(self, problem, x, sample, s, z):
        return np.concatenate((s * z[: self.split], problem.sample_gradient(x, sample)[self.split :]))

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = self.direction(state.x, rng)
        s = slope(problem, state.x, z, self.smoothing, sample)
        return State(state.x - self.step_size * self.joined(problem, state.x, sample, s, z))


@mutant("NOISE", "the last parameters are perturbed as well: their gradient enters the slope")
class AllPerturbed(_Own):
    """z in all coordinates."""

    def direction(self, x, rng):
        return rng.standard_normal(x.shape[0])


@mutant("TERM", "the estimate is added to the whole gradient: the first parameters move twice")
class Added(_Own):
    """s z + grad F."""

    def joined(self, problem, x, sample, s, z):
        return s * z + problem.sample_gradient(x, sample)


@mutant("SHAPE", "the parts are exchanged: the gradient of the first parameters is used")
class Exchanged(_Own):
    """grad F for i < split."""

    def joined(self, problem, x, sample, s, z):
        g = problem.sample_gradient(x, sample)
        return np.concatenate((g[: self.split], s * np.ones_like(z[self.split :])))


@mutant("NOISE", "the gradient is that of the mean, not of the sample")
class MeanGradient(_Own):
    """grad f."""

    def joined(self, problem, x, sample, s, z):
        return np.concatenate((s * z[: self.split], problem.gradient(x)[self.split :]))


@mutant("STALE", "the gradient is taken at the perturbed parameters")
class PerturbedGradient(_Own):
    """grad F(x + c z)."""

    def joined(self, problem, x, sample, s, z):
        return _Own.joined(self, problem, x + self.smoothing * z, sample, s, z)


BY_NAME = slope_mutants(ZOHybrid)

MUTANTS = (Added, AllPerturbed, Exchanged, MeanGradient, PerturbedGradient, *BY_NAME.values())
