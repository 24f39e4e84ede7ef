"""Named mistakes in Frank-Wolfe."""

from __future__ import annotations

from refimpl.frank_wolfe.frank_wolfe import FrankWolfe, State
from verification.claim import mutant


@mutant("SCALE", "gamma_k is 2 % too large")
class StepTooLong(FrankWolfe):
    """1.02 gamma_k."""

    def step(self, problem, state, rng):
        gamma = 1.02 * 2 / (state.k + self.shift)
        v = problem.linear_minimizer(problem.gradient(state.x))
        return State((1 - gamma) * state.x + gamma * v, state.k + 1)


@mutant("SCHED", "gamma_k = 2/(k+3): the count starts at 1")
class CountFromOne(FrankWolfe):
    """2 / (k + 1 + shift)."""

    def step(self, problem, state, rng):
        gamma = 2 / (state.k + 1 + self.shift)
        v = problem.linear_minimizer(problem.gradient(state.x))
        return State((1 - gamma) * state.x + gamma * v, state.k + 1)


@mutant("SCHED", "gamma_k = 2/(k+1): gamma_0 = 2 leaves the set")
class CountFromMinusOne(FrankWolfe):
    """2 / (k - 1 + shift)."""

    def step(self, problem, state, rng):
        gamma = 2 / (state.k - 1 + self.shift)
        v = problem.linear_minimizer(problem.gradient(state.x))
        return State((1 - gamma) * state.x + gamma * v, state.k + 1)


@mutant("SCALE", "gamma_k = 1/(k+2), half the step")
class HarmonicStep(FrankWolfe):
    """1 / (k + shift)."""

    def step(self, problem, state, rng):
        gamma = 1 / (state.k + self.shift)
        v = problem.linear_minimizer(problem.gradient(state.x))
        return State((1 - gamma) * state.x + gamma * v, state.k + 1)


@mutant("DECAY", "gamma_k does not decay")
class ConstantStep(FrankWolfe):
    """gamma_k = 2 / (2 shift)."""

    def step(self, problem, state, rng):
        gamma = 1 / self.shift
        v = problem.linear_minimizer(problem.gradient(state.x))
        return State((1 - gamma) * state.x + gamma * v, state.k + 1)


@mutant("SIGN", "the linear oracle maximises")
class LinearMaximizer(FrankWolfe):
    """v_k = LMO(-grad)."""

    def step(self, problem, state, rng):
        gamma = 2 / (state.k + self.shift)
        v = problem.linear_minimizer(-problem.gradient(state.x))
        return State((1 - gamma) * state.x + gamma * v, state.k + 1)


@mutant("STALE", "the linear minimiser is called on x_k instead of its gradient")
class IterateMinimized(FrankWolfe):
    """v_k = LMO(x_k)."""

    def step(self, problem, state, rng):
        gamma = 2 / (state.k + self.shift)
        v = problem.linear_minimizer(state.x)
        return State((1 - gamma) * state.x + gamma * v, state.k + 1)


@mutant("SCALE", "the weights of iterate and vertex are exchanged")
class SwappedStep(FrankWolfe):
    """x+ = gamma x + (1 - gamma) v."""

    def step(self, problem, state, rng):
        gamma = 2 / (state.k + self.shift)
        v = problem.linear_minimizer(problem.gradient(state.x))
        return State(gamma * state.x + (1 - gamma) * v, state.k + 1)


@mutant("TERM", "the vertex is added: x_k keeps its full weight and leaves the set")
class VertexAdded(FrankWolfe):
    """x+ = x + gamma v."""

    def step(self, problem, state, rng):
        gamma = 2 / (state.k + self.shift)
        v = problem.linear_minimizer(problem.gradient(state.x))
        return State(state.x + gamma * v, state.k + 1)


@mutant("PROX", "a projected gradient step instead of the linear minimiser")
class ProjectedStep(FrankWolfe):
    """x+ = projection of x - gamma grad."""

    def step(self, problem, state, rng):
        gamma = 2 / (state.k + self.shift)
        return State(problem.projection(state.x - gamma * problem.gradient(state.x)), state.k + 1)


MUTANTS = (
    StepTooLong,
    CountFromOne,
    CountFromMinusOne,
    HarmonicStep,
    ConstantStep,
    LinearMaximizer,
    IterateMinimized,
    SwappedStep,
    VertexAdded,
    ProjectedStep,
)
