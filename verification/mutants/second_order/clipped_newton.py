"""Named mistakes in clipped Newton, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh, norm
from refimpl.second_order.clipped_newton import ClippedNewton, State
from verification.claim import mutant


class _Parts(ClippedNewton):
    """The step in pieces, one of which is wrong."""

    def step(self, problem, state, rng):
        w, V = eigh(problem.hessian(state.x))
        n = (V.T @ problem.gradient(state.x)) / w
        return State(state.x - self.step_size * self.back(V, self.clipped(n)))

    def clipped(self, n):
        return np.maximum(np.minimum(n, self.rho), -self.rho)

    def back(self, V, u):
        return V @ u


@mutant("TERM", "the step is not clipped: Newton's method with half steps")
class NotClipped(_Parts):
    """n."""

    def clipped(self, n):
        return n


@mutant("BRANCH", "the coordinates are clipped, not the parts along the eigenvectors")
class ClippedInCoordinates(_Parts):
    """clip(V n)."""

    def back(self, V, u):
        return u

    def step(self, problem, state, rng):
        w, V = eigh(problem.hessian(state.x))
        n = V @ ((V.T @ problem.gradient(state.x)) / w)
        return State(state.x - self.step_size * self.clipped(n))


@mutant("BRANCH", "the whole step is scaled down to the length rho")
class ScaledDown(_Parts):
    """n min(1, rho/|n|)."""

    def clipped(self, n):
        return n * np.minimum(1.0, self.rho / norm(n))


@mutant("BRANCH", "the gradient is clipped before the division by the curvature")
class ClippedBeforeDivision(ClippedNewton):
    """clip(V'g) / w."""

    def step(self, problem, state, rng):
        w, V = eigh(problem.hessian(state.x))
        g = np.maximum(np.minimum(V.T @ problem.gradient(state.x), self.rho), -self.rho)
        return State(state.x - self.step_size * (V @ (g / w)))


@mutant("POWER", "the division is by the root of the curvature")
class RootOfCurvature(ClippedNewton):
    """V'g / sqrt(w)."""

    def step(self, problem, state, rng):
        w, V = eigh(problem.hessian(state.x))
        n = (V.T @ problem.gradient(state.x)) / np.sqrt(w)
        return State(state.x - self.step_size * (V @ np.maximum(np.minimum(n, self.rho), -self.rho)))


@mutant("TERM", "off-diagonal curvature is ignored")
class DiagonalOnly(ClippedNewton):
    """clip(g / diag H)."""

    def step(self, problem, state, rng):
        n = problem.gradient(state.x) / np.diag(problem.hessian(state.x))
        return State(state.x - self.step_size * np.maximum(np.minimum(n, self.rho), -self.rho))


@mutant("SIGN", "the step goes up instead of down")
class Ascent(_Parts):
    """x+ = x + eta V clip(n)."""

    def back(self, V, u):
        return -(V @ u)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(_Parts):
    """1.02 eta."""

    def back(self, V, u):
        return 1.02 * (V @ u)


MUTANTS = (
    NotClipped,
    ClippedInCoordinates,
    ScaledDown,
    ClippedBeforeDivision,
    RootOfCurvature,
    DiagonalOnly,
    Ascent,
    StepTooLong,
)
