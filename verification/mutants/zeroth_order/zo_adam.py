"""Named mistakes in ZO-Adam."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.zo_adam import State, ZOAdam
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


class _Own(ZOAdam):
    """The step in parts."""

    def second(self, v, s, g):
        return average(v, np.square(g), self.beta2)

    def direction(self, m, v, t, s, z):
        root = np.sqrt(corrected(v, self.beta2, t))
        return corrected(m, self.beta1, t) / (root + self.epsilon)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        s = slope(problem, state.x, z, self.smoothing, sample)
        t = state.t + 1
        m = average(state.m, s * z, self.beta1)
        v = self.second(state.v, s, s * z)
        return State(state.x - self.step_size * self.direction(m, v, t, s, z), m, v, t)


@mutant("STALE", "the second moment is that of the slope alone, without the direction")
class ScalarSecondMoment(_Own):
    """v of s^2."""

    def second(self, v, s, g):
        return average(v, s * s + np.zeros_like(g), self.beta2)


@mutant("BIAS", "no bias correction")
class NoCorrection(_Own):
    """m/(sqrt v + epsilon)."""

    def direction(self, m, v, t, s, z):
        return m / (np.sqrt(v) + self.epsilon)


@mutant("EPS", "epsilon inside the root")
class EpsilonInside(_Own):
    """m^/sqrt(v^ + epsilon)."""

    def direction(self, m, v, t, s, z):
        return corrected(m, self.beta1, t) / np.sqrt(corrected(v, self.beta2, t) + self.epsilon)


@mutant("STATE", "the moments are replayed with the direction of this step for all earlier slopes")
class OneDirection(_Own):
    """m^ along z_t."""

    def direction(self, m, v, t, s, z):
        return _Own.direction(self, np.dot(m, z) / np.dot(z, z) * z, v, t, s, z)


BY_NAME = slope_mutants(ZOAdam)

MUTANTS = (ScalarSecondMoment, NoCorrection, EpsilonInside, OneDirection, *BY_NAME.values())
