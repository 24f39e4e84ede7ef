"""Named mistakes in F2SA, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.f2sa import F2SA, State
from refimpl.core.dialect import rational_power
from verification.claim import mutant
from verification.mutants.bilevel.f2sa_parameters import PARAMETER_MUTANTS


def penalty(method, k):
    """lambda_k."""
    return rational_power(method.penalty * method.penalty * method.penalty + method.growth * k, 1, 3)


def tracked(method, problem, state):
    """y, z, lambda_k and alpha_k before the x step as they should be."""
    y, z, weight = state.y, state.z, penalty(method, state.k)
    alpha = method.step_size / weight
    for _ in range(method.inner_steps):
        z = z - method.lower_step_size * problem.lower_y(state.x, z)
        y = y - alpha * (problem.upper_y(state.x, y) + weight * problem.lower_y(state.x, y))
    return y, z, weight, alpha


def moved(method, problem, state, y, z, alpha, weight):
    """The x step with the direction f_x + weight (g_x(x, y) - g_x(x, z))."""
    G = problem.upper_x(state.x, y) + weight * (problem.lower_x(state.x, y) - problem.lower_x(state.x, z))
    return State(state.x - method.ratio * alpha * G, y, z, state.k + 1)


@mutant(
    "HYPERGRAD", "f_y is evaluated at z instead of y, as in a public benchmark: lambda has no effect left"
)
class UpperGradientAtPlainCopy(F2SA):
    """y <- y - alpha (f_y(x, z) + lambda g_y(x, y))."""

    def step(self, problem, state, rng):
        x, y, z, weight = state.x, state.y, state.z, penalty(self, state.k)
        alpha = self.step_size / weight
        for _ in range(self.inner_steps):
            z = z - self.lower_step_size * problem.lower_y(x, z)
            y = y - alpha * (problem.upper_y(x, z) + weight * problem.lower_y(x, y))
        return moved(self, problem, state, y, z, alpha, weight)


@mutant("HYPERGRAD", "g_y of the penalised loop is evaluated at z instead of y")
class LowerGradientAtPlainCopy(F2SA):
    """y <- y - alpha (f_y(x, y) + lambda g_y(x, z))."""

    def step(self, problem, state, rng):
        x, y, z, weight = state.x, state.y, state.z, penalty(self, state.k)
        alpha = self.step_size / weight
        for _ in range(self.inner_steps):
            z = z - self.lower_step_size * problem.lower_y(x, z)
            y = y - alpha * (problem.upper_y(x, y) + weight * problem.lower_y(x, z))
        return moved(self, problem, state, y, z, alpha, weight)


@mutant("STALE", "all inner steps of y use the gradient at the first one")
class GradientFrozenInLoop(F2SA):
    """y <- y - T alpha (f_y + lambda g_y)(x, y_k)."""

    def step(self, problem, state, rng):
        _, z, weight, alpha = tracked(self, problem, state)
        G = problem.upper_y(state.x, state.y) + weight * problem.lower_y(state.x, state.y)
        return moved(self, problem, state, state.y - self.inner_steps * alpha * G, z, alpha, weight)


@mutant("TERM", "g_x(x, z) is not subtracted")
class MissingSubtraction(F2SA):
    """x+ = x - xi alpha (f_x + lambda g_x(x, y))."""

    def step(self, problem, state, rng):
        y, z, weight, alpha = tracked(self, problem, state)
        G = problem.upper_x(state.x, y) + weight * problem.lower_x(state.x, y)
        return State(state.x - self.ratio * alpha * G, y, z, state.k + 1)


@mutant("SIGN", "the difference of the lower gradients is taken the other way round")
class SwappedDifference(F2SA):
    """x+ = x - xi alpha (f_x + lambda (g_x(x, z) - g_x(x, y)))."""

    def step(self, problem, state, rng):
        y, z, weight, alpha = tracked(self, problem, state)
        return moved(self, problem, state, y, z, alpha, -weight)


@mutant("SCALE", "the difference of the lower gradients is not multiplied by lambda")
class UnweightedDifference(F2SA):
    """x+ = x - xi alpha (f_x + g_x(x, y) - g_x(x, z))."""

    def step(self, problem, state, rng):
        y, z, _, alpha = tracked(self, problem, state)
        return moved(self, problem, state, y, z, alpha, 1.0)


@mutant("STALE", "the x step uses y_k and z_k of the previous outer iteration")
class PreviousCopiesInUpperStep(F2SA):
    """x+ = x - xi alpha G(x_k, y_k, z_k)."""

    def step(self, problem, state, rng):
        y, z, weight, alpha = tracked(self, problem, state)
        x = moved(self, problem, state, state.y, state.z, alpha, weight).x
        return State(x, y, z, state.k + 1)


@mutant("STATE", "the inner loops start again from the first lower point at every outer step")
class ColdStart(F2SA):
    """y^0 = z^0 = start."""

    def step(self, problem, state, rng):
        again = State(state.x, self.start.copy(), self.start.copy(), state.k)
        y, z, weight, alpha = tracked(self, problem, again)
        return moved(self, problem, state, y, z, alpha, weight)


@mutant("STATE", "the penalised loop starts from z_k: one lower copy is kept instead of two")
class OneLowerCopy(F2SA):
    """y^0 = z_k."""

    def step(self, problem, state, rng):
        y, z, weight, alpha = tracked(self, problem, State(state.x, state.z, state.z, state.k))
        return moved(self, problem, state, y, z, alpha, weight)


@mutant(
    "HYPERGRAD", "implicit differentiation under the name of F2SA: a solve with g_yy replaces the difference"
)
class ImplicitDifferentiation(F2SA):
    """x+ = x - xi alpha (f_x - g_xy g_yy^-1 f_y)(x, z)."""

    def step(self, problem, state, rng):
        y, z, _, alpha = tracked(self, problem, state)
        v = np.linalg.solve(problem.lower_yy(state.x, z), problem.upper_y(state.x, z))
        G = problem.upper_x(state.x, z) - problem.lower_xy(state.x, z) @ v
        return State(state.x - self.ratio * alpha * G, y, z, state.k + 1)


MUTANTS = (
    UpperGradientAtPlainCopy,
    LowerGradientAtPlainCopy,
    GradientFrozenInLoop,
    MissingSubtraction,
    SwappedDifference,
    UnweightedDifference,
    PreviousCopiesInUpperStep,
    ColdStart,
    OneLowerCopy,
    ImplicitDifferentiation,
    *PARAMETER_MUTANTS,
)
