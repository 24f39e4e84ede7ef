"""Named mistakes in SAM-ON, as people really make them."""

from __future__ import annotations

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.sam_on import SAMON, State
from verification.claim import mutant


def _descended(algorithm, problem, state, ascent):
    return State(state.x - algorithm.step_size * problem.gradient(state.x + ascent))


@mutant("TERM", "the mask is applied after normalising: the perturbation is shorter than rho")
class MaskAfterNormalising(SAMON):
    """e = rho m g / |g|."""

    def step(self, problem, state, rng):
        ascent = self.mask * scale_to_norm(problem.gradient(state.x), self.rho)
        return _descended(self, problem, state, ascent)


@mutant("TERM", "the mask is forgotten (this is SAM)")
class MaskForgotten(SAMON):
    """e = rho g / |g|."""

    def step(self, problem, state, rng):
        return _descended(self, problem, state, scale_to_norm(problem.gradient(state.x), self.rho))


@mutant("BRANCH", "the mask is inverted: everything but the normalisation parameters is perturbed")
class MaskInverted(SAMON):
    """e = rho (1 - m) g / |(1 - m) g|."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm((1 - self.mask) * problem.gradient(state.x), self.rho)
        return _descended(self, problem, state, ascent)


@mutant("STATE", "the step is masked too: the other parameters are frozen")
class StepMasked(SAMON):
    """x+ = x - eta m grad f(x + e)."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(self.mask * problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * self.mask * problem.gradient(state.x + ascent))


@mutant("STALE", "parameters off the mask step with the gradient at x instead of the one at x + e")
class OthersStepUnperturbed(SAMON):
    """x+ = x - eta (m grad f(x + e) + (1 - m) g)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        perturbed = problem.gradient(state.x + scale_to_norm(self.mask * g, self.rho))
        return State(state.x - self.step_size * (self.mask * perturbed + (1 - self.mask) * g))


@mutant("POWER", "the gradient is not normalised: e = rho m g")
class UnnormalisedAscent(SAMON):
    """e = rho m g."""

    def step(self, problem, state, rng):
        return _descended(self, problem, state, self.rho * self.mask * problem.gradient(state.x))


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(SAMON):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        y = state.x + scale_to_norm(self.mask * problem.gradient(state.x), self.rho)
        return State(y - self.step_size * problem.gradient(y))


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(SAMON):
    """e = -rho m g / |m g|."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(self.mask * problem.gradient(state.x), -self.rho)
        return _descended(self, problem, state, ascent)


@mutant("STALE", "the step uses the gradient at x instead of the one at x + e (this is gradient descent)")
class GradientAtIterate(SAMON):
    """x+ = x - eta grad f(x)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gradient(state.x))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(SAMON):
    """e = 1.02 rho m g / |m g|."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(self.mask * problem.gradient(state.x), 1.02 * self.rho)
        return _descended(self, problem, state, ascent)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(SAMON):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(self.mask * problem.gradient(state.x), self.rho)
        return State(state.x - 1.02 * self.step_size * problem.gradient(state.x + ascent))


@mutant("EPS", "0.1 is added to |m g|, as a guard that is far too large")
class LargeGuard(SAMON):
    """e = rho m g / (|m g| + 0.1)."""

    def step(self, problem, state, rng):
        masked = self.mask * problem.gradient(state.x)
        return _descended(self, problem, state, (self.rho / (norm(masked) + 0.1)) * masked)


@mutant("EPS", "m g / |m g| without a guard: NaN where the masked gradient is zero")
class UnguardedNorm(SAMON):
    """e = rho m g / |m g| also at m g = 0."""

    def step(self, problem, state, rng):
        masked = self.mask * problem.gradient(state.x)
        return _descended(self, problem, state, (self.rho / norm(masked)) * masked)


MUTANTS = (
    MaskAfterNormalising,
    MaskForgotten,
    MaskInverted,
    StepMasked,
    OthersStepUnperturbed,
    UnnormalisedAscent,
    PerturbationNotUndone,
    DescendingPerturbation,
    GradientAtIterate,
    RadiusTooLarge,
    StepTooLong,
    LargeGuard,
    UnguardedNorm,
)
