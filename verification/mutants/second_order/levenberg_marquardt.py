"""Named mistakes in Levenberg-Marquardt, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.second_order.levenberg_marquardt import LevenbergMarquardt, State
from verification.claim import mutant


class Reused(NamedTuple):
    """A state that keeps the residual of the last trial."""

    x: Any
    damping: float
    nu: float
    r: Any


def stepped(self, problem, state, *, promised=None, accepted=None, factors=None, direction=None):
    """The step of the reference with single quantities replaced by functions of what is known."""
    x = state.x
    r = problem.residual(x)
    g = problem.jacobian_transpose_vector(x, r)
    D = self.scale(problem, x)
    d = self.direction(problem, x, g, D, state.damping * D)
    d = direction(d) if direction else d
    linear = r + problem.jacobian_vector(x, d)
    model = (np.dot(r, r) - np.dot(linear, linear)) / 2
    model = promised(model, g, d, D) if promised else model
    tried = problem.residual(x + d)
    gain = (np.dot(r, r) - np.dot(tried, tried)) / 2
    if (gain > 0) if accepted is None else accepted(gain):
        relaxed = self.relaxed(state.damping, gain / model)
        return State(x + d, factors(state.damping, relaxed, state.nu)[0] if factors else relaxed, 2.0)
    raised = factors(state.damping, state.damping, state.nu)[1] if factors else state.nu * state.damping
    return State(x, raised, 2 * state.nu)


@mutant("SIGN", "the step has the sign of the gradient")
class Ascent(LevenbergMarquardt):
    """d = (J'J + lambda D)^{-1} g."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, direction=lambda d: -d)


@mutant("SCALE", "the promised reduction has no half")
class PromisedWithoutHalf(LevenbergMarquardt):
    """|r|^2 - |r + J d|^2."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, promised=lambda model, g, d, D: 2 * model)


@mutant("TERM", "the promised reduction is linear")
class LinearPromise(LevenbergMarquardt):
    """-g'd."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, promised=lambda model, g, d, D: -np.dot(g, d))


@mutant("TERM", "the promised reduction forgets the damping: d'(-g)/2")
class PromiseWithoutDamping(LevenbergMarquardt):
    """-g'd/2."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, promised=lambda model, g, d, D: -np.dot(g, d) / 2)


@mutant("DAMP", "the damping moves in the wrong direction")
class DampingReversed(LevenbergMarquardt):
    """lambda / relaxed after success, lambda / nu after failure."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, factors=lambda now, relaxed, nu: (now * now / relaxed, now / nu))


@mutant("DAMP", "every step is accepted")
class AlwaysAccepted(LevenbergMarquardt):
    """x+ = x + d."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, accepted=lambda gain: True)


@mutant("STATE", "the factor of rejections is not reset")
class FactorNotReset(LevenbergMarquardt):
    """nu+ = nu after success."""

    def step(self, problem, state, rng):
        found = stepped(self, problem, state)
        return found._replace(nu=np.maximum(found.nu, state.nu))


@mutant("STATE", "the factor of rejections does not grow")
class FactorConstant(LevenbergMarquardt):
    """nu = 2."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state)._replace(nu=2.0)


@mutant("POWER", "the damping changes by the square of the ratio instead of its cube")
class SquaredRatio(LevenbergMarquardt):
    """1 - (2 rho - 1)^2."""

    def relaxed(self, damping, ratio):
        return np.maximum(damping / 3, damping * (1 - np.square(2 * ratio - 1)))


@mutant("BRANCH", "the damping may fall without bound in one step")
class NoLeastFactor(LevenbergMarquardt):
    """max(2^-10, 1 - (2 rho - 1)^3)."""

    def relaxed(self, damping, ratio):
        away = 2 * ratio - 1
        return np.maximum(2.0**-10 * damping, damping * (1 - away * away * away))


@mutant("POWER", "the root of the damping multiplies the diagonal")
class RootOfDamping(LevenbergMarquardt):
    """J'J + sqrt(lambda) D."""

    def direction(self, problem, x, g, D, shift):
        return super().direction(problem, x, g, D, np.sqrt(shift * D))


@mutant("TERM", "the system has no damping, only the preconditioner")
class DampingForgotten(LevenbergMarquardt):
    """J'J d = -g."""

    def direction(self, problem, x, g, D, shift):
        return super().direction(problem, x, g, D, 0 * shift)


@mutant("PROX", "the conjugate gradients are not preconditioned")
class Unpreconditioned(LevenbergMarquardt):
    """M = I."""

    def direction(self, problem, x, g, D, shift):
        return super().direction(problem, x, g, np.ones_like(D), shift)


@mutant("SCHED", "one iteration fewer is made")
class OneIterationFewer(LevenbergMarquardt):
    """d_{j-1}."""

    def direction(self, problem, x, g, D, shift):
        fewer = self._replace(iterations=self.iterations - 1)
        return LevenbergMarquardt.direction(fewer, problem, x, g, D, shift)


@mutant("STALE", "the residual of a rejected trial is used in the next step")
class RejectedResidual(LevenbergMarquardt):
    """r = r(x + d) after a rejection."""

    def init(self, problem, x0):
        return Reused(x0, self.damping, 2.0, problem.residual(x0))

    def step(self, problem, state, rng):
        found = stepped(self, With(problem, state.x, state.r), State(*state[:3]))
        d = self.tried(problem, state)
        return Reused(found.x, found.damping, found.nu, problem.residual(state.x + d))

    def tried(self, problem, state):
        """The displacement that was tried."""
        D = self.scale(problem, state.x)
        g = problem.jacobian_transpose_vector(state.x, state.r)
        return self.direction(problem, state.x, g, D, state.damping * D)


class Warm(NamedTuple):
    """A state that keeps the step that was tried last."""

    x: Any
    damping: float
    nu: float
    d: Any


@mutant("STATE", "the conjugate gradients start at the step tried before, not at zero")
class WarmStart(LevenbergMarquardt):
    """d_0 = d of the step before: what they solve for is the rest."""

    def init(self, problem, x0):
        return Warm(x0, self.damping, 2.0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        x = state.x
        tried: list[Any] = []

        def warm(d):
            shift = state.damping * D
            rest = g + self.product(problem, x, shift, state.d)
            tried.append(state.d + self.direction(problem, x, rest, D, shift))
            return tried[0]

        D = self.scale(problem, x)
        g = problem.jacobian_transpose_vector(x, problem.residual(x))
        found = stepped(self, problem, State(*state[:3]), direction=warm)
        return Warm(found.x, found.damping, found.nu, tried[0])


class With(NamedTuple):
    """The problem with another residual at x."""

    problem: Any
    x: Any
    r: Any

    def residual(self, x):
        """r at x itself."""
        return self.r if x is self.x else self.problem.residual(x)

    def jacobian_vector(self, x, v):
        """J(x) v."""
        return self.problem.jacobian_vector(x, v)

    def jacobian_transpose_vector(self, x, u):
        """J(x)'u."""
        return self.problem.jacobian_transpose_vector(x, u)

    def jacobian_squares(self, x):
        """The diagonal of J(x)'J(x)."""
        return self.problem.jacobian_squares(x)


MUTANTS = (
    Ascent, PromisedWithoutHalf, LinearPromise, PromiseWithoutDamping, DampingReversed, AlwaysAccepted, FactorNotReset,
    FactorConstant, SquaredRatio, NoLeastFactor, RootOfDamping, DampingForgotten, Unpreconditioned, OneIterationFewer,
    RejectedResidual, WarmStart,
)  # fmt: skip
