"""Named mistakes in cubic Newton with lazy Hessians, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.second_order.cubic_model import cubic_step
from refimpl.second_order.lazy_cubic_newton import LazyCubicNewton, State
from verification.claim import mutant
from verification.mutants.second_order.cubic import shared
from verification.mutants.second_order.hessian_schedule import schedule_mutants


class PhaseState(NamedTuple):
    """The state of mutants that remember the first iterate of the phase and its gradient."""

    x: Any
    w: Any
    V: Any
    k: int
    first: Any
    gradient: Any


class RememberingTheStart(LazyCubicNewton):
    """A method that keeps x_pi and g_pi; `from_start` makes the step."""

    from_start: Any

    def init(self, problem, x0):
        nothing = np.zeros_like(x0)
        return PhaseState(x0, nothing, np.outer(nothing, nothing), 0, x0, nothing)

    def step(self, problem, state, rng):
        x, w, V, first, gradient = state.x, state.w, state.V, state.first, state.gradient
        g = problem.gradient(x)
        if state.k % self.period == 0:
            w, V = eigh(problem.hessian(x))
            first, gradient = x, g
        return PhaseState(
            x + self.from_start(w, V, g, x - first, gradient), w, V, state.k + 1, first, gradient
        )


@mutant("STALE", "the gradient is kept for the whole phase, as the Hessian is: one model minimised m times")
class StaleGradient(RememberingTheStart):
    """g_pi with H_pi."""

    def from_start(self, w, V, g, away, gradient):
        return self.displacement(w, V, gradient)


@mutant("STALE", "the cubic term is centred at the point of the Hessian")
class CentredAtTheHessian(RememberingTheStart):
    """argmin <g, h> + <H h, h>/2 + (M/6) |x + h - x_pi|^3: with u = h + x - x_pi its slope at 0 is g - H (x - x_pi)."""

    def from_start(self, w, V, g, away, gradient):
        return cubic_step(w, V, g - V @ (w * (V.T @ away)), self.M) - away


class Scheduled(LazyCubicNewton):
    """The method with another schedule of the Hessian."""

    refreshes: Any

    def step(self, problem, state, rng):
        x, w, V = state.x, state.w, state.V
        if self.refreshes(state.k):
            w, V = eigh(problem.hessian(x))
        return State(x + self.displacement(w, V, problem.gradient(x)), w, V, state.k + 1)


RefreshedLate, RefreshedEarly, NeverRefreshed, AlwaysRefreshed = schedule_mutants(Scheduled)


@mutant("STALE", "the Hessian is renewed after the last step of a phase, but at the point before that step")
class HessianOfOldPoint(LazyCubicNewton):
    """H(x_{pi - 1}) in every phase but the first."""

    def step(self, problem, state, rng):
        x, w, V = state.x, state.w, state.V
        if state.k == 0:
            w, V = eigh(problem.hessian(x))
        after = x + self.displacement(w, V, problem.gradient(x))
        if (state.k + 1) % self.period == 0:
            w, V = eigh(problem.hessian(x))
        return State(after, w, V, state.k + 1)


SCHEDULES = (
    StaleGradient,
    CentredAtTheHessian,
    RefreshedLate,
    RefreshedEarly,
    NeverRefreshed,
    AlwaysRefreshed,
    HessianOfOldPoint,
)

MUTANTS = (*shared(LazyCubicNewton), *SCHEDULES)
