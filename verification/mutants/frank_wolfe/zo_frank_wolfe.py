"""Named mistakes in zeroth-order Frank-Wolfe: those in the order of the step, and the list of all."""

from __future__ import annotations

from refimpl.frank_wolfe.zo_frank_wolfe import State, ZOFrankWolfe
from verification.claim import mutant
from verification.mutants.frank_wolfe.zo_estimators import RDSA_MUTANTS
from verification.mutants.frank_wolfe.zo_schedules import SCHEDULE_MUTANTS


@mutant("STALE", "the linear minimiser is called on g_t instead of d_t")
class EstimateMinimized(ZOFrankWolfe):
    """v_t = LMO(g_t)."""

    def step(self, problem, state, rng):
        rho, c, gamma = self.schedule(state.t)
        g = self.estimator.estimate(problem, state.x, problem.sample(rng), c, rng)
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(g)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("STALE", "the linear minimiser is called on d_{t-1} instead of d_t")
class StaleAverage(ZOFrankWolfe):
    """v_t = LMO(d_{t-1})."""

    def step(self, problem, state, rng):
        rho, c, gamma = self.schedule(state.t)
        g = self.estimator.estimate(problem, state.x, problem.sample(rng), c, rng)
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(state.average)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("SIGN", "the linear oracle maximises")
class LinearMaximizer(ZOFrankWolfe):
    """v_t = LMO(-d_t)."""

    def step(self, problem, state, rng):
        rho, c, gamma = self.schedule(state.t)
        g = self.estimator.estimate(problem, state.x, problem.sample(rng), c, rng)
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(-average)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("SCALE", "the weights of average and estimate are exchanged")
class SwappedWeights(ZOFrankWolfe):
    """d_t = rho_t d_{t-1} + (1 - rho_t) g_t."""

    def step(self, problem, state, rng):
        rho, c, gamma = self.schedule(state.t)
        g = self.estimator.estimate(problem, state.x, problem.sample(rng), c, rng)
        average = rho * state.average + (1 - rho) * g
        v = problem.linear_minimizer(average)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("DECAY", "the average is accumulated: d_{t-1} keeps its full weight")
class Accumulated(ZOFrankWolfe):
    """d_t = d_{t-1} + rho_t g_t."""

    def step(self, problem, state, rng):
        rho, c, gamma = self.schedule(state.t)
        g = self.estimator.estimate(problem, state.x, problem.sample(rng), c, rng)
        average = state.average + rho * g
        v = problem.linear_minimizer(average)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("STATE", "d_0 = g_0, as if d_{-1} were g_0 instead of 0")
class StartsAtEstimate(ZOFrankWolfe):
    """d_0 = g_0."""

    def step(self, problem, state, rng):
        rho, c, gamma = self.schedule(state.t)
        g = self.estimator.estimate(problem, state.x, problem.sample(rng), c, rng)
        average = (1 - rho) * state.average + rho * g
        if state.t == 0:
            average = g
        v = problem.linear_minimizer(average)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("SCALE", "the weights of iterate and vertex are exchanged")
class SwappedStep(ZOFrankWolfe):
    """x_{t+1} = gamma_t x_t + (1 - gamma_t) v_t."""

    def step(self, problem, state, rng):
        rho, c, gamma = self.schedule(state.t)
        g = self.estimator.estimate(problem, state.x, problem.sample(rng), c, rng)
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(average)
        return State(gamma * state.x + (1 - gamma) * v, average, state.t + 1)


@mutant("TERM", "the vertex is added: x_t keeps its full weight and leaves the set")
class VertexAdded(ZOFrankWolfe):
    """x_{t+1} = x_t + gamma_t v_t."""

    def step(self, problem, state, rng):
        rho, c, gamma = self.schedule(state.t)
        g = self.estimator.estimate(problem, state.x, problem.sample(rng), c, rng)
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(average)
        return State(state.x + gamma * v, average, state.t + 1)


@mutant("PROX", "a gradient step instead of the linear minimiser: x_t leaves the set")
class GradientStep(ZOFrankWolfe):
    """x_{t+1} = x_t - gamma_t d_t."""

    def step(self, problem, state, rng):
        rho, c, gamma = self.schedule(state.t)
        g = self.estimator.estimate(problem, state.x, problem.sample(rng), c, rng)
        average = (1 - rho) * state.average + rho * g
        return State(state.x - gamma * average, average, state.t + 1)


STEP_MUTANTS = (
    EstimateMinimized,
    StaleAverage,
    LinearMaximizer,
    SwappedWeights,
    Accumulated,
    StartsAtEstimate,
    SwappedStep,
    VertexAdded,
    GradientStep,
)

# visible with every estimator
METHOD_MUTANTS = (*SCHEDULE_MUTANTS, *STEP_MUTANTS)

MUTANTS = (*METHOD_MUTANTS, *RDSA_MUTANTS)
