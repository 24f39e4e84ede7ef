"""Named mistakes in gradient descent, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import norm
from refimpl.first_order_adaptive.gradient_descent import GradientDescent, State
from verification.claim import mutant


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(GradientDescent):
    """x+ = x - 1.02 eta g."""

    def step(self, problem, state, rng):
        return State(state.x - 1.02 * self.step_size * problem.gradient(state.x))


@mutant("SCALE", "the step is 2 % too short")
class StepTooShort(GradientDescent):
    """x+ = x - 0.98 eta g."""

    def step(self, problem, state, rng):
        return State(state.x - 0.98 * self.step_size * problem.gradient(state.x))


@mutant("SIGN", "the step ascends")
class Ascent(GradientDescent):
    """x+ = x + eta g."""

    def step(self, problem, state, rng):
        return State(state.x + self.step_size * problem.gradient(state.x))


@mutant("TERM", "weight decay of 0.01 is left on")
class HiddenDecay(GradientDescent):
    """x+ = x - eta (g + 0.01 x)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + 0.01 * state.x
        return State(state.x - self.step_size * g)


@mutant("POWER", "the gradient is normalised")
class NormalisedGradient(GradientDescent):
    """x+ = x - eta g / |g|."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        size = norm(g)
        if size > 0:
            g = g / size
        return State(state.x - self.step_size * g)


@mutant("BRANCH", "gradients longer than one are clipped, as a safeguard nobody switched on")
class ClippedGradient(GradientDescent):
    """g <- g / max(1, |g|)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        size = norm(g)
        if size > 1:
            g = g / size
        return State(state.x - self.step_size * g)


@mutant("STATE", "coordinates are updated one after the other, each with a fresh gradient (Gauss-Seidel)")
class Sequential(GradientDescent):
    """x_i <- x_i - eta d_i f(x), i = 1, ..., d."""

    def step(self, problem, state, rng):
        x = state.x
        for i in range(x.shape[0]):
            moved = x.copy()
            moved[i] = x[i] - self.step_size * problem.gradient(x)[i]
            x = moved
        return State(x)


class Buffered(NamedTuple):
    """State of the mutant that keeps momentum."""

    x: Any
    buffer: Any


@mutant("STATE", "momentum of 0.5 is left on (heavy ball)")
class HiddenMomentum(GradientDescent):
    """b <- b/2 + g, x+ = x - eta b."""

    def init(self, problem, x0):
        return Buffered(x0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        buffer = 0.5 * state.buffer + problem.gradient(state.x)
        return Buffered(state.x - self.step_size * buffer, buffer)


MUTANTS = (
    StepTooLong,
    StepTooShort,
    Ascent,
    HiddenDecay,
    NormalisedGradient,
    ClippedGradient,
    Sequential,
    HiddenMomentum,
)
