"""Named mistakes in the search for the largest value in a ball."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.zeroth_order_flatness import State, ZerothOrderFlatness
from verification.claim import mutant


def _ascent(method, problem, x):
    """G = grad f(x) + shift (x - w)."""
    return problem.gradient(x) + method.shift * (x - method.center)


@mutant("STALE", "the gradient is taken at the centre: the ascent of SAM, repeated")
class GradientAtCenter(ZerothOrderFlatness):
    """G = grad f(w)."""

    def step(self, problem, state, rng):
        return State(self.center + scale_to_norm(problem.gradient(self.center), self.rho))


@mutant("STATE", "the ball moves along: every ascent starts from the iterate")
class BallMoves(ZerothOrderFlatness):
    """x+ = x + rho G/|G|."""

    def step(self, problem, state, rng):
        return State(state.x + scale_to_norm(_ascent(self, problem, state.x), self.rho))


@mutant("POWER", "the gradient is not normalised: x+ = w + rho G")
class Unnormalised(ZerothOrderFlatness):
    """x+ = w + rho G."""

    def step(self, problem, state, rng):
        return State(self.center + self.rho * _ascent(self, problem, state.x))


@mutant("SIGN", "the smallest value is sought: the sign of the ascent is wrong")
class Descends(ZerothOrderFlatness):
    """x+ = w - rho G/|G|."""

    def step(self, problem, state, rng):
        return State(self.center - scale_to_norm(_ascent(self, problem, state.x), self.rho))


@mutant("SHAPE", "the ball is a cube: x+ = w + rho sign(G)")
class Cube(ZerothOrderFlatness):
    """x+ = w + rho sign(G)."""

    def step(self, problem, state, rng):
        return State(self.center + self.rho * np.sign(_ascent(self, problem, state.x)))


@mutant("STALE", "the shift pulls from the origin: G = grad f(x) + shift x")
class ShiftFromOrigin(ZerothOrderFlatness):
    """G = grad f(x) + shift x."""

    def step(self, problem, state, rng):
        G = problem.gradient(state.x) + self.shift * state.x
        return State(self.center + scale_to_norm(G, self.rho))


@mutant("SIGN", "the shift is subtracted, which makes f less convex")
class ShiftSubtracted(ZerothOrderFlatness):
    """G = grad f(x) - shift (x - w)."""

    def step(self, problem, state, rng):
        G = problem.gradient(state.x) - self.shift * (state.x - self.center)
        return State(self.center + scale_to_norm(G, self.rho))


@mutant("TERM", "the shift is forgotten: the ascent cycles where f is concave")
class WithoutShift(ZerothOrderFlatness):
    """G = grad f(x)."""

    def step(self, problem, state, rng):
        return State(self.center + scale_to_norm(problem.gradient(state.x), self.rho))


@mutant("POWER", "the radius is squared")
class RadiusSquared(ZerothOrderFlatness):
    """x+ = w + rho^2 G/|G|."""

    def step(self, problem, state, rng):
        return State(self.center + scale_to_norm(_ascent(self, problem, state.x), self.rho * self.rho))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(ZerothOrderFlatness):
    """x+ = w + 1.02 rho G/|G|."""

    def step(self, problem, state, rng):
        return State(self.center + scale_to_norm(_ascent(self, problem, state.x), 1.02 * self.rho))


@mutant("EPS", "0.1 is added to |G|, as a guard that is far too large")
class LargeGuard(ZerothOrderFlatness):
    """x+ = w + rho G/(|G| + 0.1)."""

    def step(self, problem, state, rng):
        G = _ascent(self, problem, state.x)
        return State(self.center + (self.rho / (norm(G) + 0.1)) * G)


@mutant("EPS", "G/|G| without a guard: NaN where G is zero")
class UnguardedNorm(ZerothOrderFlatness):
    """x+ = w + rho G/|G| also at G = 0."""

    def step(self, problem, state, rng):
        G = _ascent(self, problem, state.x)
        return State(self.center + (self.rho / norm(G)) * G)


MUTANTS = (
    GradientAtCenter,
    BallMoves,
    Unnormalised,
    Descends,
    Cube,
    ShiftFromOrigin,
    ShiftSubtracted,
    WithoutShift,
    RadiusSquared,
    RadiusTooLarge,
    LargeGuard,
    UnguardedNorm,
)
