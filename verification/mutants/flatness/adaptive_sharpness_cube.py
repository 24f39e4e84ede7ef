"""Named mistakes in the search for adaptive sharpness in a box."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.adaptive_sharpness_cube import AdaptiveSharpnessCube, State
from verification.claim import mutant


@mutant("TERM", "the scale is missing: standard sharpness")
class Standard(AdaptiveSharpnessCube):
    """c = 1."""

    def step(self, problem, state, rng):
        return State(self.center + self.rho * np.sign(problem.gradient(state.x)))


@mutant("POWER", "the scale enters twice")
class ScaleSquared(AdaptiveSharpnessCube):
    """x+ = w + rho c^2 * sign."""

    def step(self, problem, state, rng):
        return State(self.center + self.rho * self.scale * self.scale * np.sign(problem.gradient(state.x)))


@mutant("SHAPE", "one side for all coordinates: the largest entry of the scale")
class RelativeToLargest(AdaptiveSharpnessCube):
    """x+ = w + rho max(c) sign."""

    def step(self, problem, state, rng):
        return State(self.center + self.rho * np.max(self.scale) * np.sign(problem.gradient(state.x)))


@mutant("SHAPE", "the box is a ball: u/|u| in place of the sign")
class Ball(AdaptiveSharpnessCube):
    """x+ = w + rho c * u/|u|."""

    def step(self, problem, state, rng):
        u = self.scale * problem.gradient(state.x)
        return State(self.center + self.scale * scale_to_norm(u, self.rho))


@mutant("STALE", "the gradient is taken at the centre")
class GradientAtCenter(AdaptiveSharpnessCube):
    """x+ = w + rho c * sign(grad f(w))."""

    def step(self, problem, state, rng):
        return State(self.center + self.rho * self.scale * np.sign(problem.gradient(self.center)))


@mutant("STALE", "the scale follows the iterate: c = |x|")
class ScaleOfIterate(AdaptiveSharpnessCube):
    """c = |x|."""

    def step(self, problem, state, rng):
        return State(self.center + self.rho * np.abs(state.x) * np.sign(problem.gradient(state.x)))


@mutant("STATE", "the box moves along: every ascent starts from the iterate")
class BoxMoves(AdaptiveSharpnessCube):
    """x+ = x + rho c * sign."""

    def step(self, problem, state, rng):
        return State(state.x + self.rho * self.scale * np.sign(problem.gradient(state.x)))


@mutant("SIGN", "the smallest value is sought")
class Descends(AdaptiveSharpnessCube):
    """x+ = w - rho c * sign."""

    def step(self, problem, state, rng):
        return State(self.center - self.rho * self.scale * np.sign(problem.gradient(state.x)))


@mutant("POWER", "the gradient itself takes the place of its sign")
class WithoutSign(AdaptiveSharpnessCube):
    """x+ = w + rho c * grad f."""

    def step(self, problem, state, rng):
        return State(self.center + self.rho * self.scale * problem.gradient(state.x))


@mutant("BRANCH", "the sign of zero is 1")
class ZeroIsPositive(AdaptiveSharpnessCube):
    """sign 0 = 1."""

    def step(self, problem, state, rng):
        side = np.where(problem.gradient(state.x) >= 0, 1.0, -1.0)
        return State(self.center + self.rho * self.scale * side)


@mutant("SCALE", "the sides are 2 % too long")
class SideTooLong(AdaptiveSharpnessCube):
    """x+ = w + 1.02 rho c * sign."""

    def step(self, problem, state, rng):
        return State(self.center + 1.02 * self.rho * self.scale * np.sign(problem.gradient(state.x)))


MUTANTS = (
    Standard,
    ScaleSquared,
    RelativeToLargest,
    Ball,
    GradientAtCenter,
    ScaleOfIterate,
    BoxMoves,
    Descends,
    WithoutSign,
    ZeroIsPositive,
    SideTooLong,
)
