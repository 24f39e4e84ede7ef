"""Named mistakes in stochastic Frank-Wolfe."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import rational_power
from refimpl.frank_wolfe.stochastic_frank_wolfe import State, StochasticFrankWolfe
from verification.claim import mutant


@mutant("POWER", "rho_t decays with (t+8)^{1/3} instead of (t+8)^{2/3}")
class AveragingCubeRoot(StochasticFrankWolfe):
    """rho_t = averaging / s^{1/3}."""

    def schedule(self, t):
        s = t + self.shift
        return np.minimum(1.0, self.averaging / rational_power(s, 1, 3)), 2 / s


@mutant("SCALE", "rho_t is 2 % too large")
class AveragingTooLarge(StochasticFrankWolfe):
    """1.02 rho_t."""

    def schedule(self, t):
        s = t + self.shift
        return np.minimum(1.0, 1.02 * self.averaging / rational_power(s, 2, 3)), 2 / s


@mutant("STATE", "no averaging: rho_t = 1, d_t = g_t")
class NoAveraging(StochasticFrankWolfe):
    """d_t = g_t."""

    def schedule(self, t):
        return 1.0, 2 / (t + self.shift)


@mutant("SCALE", "gamma_t is 2 % too large")
class StepTooLong(StochasticFrankWolfe):
    """1.02 gamma_t."""

    def schedule(self, t):
        s = t + self.shift
        return np.minimum(1.0, self.averaging / rational_power(s, 2, 3)), 1.02 * 2 / s


@mutant("SCHED", "gamma_t = 2/(t+2) next to the averaging of t + 8")
class ClassicalStep(StochasticFrankWolfe):
    """gamma_t = 2 / (t + 2)."""

    def schedule(self, t):
        s = t + self.shift
        return np.minimum(1.0, self.averaging / rational_power(s, 2, 3)), 2 / (s - self.shift + 2)


@mutant("SCHED", "the schedules start at t = 1 instead of t = 0")
class CountFromOne(StochasticFrankWolfe):
    """s = t + 1 + shift."""

    def schedule(self, t):
        s = t + 1 + self.shift
        return np.minimum(1.0, self.averaging / rational_power(s, 2, 3)), 2 / s


@mutant("STALE", "the linear minimiser is called on g_t instead of d_t")
class GradientMinimized(StochasticFrankWolfe):
    """v_t = LMO(g_t)."""

    def step(self, problem, state, rng):
        rho, gamma = self.schedule(state.t)
        g = problem.sample_gradient(state.x, problem.sample(rng))
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(g)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("STALE", "the linear minimiser is called on d_{t-1} instead of d_t")
class StaleAverage(StochasticFrankWolfe):
    """v_t = LMO(d_{t-1})."""

    def step(self, problem, state, rng):
        rho, gamma = self.schedule(state.t)
        g = problem.sample_gradient(state.x, problem.sample(rng))
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(state.average)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("SIGN", "the linear oracle maximises")
class LinearMaximizer(StochasticFrankWolfe):
    """v_t = LMO(-d_t)."""

    def step(self, problem, state, rng):
        rho, gamma = self.schedule(state.t)
        g = problem.sample_gradient(state.x, problem.sample(rng))
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(-average)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("DECAY", "the average is accumulated: d_{t-1} keeps its full weight")
class Accumulated(StochasticFrankWolfe):
    """d_t = d_{t-1} + rho_t g_t."""

    def step(self, problem, state, rng):
        rho, gamma = self.schedule(state.t)
        g = problem.sample_gradient(state.x, problem.sample(rng))
        average = state.average + rho * g
        v = problem.linear_minimizer(average)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("NOISE", "the gradient of f instead of the sampled one")
class TrueGradient(StochasticFrankWolfe):
    """g_t = grad f(x_t)."""

    def step(self, problem, state, rng):
        rho, gamma = self.schedule(state.t)
        g = problem.gradient(state.x)
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(average)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("SCALE", "the weights of iterate and vertex are exchanged")
class SwappedStep(StochasticFrankWolfe):
    """x_{t+1} = gamma_t x_t + (1 - gamma_t) v_t."""

    def step(self, problem, state, rng):
        rho, gamma = self.schedule(state.t)
        g = problem.sample_gradient(state.x, problem.sample(rng))
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(average)
        return State(gamma * state.x + (1 - gamma) * v, average, state.t + 1)


@mutant("TERM", "the vertex is added: x_t keeps its full weight and leaves the set")
class VertexAdded(StochasticFrankWolfe):
    """x_{t+1} = x_t + gamma_t v_t."""

    def step(self, problem, state, rng):
        rho, gamma = self.schedule(state.t)
        g = problem.sample_gradient(state.x, problem.sample(rng))
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(average)
        return State(state.x + gamma * v, average, state.t + 1)


MUTANTS = (
    AveragingCubeRoot,
    AveragingTooLarge,
    NoAveraging,
    StepTooLong,
    ClassicalStep,
    CountFromOne,
    GradientMinimized,
    StaleAverage,
    LinearMaximizer,
    Accumulated,
    TrueGradient,
    SwappedStep,
    VertexAdded,
)
