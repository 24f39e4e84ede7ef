"""Named mistakes in GAM, as people really make them."""

from __future__ import annotations

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.gam import GAM, State
from verification.claim import mutant


def _ascended(method, problem, x, rho):
    """y = x + rho H g/|H g|."""
    return x + scale_to_norm(problem.hessian_vector(x, problem.gradient(x)), rho)


def _penalty(method, problem, y):
    """h = rho H(y) g_a/|g_a|."""
    return problem.hessian_vector(y, scale_to_norm(problem.gradient(y), method.rho))


@mutant("SIGN", "the perturbation descends the gradient norm: f is subtracted instead of added")
class DescendingPerturbation(GAM):
    """y = x - rho f/|f|."""

    def step(self, problem, state, rng):
        h = _penalty(self, problem, _ascended(self, problem, state.x, -self.rho))
        return State(state.x - self.step_size * (problem.gradient(state.x) + self.alpha * h))


@mutant("SIGN", "the gradient norm is maximised: alpha h is subtracted from the gradient")
class PenaltySubtracted(GAM):
    """x+ = x - eta (g - alpha h)."""

    def step(self, problem, state, rng):
        h = _penalty(self, problem, _ascended(self, problem, state.x, self.rho))
        return State(state.x - self.step_size * (problem.gradient(state.x) - self.alpha * h))


@mutant("STALE", "the Hessian at y multiplies the gradient at x instead of the one at y")
class GradientAtIterate(GAM):
    """h = rho H(y) g/|g|."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        y = _ascended(self, problem, state.x, self.rho)
        h = problem.hessian_vector(y, scale_to_norm(g, self.rho))
        return State(state.x - self.step_size * (g + self.alpha * h))


@mutant("STALE", "the Hessian of the penalty is taken at x instead of y (invisible on quadratics)")
class HessianAtIterate(GAM):
    """h = rho H(x) g_a/|g_a|."""

    def step(self, problem, state, rng):
        y = _ascended(self, problem, state.x, self.rho)
        h = problem.hessian_vector(state.x, scale_to_norm(problem.gradient(y), self.rho))
        return State(state.x - self.step_size * (problem.gradient(state.x) + self.alpha * h))


@mutant("STALE", "the gradient norm is differentiated at x: the ascent step is left out")
class PenaltyAtIterate(GAM):
    """h = rho H(x) g/|g|."""

    def step(self, problem, state, rng):
        h = _penalty(self, problem, state.x)
        return State(state.x - self.step_size * (problem.gradient(state.x) + self.alpha * h))


@mutant("SCALE", "the factor rho of the penalty is missing")
class PenaltyWithoutRadius(GAM):
    """h = H(y) g_a/|g_a|."""

    def step(self, problem, state, rng):
        y = _ascended(self, problem, state.x, self.rho)
        h = problem.hessian_vector(y, scale_to_norm(problem.gradient(y), 1.0))
        return State(state.x - self.step_size * (problem.gradient(state.x) + self.alpha * h))


@mutant("POWER", "the ascent step is not normalised: y = x + rho H g/|g|")
class UnnormalisedAscent(GAM):
    """y = x + rho f."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        y = state.x + problem.hessian_vector(state.x, scale_to_norm(g, self.rho))
        return State(state.x - self.step_size * (g + self.alpha * _penalty(self, problem, y)))


@mutant("POWER", "the gradient at y is not normalised: the squared gradient norm is penalised")
class UnnormalisedPenalty(GAM):
    """h = rho H(y) g_a."""

    def step(self, problem, state, rng):
        y = _ascended(self, problem, state.x, self.rho)
        h = self.rho * problem.hessian_vector(y, problem.gradient(y))
        return State(state.x - self.step_size * (problem.gradient(state.x) + self.alpha * h))


