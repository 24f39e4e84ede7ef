"""Named mistakes in the search for the largest gradient norm in a ball."""

from __future__ import annotations

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.first_order_flatness import FirstOrderFlatness, State
from verification.claim import mutant


def _ascent(method, problem, x):
    """G = H(x) grad f(x) + shift (x - w)."""
    return problem.hessian_vector(x, problem.gradient(x)) + method.shift * (x - method.center)


@mutant("TERM", "the loss is maximised instead of its gradient norm: the Hessian is missing")
class AscentOfTheLoss(FirstOrderFlatness):
    """G = grad f(x) + shift (x - w)."""

    def step(self, problem, state, rng):
        G = problem.gradient(state.x) + self.shift * (state.x - self.center)
        return State(self.center + scale_to_norm(G, self.rho))


@mutant("STALE", "everything is taken at the centre: the ascent of GAM, repeated")
class AscentAtCenter(FirstOrderFlatness):
    """G = H(w) grad f(w)."""

    def step(self, problem, state, rng):
        return State(self.center + scale_to_norm(_ascent(self, problem, self.center), self.rho))


@mutant("STALE", "the Hessian is that of the centre (invisible on quadratics)")
class HessianAtCenter(FirstOrderFlatness):
    """G = H(w) grad f(x) + shift (x - w)."""

    def step(self, problem, state, rng):
        G = problem.hessian_vector(self.center, problem.gradient(state.x))
        return State(self.center + scale_to_norm(G + self.shift * (state.x - self.center), self.rho))


@mutant("STALE", "the gradient is that of the centre")
class GradientAtCenter(FirstOrderFlatness):
    """G = H(x) grad f(w) + shift (x - w)."""

    def step(self, problem, state, rng):
        G = problem.hessian_vector(state.x, problem.gradient(self.center))
        return State(self.center + scale_to_norm(G + self.shift * (state.x - self.center), self.rho))


@mutant("POWER", "the Hessian is applied twice")
class HessianTwice(FirstOrderFlatness):
    """G = H(x)^2 grad f(x) + shift (x - w)."""

    def step(self, problem, state, rng):
        v = problem.hessian_vector(state.x, problem.gradient(state.x))
        G = problem.hessian_vector(state.x, v) + self.shift * (state.x - self.center)
        return State(self.center + scale_to_norm(G, self.rho))


@mutant("STATE", "the ball moves along: every ascent starts from the iterate")
class BallMoves(FirstOrderFlatness):
    """x+ = x + rho G/|G|."""

    def step(self, problem, state, rng):
        return State(state.x + scale_to_norm(_ascent(self, problem, state.x), self.rho))


@mutant("POWER", "the ascent is not normalised: x+ = w + rho G")
class Unnormalised(FirstOrderFlatness):
    """x+ = w + rho G."""

    def step(self, problem, state, rng):
        return State(self.center + self.rho * _ascent(self, problem, state.x))


@mutant("SIGN", "the smallest gradient norm is sought: the sign of the ascent is wrong")
class Descends(FirstOrderFlatness):
    """x+ = w - rho G/|G|."""

    def step(self, problem, state, rng):
        return State(self.center - scale_to_norm(_ascent(self, problem, state.x), self.rho))


@mutant("STALE", "the shift pulls from the origin: shift x instead of shift (x - w)")
class ShiftFromOrigin(FirstOrderFlatness):
    """G = H g + shift x."""

    def step(self, problem, state, rng):
        G = problem.hessian_vector(state.x, problem.gradient(state.x)) + self.shift * state.x
        return State(self.center + scale_to_norm(G, self.rho))


@mutant("SIGN", "the shift is subtracted")
class ShiftSubtracted(FirstOrderFlatness):
    """G = H g - shift (x - w)."""

    def step(self, problem, state, rng):
        v = problem.hessian_vector(state.x, problem.gradient(state.x))
        return State(self.center + scale_to_norm(v - self.shift * (state.x - self.center), self.rho))


@mutant("TERM", "the shift is forgotten")
class WithoutShift(FirstOrderFlatness):
    """G = H g."""

    def step(self, problem, state, rng):
        v = problem.hessian_vector(state.x, problem.gradient(state.x))
        return State(self.center + scale_to_norm(v, self.rho))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(FirstOrderFlatness):
    """x+ = w + 1.02 rho G/|G|."""

    def step(self, problem, state, rng):
        return State(self.center + scale_to_norm(_ascent(self, problem, state.x), 1.02 * self.rho))


@mutant("EPS", "0.1 is added to |G|, as a guard that is far too large")
class LargeGuard(FirstOrderFlatness):
    """x+ = w + rho G/(|G| + 0.1)."""

    def step(self, problem, state, rng):
        G = _ascent(self, problem, state.x)
        return State(self.center + (self.rho / (norm(G) + 0.1)) * G)


@mutant("EPS", "G/|G| without a guard: NaN where G is zero")
class UnguardedNorm(FirstOrderFlatness):
    """x+ = w + rho G/|G| also at G = 0."""

    def step(self, problem, state, rng):
        G = _ascent(self, problem, state.x)
        return State(self.center + (self.rho / norm(G)) * G)


MUTANTS = (
    AscentOfTheLoss,
    AscentAtCenter,
    HessianAtCenter,
    GradientAtCenter,
    HessianTwice,
    BallMoves,
    Unnormalised,
    Descends,
    ShiftFromOrigin,
    ShiftSubtracted,
    WithoutShift,
    RadiusTooLarge,
    LargeGuard,
    UnguardedNorm,
)
