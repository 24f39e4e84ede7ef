"""Named mistakes in FAD, as people really make them."""

from __future__ import annotations

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.fad import FAD, State
from verification.claim import mutant


def _zeroth(problem, x, rho):
    """g and g1 - g."""
    g = problem.gradient(x)
    return g, problem.gradient(x + scale_to_norm(g, rho)) - g


def _first(problem, y, rho):
    """g2 and g3 - g2."""
    g2 = problem.gradient(y)
    return g2, problem.gradient(y + scale_to_norm(g2, rho)) - g2


def _terms(method, problem, x, rho):
    """g, g1 - g and g3 - g2 with one radius."""
    g, zeroth = _zeroth(problem, x, rho)
    return g, zeroth, _first(problem, x + scale_to_norm(zeroth, rho), rho)[1]


def _stepped(method, x, g, zeroth, first):
    """x+ = x - eta (g + alpha (beta zeroth + (1 - beta) first))."""
    penalty = method.beta * zeroth + (1 - method.beta) * first
    return State(x - method.step_size * (g + method.alpha * penalty))


@mutant("STALE", "the shares are exchanged: beta of R1, 1 - beta of R0")
class SharesExchanged(FAD):
    """beta first + (1 - beta) zeroth."""

    def step(self, problem, state, rng):
        g, zeroth, first = _terms(self, problem, state.x, self.rho)
        return _stepped(self, state.x, g, first, zeroth)


@mutant("TERM", "first-order flatness is left out (this is SAM, mixed)")
class WithoutFirstOrder(FAD):
    """penalty = beta zeroth."""

    def step(self, problem, state, rng):
        g, zeroth, first = _terms(self, problem, state.x, self.rho)
        return _stepped(self, state.x, g, zeroth, 0 * first)


@mutant("TERM", "zeroth-order flatness is left out (this is GAM, mixed)")
class WithoutZerothOrder(FAD):
    """penalty = (1 - beta) first."""

    def step(self, problem, state, rng):
        g, zeroth, first = _terms(self, problem, state.x, self.rho)
        return _stepped(self, state.x, g, 0 * zeroth, first)


@mutant("TERM", "the perturbed gradient stands for its difference: g1 instead of g1 - g")
class PerturbedGradient(FAD):
    """penalty = beta g1 + (1 - beta) first."""

    def step(self, problem, state, rng):
        g, zeroth, first = _terms(self, problem, state.x, self.rho)
        return _stepped(self, state.x, g, g + zeroth, first)


@mutant("STALE", "the second difference is taken to g instead of g2")
class DifferenceToFirstGradient(FAD):
    """first = g3 - g."""

    def step(self, problem, state, rng):
        g, zeroth = _zeroth(problem, state.x, self.rho)
        g2, first = _first(problem, state.x + scale_to_norm(zeroth, self.rho), self.rho)
        return _stepped(self, state.x, g, zeroth, first + g2 - g)


@mutant("STATE", "the first perturbation is not undone: the second ascent starts from x + rho g/|g|")
class FirstPerturbationLeft(FAD):
    """y = x + rho g/|g| + rho (g1 - g)/|g1 - g|."""

    def step(self, problem, state, rng):
        g, zeroth = _zeroth(problem, state.x, self.rho)
        y = state.x + scale_to_norm(g, self.rho) + scale_to_norm(zeroth, self.rho)
        return _stepped(self, state.x, g, zeroth, _first(problem, y, self.rho)[1])


@mutant("STATE", "the second perturbation is undone too early: g3 is taken at x + rho g2/|g2|")
class SecondPerturbationUndone(FAD):
    """g3 = grad f(x + rho g2/|g2|)."""

    def step(self, problem, state, rng):
        g, zeroth = _zeroth(problem, state.x, self.rho)
        g2 = problem.gradient(state.x + scale_to_norm(zeroth, self.rho))
        first = problem.gradient(state.x + scale_to_norm(g2, self.rho)) - g2
        return _stepped(self, state.x, g, zeroth, first)


@mutant("STATE", "the second perturbation is not undone: the step starts from y")
class PerturbationNotUndone(FAD):
    """x+ = y - eta (...)."""

    def step(self, problem, state, rng):
        g, zeroth, first = _terms(self, problem, state.x, self.rho)
        return _stepped(self, state.x + scale_to_norm(zeroth, self.rho), g, zeroth, first)


