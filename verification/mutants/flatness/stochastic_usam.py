"""Named mistakes in stochastic USAM, as people really make them."""

from __future__ import annotations

from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.stochastic_usam import State, StochasticUSAM
from verification.claim import mutant


@mutant("STALE", "the descent draws a batch of its own: two batches per step")
class FreshBatch(StochasticUSAM):
    """i and j drawn, x+ = x - eta grad f_j(x + rho grad f_i(x))."""

    def step(self, problem, state, rng):
        y = state.x + self.rho * problem.sample_gradient(state.x, problem.sample(rng))
        return State(state.x - self.step_size * problem.sample_gradient(y, problem.sample(rng)))


@mutant("STALE", "the ascent follows the full gradient")
class FullAscent(StochasticUSAM):
    """e = rho grad f(x)."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        y = state.x + self.rho * problem.gradient(state.x)
        return State(state.x - self.step_size * problem.sample_gradient(y, draw))


@mutant("POWER", "the sampled gradient is normalised (this is stochastic SAM)")
class NormalisedAscent(StochasticUSAM):
    """e = rho g_i / |g_i|."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        y = state.x + scale_to_norm(problem.sample_gradient(state.x, draw), self.rho)
        return State(state.x - self.step_size * problem.sample_gradient(y, draw))


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(StochasticUSAM):
    """x+ = x + e - eta grad f_i(x + e)."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        y = state.x + self.rho * problem.sample_gradient(state.x, draw)
        return State(y - self.step_size * problem.sample_gradient(y, draw))


@mutant("STALE", "the step uses the sampled gradient at x (this is stochastic gradient descent)")
class GradientAtIterate(StochasticUSAM):
    """x+ = x - eta grad f_i(x)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.sample_gradient(state.x, problem.sample(rng)))


@mutant("SCALE", "rho is 2 % too large")
class RadiusTooLarge(StochasticUSAM):
    """e = 1.02 rho g_i."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        y = state.x + 1.02 * self.rho * problem.sample_gradient(state.x, draw)
        return State(state.x - self.step_size * problem.sample_gradient(y, draw))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(StochasticUSAM):
    """x+ = x - 1.02 eta grad f_i(x + e)."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        y = state.x + self.rho * problem.sample_gradient(state.x, draw)
        return State(state.x - 1.02 * self.step_size * problem.sample_gradient(y, draw))


MUTANTS = (
    GradientAtIterate,
    FreshBatch,
    FullAscent,
    NormalisedAscent,
    PerturbationNotUndone,
    RadiusTooLarge,
    StepTooLong,
)
