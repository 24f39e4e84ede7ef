"""Named mistakes in ZO-SGD-Sign."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.zo_sign_sgd import State, ZOSignSGD
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


@mutant("SHAPE", "the sign of every entry of s z instead of that of s")
class SignOfProduct(ZOSignSGD):
    """x - eta sign(s z)."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        s = slope(problem, state.x, z, self.smoothing, sample)
        return State(state.x - self.step_size * np.sign(s * z))


@mutant("PROX", "no sign: the step of ZO-SGD")
class NoSign(ZOSignSGD):
    """x - eta s z."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        s = slope(problem, state.x, z, self.smoothing, sample)
        return State(state.x - self.step_size * s * z)


@mutant("SCALE", "the step size comes twice")
class StepTwice(ZOSignSGD):
    """x - eta^2 sign(s) z."""

    def step(self, problem, state, rng):
        return ZOSignSGD.step(self._replace(step_size=self.step_size**2), problem, state, rng)


class _Slope(ZOSignSGD):
    """The step from a slope; half of a difference has its sign."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        s = slope(problem, state.x, z, self.smoothing, sample)
        return State(state.x - self.step_size * np.sign(s) * z)


BY_NAME = slope_mutants(_Slope, "NoTwoInDenominator")  # the sign does not see it

MUTANTS = (SignOfProduct, NoSign, StepTwice, *BY_NAME.values())
