"""Mistakes that people make in AdaGrad; every claim must reject those that it names."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adagrad import AdaGrad, State
from verification.claim import mutant


def right(method, problem, state):
    """Gradient with decay, and the sum of squares as it should be."""
    g = problem.gradient(state.x) + method.weight_decay * state.x
    return g, state.squares + np.square(g)


@mutant("STALE", "the step uses the sum before the current gradient is added")
class StaleSum(AdaGrad):
    """x+ = x - s g / (sqrt(a_{t-1}) + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return State(state.x - self.step_size * quotient(g, np.sqrt(state.squares) + self.epsilon), squares)


@mutant("POWER", "the root is missing: the gradient is divided by the sum of squares")
class NoRoot(AdaGrad):
    """x+ = x - s g / (a + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return State(state.x - self.step_size * quotient(g, squares + self.epsilon), squares)


@mutant("POWER", "absolute values are summed instead of squares")
class SumOfAbsoluteValues(AdaGrad):
    """a+ = a + |g|."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        sizes = state.squares + np.abs(g)
        return State(state.x - self.step_size * quotient(g, np.sqrt(sizes) + self.epsilon), sizes)


@mutant("EPS", "epsilon is inside the root, with the sum started at zero")
class EpsilonInside(AdaGrad):
    """x+ = x - s g / sqrt(a + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return State(state.x - self.step_size * quotient(g, np.sqrt(squares + self.epsilon)), squares)


@mutant("EPS", "epsilon is added to the stored sum at every step")
class EpsilonAccumulates(AdaGrad):
    """a+ = a + g^2 + epsilon, x+ = x - s g / sqrt(a+)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        squares = squares + self.epsilon
        return State(state.x - self.step_size * quotient(g, np.sqrt(squares)), squares)


@mutant("EPS", "without epsilon, 0/0 gives NaN where no gradient has been seen")
class UnguardedQuotient(AdaGrad):
    """g / (sqrt(a) + epsilon) also at 0/0."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return State(state.x - self.step_size * g / (np.sqrt(squares) + self.epsilon), squares)


@mutant("STATE", "the sum is zero again at every step (steps of s sign(g))")
class ForgottenSum(AdaGrad):
    """a = g^2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        squares = np.square(g)
        return State(state.x - self.step_size * quotient(g, np.sqrt(squares) + self.epsilon), squares)


@mutant("SHAPE", "one sum for all coordinates (this is AdaGrad-Norm)")
class OneSum(AdaGrad):
    """a+ = a + |g|^2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        squares = state.squares + np.sum(np.square(g))
        return State(state.x - self.step_size * quotient(g, np.sqrt(squares) + self.epsilon), squares)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(AdaGrad):
    """x+ = x - 1.02 s g / (sqrt(a) + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return State(state.x - 1.02 * self.step_size * quotient(g, np.sqrt(squares) + self.epsilon), squares)


@mutant("SIGN", "the step goes uphill")
class Ascent(AdaGrad):
    """x+ = x + s g / (sqrt(a) + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return State(state.x + self.step_size * quotient(g, np.sqrt(squares) + self.epsilon), squares)


@mutant("DECAY", "the decay is added after the scaling (decoupled decay in place of L2)")
class DecayAfterScaling(AdaGrad):
    """x+ = x - s (g / (sqrt(a) + epsilon) + d x), g and a without decay."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        squares = state.squares + np.square(g)
        direction = quotient(g, np.sqrt(squares) + self.epsilon) + self.weight_decay * state.x
        return State(state.x - self.step_size * direction, squares)


@mutant("DECAY", "the decay is added to the gradient but not to the one that is squared")
class DecayNotSquared(AdaGrad):
    """a+ = a + grad f(x)^2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        squares = state.squares + np.square(g)
        direction = quotient(g + self.weight_decay * state.x, np.sqrt(squares) + self.epsilon)
        return State(state.x - self.step_size * direction, squares)


@mutant("DECAY", "entries whose gradient is zero are not decayed, as sparse code does that skips them")
class LazyDecay(AdaGrad):
    """g = grad f(x) + d x where grad f(x) is not zero, else 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        g = g + np.where(g == 0, 0.0, self.weight_decay * state.x)
        squares = state.squares + np.square(g)
        return State(state.x - self.step_size * quotient(g, np.sqrt(squares) + self.epsilon), squares)


MUTANTS = (
    StaleSum,
    NoRoot,
    SumOfAbsoluteValues,
    EpsilonInside,
    EpsilonAccumulates,
    UnguardedQuotient,
    ForgottenSum,
    OneSum,
    StepTooLong,
    Ascent,
    DecayAfterScaling,
    DecayNotSquared,
    LazyDecay,
)
