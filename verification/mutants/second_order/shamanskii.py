"""Named mistakes in Shamanskii's method, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import add_to_diagonal, identity_like
from refimpl.second_order.shamanskii import Shamanskii, State
from verification.claim import mutant
from verification.mutants.second_order.hessian_schedule import schedule_mutants


class Parts(Shamanskii):
    """The method cut into the parts that mutants replace."""

    def step(self, problem, state, rng):
        H = state.H
        if self.refreshes(state.k):
            H = problem.hessian(state.x)
        return State(state.x - self.direction(H, problem.gradient(state.x)), H, state.k + 1)

    def refreshes(self, k):
        return k % self.period == 0

    def direction(self, H, g):
        return np.linalg.solve(H, g)


RefreshedLate, RefreshedEarly, NeverRefreshed, AlwaysRefreshed = schedule_mutants(
    Parts,
    never="the Hessian is never renewed: the chord method",
    always="the Hessian is renewed at every step: Newton's method",
)


class PhaseState(NamedTuple):
    """The state of a mutant that keeps the gradient of the phase's first iterate."""

    x: Any
    H: Any
    k: int
    first: Any


@mutant("STALE", "the gradient is kept for the whole phase, as the Hessian is")
class StaleGradient(Shamanskii):
    """H(x_pi)^{-1} g_pi."""

    def init(self, problem, x0):
        return PhaseState(x0, np.outer(x0, x0), 0, x0)

    def step(self, problem, state, rng):
        H, first = state.H, state.first
        if state.k % self.period == 0:
            H, first = problem.hessian(state.x), problem.gradient(state.x)
        return PhaseState(state.x - np.linalg.solve(H, first), H, state.k + 1, first)


@mutant("STALE", "the Hessian is renewed after the last step of a phase, but at the point before that step")
class HessianOfOldPoint(Shamanskii):
    """H(x_{pi - 1}) in every phase but the first."""

    def step(self, problem, state, rng):
        fresh = problem.hessian(state.x)
        H = fresh if state.k == 0 else state.H
        after = state.x - np.linalg.solve(H, problem.gradient(state.x))
        if (state.k + 1) % self.period == 0:
            H = fresh
        return State(after, H, state.k + 1)


@mutant("SIGN", "the step goes uphill")
class Uphill(Parts):
    """x + H^{-1} g."""

    def direction(self, H, g):
        return -np.linalg.solve(H, g)


@mutant("SHAPE", "only the diagonal of the Hessian is used")
class DiagonalHessian(Parts):
    """diag(H)^{-1} g."""

    def direction(self, H, g):
        return np.linalg.solve(H * identity_like(H), g)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Parts):
    """1.02 times the step."""

    def direction(self, H, g):
        return 1.02 * np.linalg.solve(H, g)


@mutant("DAMP", "1e-3 is added to the diagonal of H, for safety")
class RegularisedHessian(Parts):
    """(H + 1e-3 I)^{-1} g."""

    def direction(self, H, g):
        return np.linalg.solve(add_to_diagonal(H, 1e-3), g)


MUTANTS = (
    StaleGradient,
    RefreshedLate,
    RefreshedEarly,
    HessianOfOldPoint,
    NeverRefreshed,
    AlwaysRefreshed,
    Uphill,
    DiagonalHessian,
    StepTooLong,
    RegularisedHessian,
)
