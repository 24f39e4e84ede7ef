"""Named mistakes in PGN, as people really make them."""

from __future__ import annotations

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.gradient_norm_penalty import GradientNormPenalty, State
from verification.claim import mutant


def _perturbed(problem, x, radius):
    """s = grad f(x + radius g/|g|)."""
    return problem.gradient(x + scale_to_norm(problem.gradient(x), radius))


def _mixed(method, problem, x, share, radius):
    """(1 - share) g + share s."""
    return (1 - share) * problem.gradient(x) + share * _perturbed(problem, x, radius)


@mutant("STALE", "the weights are exchanged: share of g, 1 - share of the perturbed gradient")
class WeightsExchanged(GradientNormPenalty):
    """share g + (1 - share) s."""

    def step(self, problem, state, rng):
        direction = _mixed(self, problem, state.x, 1 - self.weight / self.rho, self.rho)
        return State(state.x - self.step_size * direction)


@mutant("TERM", "the perturbed gradient is added to the full gradient")
class NothingTakenAway(GradientNormPenalty):
    """g + share s."""

    def step(self, problem, state, rng):
        direction = problem.gradient(state.x) + self.weight / self.rho * _perturbed(
            problem, state.x, self.rho
        )
        return State(state.x - self.step_size * direction)


@mutant("TERM", "the perturbed gradient alone is used (this is SAM with radius rho)")
class Sam(GradientNormPenalty):
    """s."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * _perturbed(problem, state.x, self.rho))


@mutant("SCALE", "weight is taken for the share weight/rho")
class WeightIsShare(GradientNormPenalty):
    """(1 - weight) g + weight s."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * _mixed(self, problem, state.x, self.weight, self.rho))


@mutant("STALE", "weight and rho are swapped in the share: rho/weight")
class ShareInverted(GradientNormPenalty):
    """share = rho/weight."""

    def step(self, problem, state, rng):
        direction = _mixed(self, problem, state.x, self.rho / self.weight, self.rho)
        return State(state.x - self.step_size * direction)


@mutant("POWER", "the perturbation is not normalised: x + rho g")
class UnnormalisedPerturbation(GradientNormPenalty):
    """s = grad f(x + rho g)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        s, share = problem.gradient(state.x + self.rho * g), self.weight / self.rho
        return State(state.x - self.step_size * ((1 - share) * g + share * s))


@mutant("SIGN", "the perturbation descends, so the gradient norm is maximised")
class DescendingPerturbation(GradientNormPenalty):
    """s = grad f(x - rho g/|g|)."""

    def step(self, problem, state, rng):
        direction = _mixed(self, problem, state.x, self.weight / self.rho, -self.rho)
        return State(state.x - self.step_size * direction)


@mutant("STATE", "the perturbation is not undone")
class PerturbationNotUndone(GradientNormPenalty):
    """x+ = x + rho g/|g| - eta (...)."""

    def step(self, problem, state, rng):
        direction = _mixed(self, problem, state.x, self.weight / self.rho, self.rho)
        start = state.x + scale_to_norm(problem.gradient(state.x), self.rho)
        return State(start - self.step_size * direction)


@mutant("SCALE", "the weight is 2 % too large")
class WeightTooLarge(GradientNormPenalty):
    """share = 1.02 weight/rho."""

    def step(self, problem, state, rng):
        direction = _mixed(self, problem, state.x, 1.02 * self.weight / self.rho, self.rho)
        return State(state.x - self.step_size * direction)


@mutant("SCALE", "the radius is 2 % too large, the share is adapted to it (invisible on quadratics)")
class RadiusTooLarge(GradientNormPenalty):
    """rho replaced by 1.02 rho throughout."""

    def step(self, problem, state, rng):
        rho = 1.02 * self.rho
        return State(state.x - self.step_size * _mixed(self, problem, state.x, self.weight / rho, rho))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(GradientNormPenalty):
    """x+ = x - 1.02 eta (...)."""

    def step(self, problem, state, rng):
        direction = _mixed(self, problem, state.x, self.weight / self.rho, self.rho)
        return State(state.x - 1.02 * self.step_size * direction)


@mutant("EPS", "g/|g| without a guard: NaN where the gradient is zero")
class UnguardedNorm(GradientNormPenalty):
    """s = grad f(x + rho g/|g|) also at g = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        s, share = problem.gradient(state.x + (self.rho / norm(g)) * g), self.weight / self.rho
        return State(state.x - self.step_size * ((1 - share) * g + share * s))


MUTANTS = (
    WeightsExchanged,
    NothingTakenAway,
    Sam,
    WeightIsShare,
    ShareInverted,
    UnnormalisedPerturbation,
    DescendingPerturbation,
    PerturbationNotUndone,
    WeightTooLarge,
    RadiusTooLarge,
    StepTooLong,
    UnguardedNorm,
)
