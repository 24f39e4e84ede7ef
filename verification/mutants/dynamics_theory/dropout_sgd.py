"""Named mistakes in dropout."""

from __future__ import annotations

import numpy as np

from refimpl.dynamics_theory.dropout_sgd import DropoutSGD, State
from verification.claim import mutant


@mutant("SCALE", "the inverted scaling is omitted: kept units are not divided by p")
class NotInverted(DropoutSGD):
    """c_r in {0, 1}."""

    def draw(self, problem, rng):
        return self.keep * super().draw(problem, rng)


@mutant("BRANCH", "p is taken for the probability to drop a unit")
class DropInsteadOfKeep(DropoutSGD):
    """Kept with probability 1 - p, divided by 1 - p."""

    def draw(self, problem, rng):
        return self._replace(keep=1 - self.keep + (self.keep == 1))._draw(problem, rng)

    def _draw(self, problem, rng):
        return DropoutSGD.draw(self, problem, rng)


@mutant("SCALE", "kept units are divided by 1 - p")
class DividedByDrop(DropoutSGD):
    """c_r = 1/(1 - p)."""

    def draw(self, problem, rng):
        return super().draw(problem, rng) * self.keep / (1 - self.keep + (self.keep == 1))


@mutant("NOISE", "one draw for all units")
class OneDrawForAll(DropoutSGD):
    """c_1 = ... = c_m."""

    def draw(self, problem, rng):
        c = super().draw(problem, rng)
        return np.zeros_like(c) + c[0]


@mutant("NOISE", "fresh masks forward and backward: the mean of two masks' gradients")
class TwoMasks(DropoutSGD):
    """(g(c) + g(c'))/2."""

    def step(self, problem, state, rng):
        g = problem.gated_gradient(state.x, self.draw(problem, rng))
        return State(
            state.x - self.step_size / 2 * (g + problem.gated_gradient(state.x, self.draw(problem, rng)))
        )


@mutant("TERM", "no dropout in training: all gates are open")
class OpenGates(DropoutSGD):
    """c = 1."""

    def draw(self, problem, rng):
        return np.ones_like(super().draw(problem, rng))


@mutant("SIGN", "the step ascends")
class Ascent(DropoutSGD):
    """x + eps g."""

    def step(self, problem, state, rng):
        return State(state.x + self.step_size * problem.gated_gradient(state.x, self.draw(problem, rng)))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(DropoutSGD):
    """1.02 eps."""

    def step(self, problem, state, rng):
        return State(
            state.x - 1.02 * self.step_size * problem.gated_gradient(state.x, self.draw(problem, rng))
        )


MUTANTS = (
    NotInverted,
    DropInsteadOfKeep,
    DividedByDrop,
    OneDrawForAll,
    TwoMasks,
    OpenGates,
    Ascent,
    StepTooLong,
)
