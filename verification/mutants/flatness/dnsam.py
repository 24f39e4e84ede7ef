"""Named mistakes in DNSAM."""

from __future__ import annotations

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.dnsam import DNSAM, State
from verification.claim import mutant


@mutant("STALE", "the sampled gradient is divided by its own norm (this is mini-batch SAM)")
class OwnNorm(DNSAM):
    """e = rho g_i / |g_i|."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = scale_to_norm(problem.sample_gradient(state.x, draw), self.rho)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, draw))


@mutant("STALE", "the ascent step is along the full gradient")
class FullAscent(DNSAM):
    """e = rho g / |g|."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = scale_to_norm(problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, draw))


@mutant("NOISE", "a fresh sample in the second gradient")
class FreshSample(DNSAM):
    """grad F(x + e; j)."""

    def step(self, problem, state, rng):
        ascent = self.reach(problem, state.x) * problem.sample_gradient(state.x, problem.sample(rng))
        return State(
            state.x - self.step_size * problem.sample_gradient(state.x + ascent, problem.sample(rng))
        )


@mutant("NOISE", "the second gradient is the full one")
class FullSecondGradient(DNSAM):
    """grad f(x + e)."""

    def step(self, problem, state, rng):
        ascent = self.reach(problem, state.x) * problem.sample_gradient(state.x, problem.sample(rng))
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))


@mutant("POWER", "the gradient is not normalised (this is mini-batch USAM)")
class Unnormalised(DNSAM):
    """e = rho g_i."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = self.rho * problem.sample_gradient(state.x, draw)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, draw))


@mutant("STATE", "the perturbation is not undone")
class PerturbationNotUndone(DNSAM):
    """x+ = x + e - eta grad F(x + e; i)."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        y = state.x + self.reach(problem, state.x) * problem.sample_gradient(state.x, draw)
        return State(y - self.step_size * problem.sample_gradient(y, draw))


@mutant("SIGN", "the perturbation descends")
class DescendingPerturbation(DNSAM):
    """e = -rho g_i / |g|."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = self.reach(problem, state.x) * problem.sample_gradient(state.x, draw)
        return State(state.x - self.step_size * problem.sample_gradient(state.x - ascent, draw))


@mutant("STALE", "the step uses the gradient at x (this is SGD)")
class GradientAtIterate(DNSAM):
    """x+ = x - eta g_i."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.sample_gradient(state.x, problem.sample(rng)))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(DNSAM):
    """1.02 rho."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = 1.02 * self.reach(problem, state.x) * problem.sample_gradient(state.x, draw)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, draw))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(DNSAM):
    """1.02 eta."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = self.reach(problem, state.x) * problem.sample_gradient(state.x, draw)
        return State(state.x - 1.02 * self.step_size * problem.sample_gradient(state.x + ascent, draw))


@mutant("EPS", "the quotient without a guard: NaN where the gradient is zero")
class Unguarded(DNSAM):
    """Also where g = 0."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = self.rho / norm(problem.gradient(state.x)) * problem.sample_gradient(state.x, draw)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, draw))


MUTANTS = (
    OwnNorm,
    FullAscent,
    FreshSample,
    FullSecondGradient,
    Unnormalised,
    PerturbationNotUndone,
    DescendingPerturbation,
    GradientAtIterate,
    RadiusTooLarge,
    StepTooLong,
    Unguarded,
)