@mutant("SIGN", "the second ascent descends the gradient norm: g - g1")
class DescendingPerturbation(FAD):
    """y = x - rho (g1 - g)/|g1 - g|."""

    def step(self, problem, state, rng):
        g, zeroth = _zeroth(problem, state.x, self.rho)
        first = _first(problem, state.x - scale_to_norm(zeroth, self.rho), self.rho)[1]
        return _stepped(self, state.x, g, zeroth, first)


@mutant("TERM", "both ascents go along the gradient of the loss")
class AscentOfTheLoss(FAD):
    """y = x + rho g/|g|."""

    def step(self, problem, state, rng):
        g, zeroth = _zeroth(problem, state.x, self.rho)
        first = _first(problem, state.x + scale_to_norm(g, self.rho), self.rho)[1]
        return _stepped(self, state.x, g, zeroth, first)


@mutant("POWER", "the second ascent is not normalised: y = x + (g1 - g)")
class UnnormalisedAscent(FAD):
    """y = x + rho (g1 - g)."""

    def step(self, problem, state, rng):
        g, zeroth = _zeroth(problem, state.x, self.rho)
        first = _first(problem, state.x + self.rho * zeroth, self.rho)[1]
        return _stepped(self, state.x, g, zeroth, first)


@mutant("SIGN", "the penalty is subtracted")
class PenaltySubtracted(FAD):
    """x+ = x - eta (g - alpha penalty)."""

    def step(self, problem, state, rng):
        g, zeroth, first = _terms(self, problem, state.x, self.rho)
        return _stepped(self, state.x, g, -zeroth, -first)


@mutant("TERM", "gradient and penalty are averaged with weights 1 - alpha and alpha")
class ConvexCombination(FAD):
    """x+ = x - eta ((1 - alpha) g + alpha penalty)."""

    def step(self, problem, state, rng):
        g, zeroth, first = _terms(self, problem, state.x, self.rho)
        return _stepped(self, state.x, (1 - self.alpha) * g, zeroth, first)


@mutant("SCALE", "alpha multiplies the zeroth-order term only")
class AlphaOnceOnly(FAD):
    """x+ = x - eta (g + alpha beta zeroth + (1 - beta) first)."""

    def step(self, problem, state, rng):
        g, zeroth, first = _terms(self, problem, state.x, self.rho)
        return _stepped(self, state.x, g + (1 - self.alpha) * (1 - self.beta) * first, zeroth, first)


@mutant("SCALE", "all radii are 2 % too large")
class RadiusTooLarge(FAD):
    """1.02 rho in place of rho."""

    def step(self, problem, state, rng):
        return _stepped(self, state.x, *_terms(self, problem, state.x, 1.02 * self.rho))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(FAD):
    """x+ = x - 1.02 eta (...)."""

    def step(self, problem, state, rng):
        x = _stepped(self, state.x, *_terms(self, problem, state.x, self.rho)).x
        return State(state.x + 1.02 * (x - state.x))


@mutant("EPS", "the norms have no guard: NaN where the gradient is zero")
class UnguardedNorm(FAD):
    """x + rho g/|g| also at g = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        zeroth = problem.gradient(state.x + (self.rho / norm(g)) * g) - g
        y = state.x + (self.rho / norm(zeroth)) * zeroth
        g2 = problem.gradient(y)
        first = problem.gradient(y + (self.rho / norm(g2)) * g2) - g2
        return _stepped(self, state.x, g, zeroth, first)


MUTANTS = (
    SharesExchanged,
    WithoutFirstOrder,
    WithoutZerothOrder,
    PerturbedGradient,
    DifferenceToFirstGradient,
    FirstPerturbationLeft,
    SecondPerturbationUndone,
    PerturbationNotUndone,
    DescendingPerturbation,
    AscentOfTheLoss,
    UnnormalisedAscent,
    PenaltySubtracted,
    ConvexCombination,
    AlphaOnceOnly,
    RadiusTooLarge,
    StepTooLong,
    UnguardedNorm,
)
