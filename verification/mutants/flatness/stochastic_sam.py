"""Named mistakes in stochastic SAM, as people really make them."""

from __future__ import annotations

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.stochastic_sam import State, StochasticSAM
from verification.claim import mutant


def _descended(algorithm, problem, state, ascent, draw):
    return State(state.x - algorithm.step_size * problem.sample_gradient(state.x + ascent, draw))


@mutant("STATE", "the second gradient is taken on another batch than the perturbation")
class AnotherBatch(StochasticSAM):
    """x+ = x - eta grad F(x + e; b'), b' a new draw."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(problem.sample_gradient(state.x, problem.sample(rng)), self.rho)
        return _descended(self, problem, state, ascent, problem.sample(rng))


@mutant("POWER", "the gradient is not normalised: e = rho g (this is USAM)")
class UnnormalisedAscent(StochasticSAM):
    """e = rho g."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        return _descended(self, problem, state, self.rho * problem.sample_gradient(state.x, draw), draw)


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(StochasticSAM):
    """x+ = x + e - eta grad F(x + e; b)."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        y = state.x + scale_to_norm(problem.sample_gradient(state.x, draw), self.rho)
        return State(y - self.step_size * problem.sample_gradient(y, draw))


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(StochasticSAM):
    """e = -rho g / |g|."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = scale_to_norm(problem.sample_gradient(state.x, draw), -self.rho)
        return _descended(self, problem, state, ascent, draw)


@mutant("STALE", "the step uses the gradient at x instead of the one at x + e (this is SGD)")
class GradientAtIterate(StochasticSAM):
    """x+ = x - eta grad F(x; b)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.sample_gradient(state.x, problem.sample(rng)))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(StochasticSAM):
    """e = 1.02 rho g / |g|."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = scale_to_norm(problem.sample_gradient(state.x, draw), 1.02 * self.rho)
        return _descended(self, problem, state, ascent, draw)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(StochasticSAM):
    """x+ = x - 1.02 eta grad F(x + e; b)."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = scale_to_norm(problem.sample_gradient(state.x, draw), self.rho)
        return State(state.x - 1.02 * self.step_size * problem.sample_gradient(state.x + ascent, draw))


@mutant("EPS", "0.1 is added to the norm of the gradient, as a guard that is far too large")
class LargeGuard(StochasticSAM):
    """e = rho g / (|g| + 0.1)."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        return _descended(self, problem, state, (self.rho / (norm(g) + 0.1)) * g, draw)


@mutant("EPS", "g / |g| without a guard: NaN where the sampled gradient is zero")
class UnguardedNorm(StochasticSAM):
    """e = rho g / |g| also at g = 0."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        return _descended(self, problem, state, (self.rho / norm(g)) * g, draw)


MUTANTS = (
    UnnormalisedAscent,
    AnotherBatch,
    PerturbationNotUndone,
    DescendingPerturbation,
    GradientAtIterate,
    RadiusTooLarge,
    StepTooLong,
    LargeGuard,
    UnguardedNorm,
)
