"""Named mistakes in the search for adaptive sharpness in a ball."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.adaptive_sharpness import AdaptiveSharpness, State
from verification.claim import mutant


def _surface(method, u, rho):
    """w + rho c * u/|u|."""
    return State(method.center + method.scale * scale_to_norm(u, rho))


@mutant("TERM", "the scale is missing: standard sharpness")
class Standard(AdaptiveSharpness):
    """c = 1."""

    def step(self, problem, state, rng):
        return State(self.center + scale_to_norm(problem.gradient(state.x), self.rho))


@mutant("POWER", "the scale enters the perturbation, not the gradient: u = grad f")
class ScaleOnce(AdaptiveSharpness):
    """u = grad f(x)."""

    def step(self, problem, state, rng):
        return _surface(self, problem.gradient(state.x), self.rho)


@mutant("POWER", "the perturbation is not scaled back: x+ = w + rho u/|u|")
class ScaleInGradientOnly(AdaptiveSharpness):
    """x+ = w + rho u/|u|."""

    def step(self, problem, state, rng):
        u = self.scale * problem.gradient(state.x)
        return State(self.center + scale_to_norm(u, self.rho))


@mutant("POWER", "the gradient is divided by the scale")
class ScaleDivides(AdaptiveSharpness):
    """u = grad f / c."""

    def step(self, problem, state, rng):
        return _surface(self, problem.gradient(state.x) / (self.scale + 1e-12), self.rho)


@mutant("SHAPE", "the whole radius is scaled by |c|: one number for all coordinates")
class RadiusScaled(AdaptiveSharpness):
    """x+ = w + rho |c| g/|g|."""

    def step(self, problem, state, rng):
        return State(self.center + scale_to_norm(problem.gradient(state.x), self.rho * norm(self.scale)))


@mutant("STALE", "the gradient is taken at the centre: the ascent of ASAM, repeated")
class GradientAtCenter(AdaptiveSharpness):
    """u = c * grad f(w)."""

    def step(self, problem, state, rng):
        return _surface(self, self.scale * problem.gradient(self.center), self.rho)


@mutant("STALE", "the scale follows the iterate: c = |x|")
class ScaleOfIterate(AdaptiveSharpness):
    """c = |x|."""

    def step(self, problem, state, rng):
        scale = np.abs(state.x)
        u = scale * problem.gradient(state.x)
        return State(self.center + scale * scale_to_norm(u, self.rho))


@mutant("STATE", "the ball moves along: every ascent starts from the iterate")
class BallMoves(AdaptiveSharpness):
    """x+ = x + rho c * u/|u|."""

    def step(self, problem, state, rng):
        u = self.scale * problem.gradient(state.x)
        return State(state.x + self.scale * scale_to_norm(u, self.rho))


@mutant("POWER", "nothing is normalised: x+ = w + rho c * u")
class Unnormalised(AdaptiveSharpness):
    """x+ = w + rho c * u."""

    def step(self, problem, state, rng):
        return State(self.center + self.rho * self.scale * self.scale * problem.gradient(state.x))


@mutant("SIGN", "the smallest value is sought")
class Descends(AdaptiveSharpness):
    """x+ = w - rho c * u/|u|."""

    def step(self, problem, state, rng):
        return _surface(self, -self.scale * problem.gradient(state.x), self.rho)


@mutant("SHAPE", "the ball is a box: sign(u) in place of u/|u|")
class Cube(AdaptiveSharpness):
    """x+ = w + rho c * sign(u)."""

    def step(self, problem, state, rng):
        return State(self.center + self.rho * self.scale * np.sign(problem.gradient(state.x)))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(AdaptiveSharpness):
    """x+ = w + 1.02 rho c * u/|u|."""

    def step(self, problem, state, rng):
        return _surface(self, self.scale * problem.gradient(state.x), 1.02 * self.rho)


@mutant("EPS", "0.1 is added to |u|, as a guard that is far too large")
class LargeGuard(AdaptiveSharpness):
    """x+ = w + rho c * u/(|u| + 0.1)."""

    def step(self, problem, state, rng):
        u = self.scale * problem.gradient(state.x)
        return State(self.center + self.scale * (self.rho / (norm(u) + 0.1)) * u)


@mutant("EPS", "u/|u| without a guard: NaN where the gradient is zero")
class UnguardedNorm(AdaptiveSharpness):
    """x+ = w + rho c * u/|u| also at u = 0."""

    def step(self, problem, state, rng):
        u = self.scale * problem.gradient(state.x)
        return State(self.center + self.scale * (self.rho / norm(u)) * u)


MUTANTS = (
    Standard,
    ScaleOnce,
    ScaleInGradientOnly,
    ScaleDivides,
    RadiusScaled,
    GradientAtCenter,
    ScaleOfIterate,
    BallMoves,
    Unnormalised,
    Descends,
    Cube,
    RadiusTooLarge,
    LargeGuard,
    UnguardedNorm,
)
