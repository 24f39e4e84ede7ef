"""Named mistakes in flooding, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.flooding import Flooding, State
from verification.claim import mutant


def _side(method, problem, x):
    return np.sign(problem.value(x) - method.level)


@mutant(
    "SIGN",
    "the absolute value is taken of the loss alone: the level has no effect (this is gradient descent)",
)
class LevelOutside(Flooding):
    """x+ = x - eta g."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gradient(state.x))


@mutant("BRANCH", "the loss is clipped at the level: below it nothing moves")
class Clipped(Flooding):
    """x+ = x - eta max(sign, 0) g."""

    def step(self, problem, state, rng):
        side = np.maximum(_side(self, problem, state.x), 0.0)
        return State(state.x - self.step_size * side * problem.gradient(state.x))


@mutant("SIGN", "descent below the level and ascent above it")
class SignsExchanged(Flooding):
    """x+ = x + eta sign g."""

    def step(self, problem, state, rng):
        return State(state.x + self.step_size * _side(self, problem, state.x) * problem.gradient(state.x))


@mutant("SIGN", "the sign of the level is wrong: f + level")
class LevelNegated(Flooding):
    """sign(f + level)."""

    def step(self, problem, state, rng):
        side = np.sign(problem.value(state.x) + self.level)
        return State(state.x - self.step_size * side * problem.gradient(state.x))


@mutant("POWER", "the squared distance to the level is descended: (f - level) g")
class Squared(Flooding):
    """x+ = x - eta (f - level) g."""

    def step(self, problem, state, rng):
        side = problem.value(state.x) - self.level
        return State(state.x - self.step_size * side * problem.gradient(state.x))


@mutant("STALE", "the side is judged after a trial step")
class JudgedAhead(Flooding):
    """sign(f(x - eta g) - level)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        side = _side(self, problem, state.x - self.step_size * g)
        return State(state.x - self.step_size * side * g)


@mutant("SCALE", "the ascent is half as long as the descent")
class SlowAscent(Flooding):
    """x+ = x + (eta/2) g below the level."""

    def step(self, problem, state, rng):
        side = _side(self, problem, state.x)
        side = np.maximum(side, side / 2)
        return State(state.x - self.step_size * side * problem.gradient(state.x))


@mutant("SCALE", "the level is 2 % too high")
class LevelTooHigh(Flooding):
    """sign(f - 1.02 level)."""

    def step(self, problem, state, rng):
        side = np.sign(problem.value(state.x) - 1.02 * self.level)
        return State(state.x - self.step_size * side * problem.gradient(state.x))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Flooding):
    """x+ = x - 1.02 eta sign g."""

    def step(self, problem, state, rng):
        side = 1.02 * _side(self, problem, state.x)
        return State(state.x - self.step_size * side * problem.gradient(state.x))


MUTANTS = (
    LevelOutside,
    Clipped,
    SignsExchanged,
    LevelNegated,
    Squared,
    JudgedAhead,
    SlowAscent,
    LevelTooHigh,
    StepTooLong,
)
