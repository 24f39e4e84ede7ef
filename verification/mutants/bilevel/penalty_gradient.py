"""Named mistakes in the penalty gradient method, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.penalty_gradient import PenaltyGradient, State
from verification.claim import mutant


def tracked(method, problem, state, sigma, inner_steps):
    """y and z after the two inner loops as they should be."""
    y, z = state.y, state.z
    for _ in range(inner_steps):
        z = z - method.lower_step_size * problem.lower_y(state.x, z)
        y = y - method.lower_step_size * (sigma * problem.upper_y(state.x, y) + problem.lower_y(state.x, y))
    return y, z


def moved(method, problem, state, y, z, weight):
    """The x step with the direction f_x + weight (g_x(x, y) - g_x(x, z))."""
    G = problem.upper_x(state.x, y) + weight * (problem.lower_x(state.x, y) - problem.lower_x(state.x, z))
    return State(state.x - method.step_size * G, y, z)


@mutant("HYPERGRAD", "f_y is evaluated at z instead of y")
class UpperGradientAtPlainCopy(PenaltyGradient):
    """y <- y - gamma (sigma f_y(x, z) + g_y(x, y))."""

    def step(self, problem, state, rng):
        x, y, z = state.x, state.y, state.z
        for _ in range(self.inner_steps):
            z = z - self.lower_step_size * problem.lower_y(x, z)
            y = y - self.lower_step_size * (self.sigma * problem.upper_y(x, z) + problem.lower_y(x, y))
        return moved(self, problem, state, y, z, 1.0 / self.sigma)


@mutant("HYPERGRAD", "g_y of the penalised loop is evaluated at z instead of y")
class LowerGradientAtPlainCopy(PenaltyGradient):
    """y <- y - gamma (sigma f_y(x, y) + g_y(x, z))."""

    def step(self, problem, state, rng):
        x, y, z = state.x, state.y, state.z
        for _ in range(self.inner_steps):
            z = z - self.lower_step_size * problem.lower_y(x, z)
            y = y - self.lower_step_size * (self.sigma * problem.upper_y(x, y) + problem.lower_y(x, z))
        return moved(self, problem, state, y, z, 1.0 / self.sigma)


@mutant("SIGN", "the penalised loop ascends the upper objective")
class UpperAscent(PenaltyGradient):
    """y <- y - gamma (-sigma f_y + g_y)."""

    def step(self, problem, state, rng):
        y, z = tracked(self, problem, state, -self.sigma, self.inner_steps)
        return moved(self, problem, state, y, z, 1.0 / self.sigma)


@mutant("TERM", "g_x(x, z) is not subtracted")
class MissingSubtraction(PenaltyGradient):
    """G = f_x + g_x(x, y) / sigma."""

    def step(self, problem, state, rng):
        y, z = tracked(self, problem, state, self.sigma, self.inner_steps)
        G = problem.upper_x(state.x, y) + problem.lower_x(state.x, y) / self.sigma
        return State(state.x - self.step_size * G, y, z)


@mutant("TERM", "f_x is missing")
class MissingUpperGradient(PenaltyGradient):
    """G = (g_x(x, y) - g_x(x, z)) / sigma."""

    def step(self, problem, state, rng):
        y, z = tracked(self, problem, state, self.sigma, self.inner_steps)
        difference = problem.lower_x(state.x, y) - problem.lower_x(state.x, z)
        return State(state.x - (self.step_size / self.sigma) * difference, y, z)


@mutant("SIGN", "the difference of the lower gradients is taken the other way round")
class SwappedDifference(PenaltyGradient):
    """G = f_x + (g_x(x, z) - g_x(x, y)) / sigma."""

    def step(self, problem, state, rng):
        y, z = tracked(self, problem, state, self.sigma, self.inner_steps)
        return moved(self, problem, state, y, z, -1.0 / self.sigma)


@mutant("SCALE", "the difference of the lower gradients is not divided by sigma")
class UndividedDifference(PenaltyGradient):
    """G = f_x + g_x(x, y) - g_x(x, z)."""

    def step(self, problem, state, rng):
        y, z = tracked(self, problem, state, self.sigma, self.inner_steps)
        return moved(self, problem, state, y, z, 1.0)


@mutant("POWER", "the difference of the lower gradients is divided by sigma squared")
class SquaredSigma(PenaltyGradient):
    """G = f_x + (g_x(x, y) - g_x(x, z)) / sigma^2."""

    def step(self, problem, state, rng):
        y, z = tracked(self, problem, state, self.sigma, self.inner_steps)
        return moved(self, problem, state, y, z, 1.0 / (self.sigma * self.sigma))


@mutant("STALE", "the x step uses y_k and z_k of the previous outer iteration")
class PreviousCopiesInUpperStep(PenaltyGradient):
    """x+ = x - eta G(x_k, y_k, z_k)."""

    def step(self, problem, state, rng):
        y, z = tracked(self, problem, state, self.sigma, self.inner_steps)
        return State(moved(self, problem, state, state.y, state.z, 1.0 / self.sigma).x, y, z)


@mutant("STATE", "the penalised loop starts from z_k: one lower copy is kept instead of two")
class OneLowerCopy(PenaltyGradient):
    """y^0 = z_k."""

    def step(self, problem, state, rng):
        merged = State(state.x, state.z, state.z)
        y, z = tracked(self, problem, merged, self.sigma, self.inner_steps)
        return moved(self, problem, state, y, z, 1.0 / self.sigma)


@mutant("TERM", "one inner step is missing")
class OneInnerStepFewer(PenaltyGradient):
    """T - 1 inner steps."""

    def step(self, problem, state, rng):
        y, z = tracked(self, problem, state, self.sigma, self.inner_steps - 1)
        return moved(self, problem, state, y, z, 1.0 / self.sigma)


@mutant("HYPERGRAD", "the implicit hyper-gradient at z replaces the penalty gradient")
class ImplicitDifferentiation(PenaltyGradient):
    """G = (f_x - g_xy g_yy^-1 f_y)(x, z)."""

    def step(self, problem, state, rng):
        y, z = tracked(self, problem, state, self.sigma, self.inner_steps)
        v = np.linalg.solve(problem.lower_yy(state.x, z), problem.upper_y(state.x, z))
        G = problem.upper_x(state.x, z) - problem.lower_xy(state.x, z) @ v
        return State(state.x - self.step_size * G, y, z)


@mutant("SCALE", "sigma is 2 % too large in the penalised loop only")
class LoopSigmaTooLarge(PenaltyGradient):
    """y <- y - gamma (1.02 sigma f_y + g_y)."""

    def step(self, problem, state, rng):
        y, z = tracked(self, problem, state, 1.02 * self.sigma, self.inner_steps)
        return moved(self, problem, state, y, z, 1.0 / self.sigma)


@mutant("SCALE", "the x step is 2 % too long")
class StepTooLong(PenaltyGradient):
    """x+ = x - 1.02 eta G."""

    def step(self, problem, state, rng):
        y, z = tracked(self, problem, state, self.sigma, self.inner_steps)
        x = moved(self, problem, state, y, z, 1.0 / self.sigma).x
        return State(state.x + 1.02 * (x - state.x), y, z)


MUTANTS = (
    UpperGradientAtPlainCopy,
    LowerGradientAtPlainCopy,
    UpperAscent,
    MissingSubtraction,
    MissingUpperGradient,
    SwappedDifference,
    UndividedDifference,
    SquaredSigma,
    PreviousCopiesInUpperStep,
    OneLowerCopy,
    OneInnerStepFewer,
    ImplicitDifferentiation,
    LoopSigmaTooLarge,
    StepTooLong,
)
