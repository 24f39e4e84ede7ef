"""Named mistakes in GAM + SAM, as people really make them."""

from __future__ import annotations

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.gam_sam import GAMSAM, State
from verification.claim import mutant


def _sam(problem, x, radius):
    """s = grad f(x + radius g/|g|)."""
    return problem.gradient(x + scale_to_norm(problem.gradient(x), radius))


def _ascended(problem, x, rho):
    """y = x + rho H g/|H g|."""
    return x + scale_to_norm(problem.hessian_vector(x, problem.gradient(x)), rho)


def _penalty(problem, y, rho):
    """h = rho H(y) g_a/|g_a|."""
    return problem.hessian_vector(y, scale_to_norm(problem.gradient(y), rho))


def _combined(method, problem, x, rho, sam_rho):
    """s + alpha h with the two radii."""
    return _sam(problem, x, sam_rho) + method.alpha * _penalty(problem, _ascended(problem, x, rho), rho)


@mutant("SCALE", "the radii are swapped: SAM ascends by rho, GAM by sam_rho")
class RadiiSwapped(GAMSAM):
    """rho and sam_rho taken for each other."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * _combined(self, problem, state.x, self.sam_rho, self.rho))


@mutant("TERM", "the loss enters with its plain gradient (this is GAM)")
class PlainGradient(GAMSAM):
    """x+ = x - eta (g + alpha h)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * _combined(self, problem, state.x, self.rho, 0.0))


@mutant("TERM", "SAM's gradient is added to the plain one instead of replacing it")
class GradientTwice(GAMSAM):
    """x+ = x - eta (g + s + alpha h)."""

    def step(self, problem, state, rng):
        direction = _combined(self, problem, state.x, self.rho, self.sam_rho) + problem.gradient(state.x)
        return State(state.x - self.step_size * direction)


@mutant("TERM", "the penalty is left out (this is SAM)")
class WithoutPenalty(GAMSAM):
    """x+ = x - eta s."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * _sam(problem, state.x, self.sam_rho))


@mutant("STALE", "the gradient norm ascends along H s instead of H g: SAM's gradient is used there too")
class AscentAlongSam(GAMSAM):
    """y = x + rho H(x) s/|H(x) s|."""

    def step(self, problem, state, rng):
        s = _sam(problem, state.x, self.sam_rho)
        y = state.x + scale_to_norm(problem.hessian_vector(state.x, s), self.rho)
        return State(state.x - self.step_size * (s + self.alpha * _penalty(problem, y, self.rho)))


@mutant("STALE", "the penalty is taken where SAM ends, the ascent of the gradient norm is left out")
class PenaltyAtSamPoint(GAMSAM):
    """y = x + r g/|g|."""

    def step(self, problem, state, rng):
        y = state.x + scale_to_norm(problem.gradient(state.x), self.sam_rho)
        h = _penalty(problem, y, self.rho)
        return State(state.x - self.step_size * (problem.gradient(y) + self.alpha * h))


@mutant("STATE", "SAM's perturbation is not undone before the ascent of the gradient norm")
class FirstPerturbationLeft(GAMSAM):
    """y = x + r g/|g| + rho H g/|H g|; both are undone before the step."""

    def step(self, problem, state, rng):
        y = _ascended(problem, state.x, self.rho) + scale_to_norm(problem.gradient(state.x), self.sam_rho)
        s = _sam(problem, state.x, self.sam_rho)
        return State(state.x - self.step_size * (s + self.alpha * _penalty(problem, y, self.rho)))


@mutant("STATE", "only GAM's perturbation is undone: the step starts from x + r g/|g|")
class SamPerturbationLeft(GAMSAM):
    """x+ = x + r g/|g| - eta (s + alpha h)."""

    def step(self, problem, state, rng):
        start = state.x + scale_to_norm(problem.gradient(state.x), self.sam_rho)
        return State(start - self.step_size * _combined(self, problem, state.x, self.rho, self.sam_rho))


@mutant("STATE", "only SAM's perturbation is undone: the step starts from y")
class GamPerturbationLeft(GAMSAM):
    """x+ = y - eta (s + alpha h)."""

    def step(self, problem, state, rng):
        start = _ascended(problem, state.x, self.rho)
        return State(start - self.step_size * _combined(self, problem, state.x, self.rho, self.sam_rho))


@mutant("SIGN", "SAM's perturbation descends the loss")
class SamDescends(GAMSAM):
    """s = grad f(x - r g/|g|)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * _combined(self, problem, state.x, self.rho, -self.sam_rho))


