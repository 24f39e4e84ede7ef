"""Named mistakes in Newton's method, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import add_to_diagonal, identity_like
from refimpl.second_order.newton import Newton, State
from verification.claim import mutant


class Parts(Newton):
    """Newton's method with the direction as a part that mutants replace."""

    def step(self, problem, state, rng):
        n = self.direction(problem.hessian(state.x), problem.gradient(state.x))
        return State(state.x - self.step_size * n)

    def direction(self, H, g):
        return np.linalg.solve(H, g)


@mutant("TERM", "the Hessian is left out: gradient descent")
class GradientStep(Parts):
    """x - eta g."""

    def direction(self, H, g):
        return g


@mutant("SHAPE", "the Hessian multiplies the gradient in place of its inverse")
class HessianNotInverted(Parts):
    """x - eta H g."""

    def direction(self, H, g):
        return H @ g


@mutant("SHAPE", "only the diagonal of the Hessian is used")
class DiagonalHessian(Parts):
    """diag(H)^{-1} g."""

    def direction(self, H, g):
        return np.linalg.solve(H * identity_like(H), g)


@mutant("SIGN", "the step goes uphill")
class Uphill(Parts):
    """x + eta H^{-1} g."""

    def direction(self, H, g):
        return -np.linalg.solve(H, g)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Parts):
    """1.02 times the step."""

    def direction(self, H, g):
        return 1.02 * np.linalg.solve(H, g)


@mutant("DAMP", "the step is halved, for safety")
class HalfStep(Parts):
    """Half the step."""

    def direction(self, H, g):
        return np.linalg.solve(H, g) / 2


@mutant("DAMP", "1e-3 is added to the diagonal of H, for safety")
class RegularisedHessian(Parts):
    """(H + 1e-3 I)^{-1} g."""

    def direction(self, H, g):
        return np.linalg.solve(add_to_diagonal(H, 1e-3), g)


class MemoryState(NamedTuple):
    """Iterate with a Hessian of an earlier one."""

    x: Any
    H: Any


class Remembering(Newton):
    """The start of mutants that use a Hessian of an earlier iterate; at x_0 it is the right one."""

    def init(self, problem, x0):
        return MemoryState(x0, problem.hessian(x0))


@mutant("STALE", "the Hessian at x_0 is kept: the chord method")
class NeverRefreshed(Remembering):
    """H(x_0)^{-1} g."""

    def step(self, problem, state, rng):
        n = np.linalg.solve(state.H, problem.gradient(state.x))
        return MemoryState(state.x - self.step_size * n, state.H)


@mutant("STALE", "the Hessian of the previous iterate")
class StaleHessian(Remembering):
    """H(x_{k-1})^{-1} g_k."""

    def step(self, problem, state, rng):
        n = np.linalg.solve(state.H, problem.gradient(state.x))
        return MemoryState(state.x - self.step_size * n, problem.hessian(state.x))


MUTANTS = (
    GradientStep,
    HessianNotInverted,
    DiagonalHessian,
    Uphill,
    StepTooLong,
    HalfStep,
    RegularisedHessian,
    NeverRefreshed,
    StaleHessian,
)