@mutant("TERM", "the perturbation ascends the loss, as in SAM, and not the gradient norm")
class AscentOfTheLoss(GAM):
    """y = x + rho g/|g|."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        h = _penalty(self, problem, state.x + scale_to_norm(g, self.rho))
        return State(state.x - self.step_size * (g + self.alpha * h))


@mutant("TERM", "the loss enters with its gradient at y instead of x")
class PerturbedGradient(GAM):
    """x+ = x - eta (g_a + alpha h)."""

    def step(self, problem, state, rng):
        y = _ascended(self, problem, state.x, self.rho)
        h = _penalty(self, problem, y)
        return State(state.x - self.step_size * (problem.gradient(y) + self.alpha * h))


@mutant("TERM", "gradient and penalty are averaged with weights 1 - alpha and alpha")
class ConvexCombination(GAM):
    """x+ = x - eta ((1 - alpha) g + alpha h)."""

    def step(self, problem, state, rng):
        h = _penalty(self, problem, _ascended(self, problem, state.x, self.rho))
        g = problem.gradient(state.x)
        return State(state.x - self.step_size * ((1 - self.alpha) * g + self.alpha * h))


@mutant("STATE", "the perturbation is not undone: the step starts from y instead of x")
class PerturbationNotUndone(GAM):
    """x+ = y - eta (g + alpha h)."""

    def step(self, problem, state, rng):
        y = _ascended(self, problem, state.x, self.rho)
        h = _penalty(self, problem, y)
        return State(y - self.step_size * (problem.gradient(state.x) + self.alpha * h))


@mutant("SCALE", "the radius of the ascent is 2 % too large, the factor rho of the penalty is right")
class AscentTooLong(GAM):
    """y = x + 1.02 rho f/|f|."""

    def step(self, problem, state, rng):
        h = _penalty(self, problem, _ascended(self, problem, state.x, 1.02 * self.rho))
        return State(state.x - self.step_size * (problem.gradient(state.x) + self.alpha * h))


@mutant("SCALE", "the penalty is 2 % too strong")
class PenaltyTooStrong(GAM):
    """x+ = x - eta (g + 1.02 alpha h)."""

    def step(self, problem, state, rng):
        h = _penalty(self, problem, _ascended(self, problem, state.x, self.rho))
        return State(state.x - self.step_size * (problem.gradient(state.x) + 1.02 * self.alpha * h))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(GAM):
    """x+ = x - 1.02 eta (g + alpha h)."""

    def step(self, problem, state, rng):
        h = _penalty(self, problem, _ascended(self, problem, state.x, self.rho))
        return State(state.x - 1.02 * self.step_size * (problem.gradient(state.x) + self.alpha * h))


@mutant("EPS", "0.1 is added to the norm of f, as a guard that is far too large")
class LargeGuard(GAM):
    """y = x + rho f/(|f| + 0.1)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        f = problem.hessian_vector(state.x, scale_to_norm(g, 1.0))
        y = state.x + (self.rho / (norm(f) + 0.1)) * f
        return State(state.x - self.step_size * (g + self.alpha * _penalty(self, problem, y)))


@mutant("EPS", "f/|f| without a guard: NaN where the gradient is zero")
class UnguardedNorm(GAM):
    """y = x + rho f/|f| and g_a/|g_a| also at zero."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        f = problem.hessian_vector(state.x, g)
        y = state.x + (self.rho / norm(f)) * f
        a = problem.gradient(y)
        h = problem.hessian_vector(y, (self.rho / norm(a)) * a)
        return State(state.x - self.step_size * (g + self.alpha * h))


MUTANTS = (
    DescendingPerturbation,
    PenaltySubtracted,
    GradientAtIterate,
    HessianAtIterate,
    PenaltyAtIterate,
    PenaltyWithoutRadius,
    UnnormalisedAscent,
    UnnormalisedPenalty,
    AscentOfTheLoss,
    PerturbedGradient,
    ConvexCombination,
    PerturbationNotUndone,
    AscentTooLong,
    PenaltyTooStrong,
    StepTooLong,
    LargeGuard,
    UnguardedNorm,
)