@mutant("SIGN", "the gradient norm is maximised: alpha h is subtracted")
class PenaltySubtracted(GAMSAM):
    """x+ = x - eta (s - alpha h)."""

    def step(self, problem, state, rng):
        h = _penalty(problem, _ascended(problem, state.x, self.rho), self.rho)
        return State(state.x - self.step_size * (_sam(problem, state.x, self.sam_rho) - self.alpha * h))


@mutant("SCALE", "the factor rho of the penalty is missing")
class PenaltyWithoutRadius(GAMSAM):
    """h = H(y) g_a/|g_a|."""

    def step(self, problem, state, rng):
        h = _penalty(problem, _ascended(problem, state.x, self.rho), 1.0)
        return State(state.x - self.step_size * (_sam(problem, state.x, self.sam_rho) + self.alpha * h))


@mutant("SCALE", "alpha multiplies the gradient of SAM as well")
class EverythingWeighted(GAMSAM):
    """x+ = x - eta alpha (s + h)."""

    def step(self, problem, state, rng):
        h = _penalty(problem, _ascended(problem, state.x, self.rho), self.rho)
        s = _sam(problem, state.x, self.sam_rho)
        return State(state.x - self.step_size * self.alpha * (s + h))


@mutant("POWER", "SAM's ascent is not normalised: s = grad f(x + r g)")
class UnnormalisedSam(GAMSAM):
    """s = grad f(x + r g)."""

    def step(self, problem, state, rng):
        s = problem.gradient(state.x + self.sam_rho * problem.gradient(state.x))
        h = _penalty(problem, _ascended(problem, state.x, self.rho), self.rho)
        return State(state.x - self.step_size * (s + self.alpha * h))


@mutant("SCALE", "SAM's radius is 2 % too large")
class SamRadiusTooLarge(GAMSAM):
    """s = grad f(x + 1.02 r g/|g|)."""

    def step(self, problem, state, rng):
        direction = _combined(self, problem, state.x, self.rho, 1.02 * self.sam_rho)
        return State(state.x - self.step_size * direction)


@mutant("SCALE", "the penalty is 2 % too strong")
class PenaltyTooStrong(GAMSAM):
    """x+ = x - eta (s + 1.02 alpha h)."""

    def step(self, problem, state, rng):
        h = _penalty(problem, _ascended(problem, state.x, self.rho), 1.02 * self.rho)
        return State(state.x - self.step_size * (_sam(problem, state.x, self.sam_rho) + self.alpha * h))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(GAMSAM):
    """x+ = x - 1.02 eta (s + alpha h)."""

    def step(self, problem, state, rng):
        direction = _combined(self, problem, state.x, self.rho, self.sam_rho)
        return State(state.x - 1.02 * self.step_size * direction)


@mutant("EPS", "g/|g| without a guard in SAM's ascent: NaN where the gradient is zero")
class UnguardedNorm(GAMSAM):
    """s = grad f(x + r g/|g|) also at g = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        s = problem.gradient(state.x + (self.sam_rho / norm(g)) * g)
        h = _penalty(problem, _ascended(problem, state.x, self.rho), self.rho)
        return State(state.x - self.step_size * (s + self.alpha * h))


MUTANTS = (
    RadiiSwapped,
    PlainGradient,
    GradientTwice,
    WithoutPenalty,
    AscentAlongSam,
    PenaltyAtSamPoint,
    FirstPerturbationLeft,
    SamPerturbationLeft,
    GamPerturbationLeft,
    SamDescends,
    PenaltySubtracted,
    PenaltyWithoutRadius,
    EverythingWeighted,
    UnnormalisedSam,
    SamRadiusTooLarge,
    PenaltyTooStrong,
    StepTooLong,
    UnguardedNorm,
)
