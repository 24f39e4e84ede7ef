"""Named mistakes in Newton with lazy Hessians, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import eigh, identity_like, norm
from refimpl.second_order.lazy_newton import LazyNewton, State
from verification.claim import mutant
from verification.mutants.formats import in_single
from verification.mutants.second_order.hessian_schedule import schedule_mutants


class Parts(LazyNewton):
    """The method cut into the parts that mutants replace."""

    def step(self, problem, state, rng):
        x, w, V = state.x, state.w, state.V
        if self.refreshes(state.k):
            w, V = self.decomposition(problem.hessian(x))
        g = problem.gradient(x)
        if norm(g) == 0:
            return State(x, w, V, state.k + 1)
        return State(x - self.direction(g, w, V, self.shift(g)), w, V, state.k + 1)

    def refreshes(self, k):
        return k % self.period == 0

    def decomposition(self, H):
        return eigh(H)

    def shift(self, g):
        return np.sqrt(self.M * norm(g))

    def direction(self, g, w, V, shift):
        return V @ ((V.T @ g) / (w + shift))


RefreshedLate, RefreshedEarly, NeverRefreshed, AlwaysRefreshed = schedule_mutants(Parts)


class PhaseState(NamedTuple):
    """The state of mutants that remember the gradient of the phase's first iterate."""

    x: Any
    w: Any
    V: Any
    k: int
    first: Any


class RememberingFirstGradient(LazyNewton):
    """A method that keeps g at x_pi; `gradients` says which one regularises and which one steps."""

    def gradients(self, g, first):
        return g, g

    def init(self, problem, x0):
        nothing = np.zeros_like(x0)
        return PhaseState(x0, nothing, np.outer(nothing, nothing), 0, nothing)

    def step(self, problem, state, rng):
        x, w, V, first = state.x, state.w, state.V, state.first
        g = problem.gradient(x)
        if state.k % self.period == 0:
            w, V = eigh(problem.hessian(x))
            first = g
        regularising, stepping = self.gradients(g, first)
        if norm(regularising) == 0:
            return PhaseState(x, w, V, state.k + 1, first)
        shift = np.sqrt(self.M * norm(regularising))
        return PhaseState(x - V @ ((V.T @ stepping) / (w + shift)), w, V, state.k + 1, first)


@mutant("STALE", "the gradient is kept for the whole phase, as the Hessian is")
class StaleGradient(RememberingFirstGradient):
    """(H(x_pi) + lambda I)^{-1} g_pi with lambda = sqrt(M |g_pi|)."""

    def gradients(self, g, first):
        return first, first


@mutant("STALE", "lambda is kept for the whole phase, as the Hessian is")
class StaleRegularisation(RememberingFirstGradient):
    """lambda = sqrt(M |g_pi|)."""

    def gradients(self, g, first):
        return first, g


@mutant("POWER", "lambda is linear in the norm of the gradient")
class LinearRegularisation(Parts):
    """lambda = M |g|."""

    def shift(self, g):
        return self.M * norm(g)


@mutant("POWER", "the square root in lambda covers the norm only")
class RootOfNormOnly(Parts):
    """lambda = M sqrt(|g|)."""

    def shift(self, g):
        return self.M * np.sqrt(norm(g))


@mutant("TERM", "the regularisation is missing: pure lazy Newton")
class WithoutRegularisation(Parts):
    """lambda = 0."""

    def direction(self, g, w, V, shift):
        return V @ ((V.T @ g) / w)


@mutant("SIGN", "lambda is subtracted from the Hessian")
class RegularisationSubtracted(Parts):
    """(H - lambda I)^{-1} g."""

    def direction(self, g, w, V, shift):
        return V @ ((V.T @ g) / (w - shift))


@mutant("SIGN", "the step goes uphill")
class Uphill(Parts):
    """x + (H + lambda I)^{-1} g."""

    def direction(self, g, w, V, shift):
        return -(V @ ((V.T @ g) / (w + shift)))


@mutant("STALE", "the Hessian is renewed after the last step of a phase, but at the point before that step")
class HessianOfOldPoint(LazyNewton):
    """H(x_{pi - 1}) in every phase but the first."""

    def step(self, problem, state, rng):
        x, w, V = state.x, state.w, state.V
        if state.k == 0:
            w, V = eigh(problem.hessian(x))
        g = problem.gradient(x)
        if norm(g) == 0:
            return State(x, w, V, state.k + 1)
        after = x - V @ ((V.T @ g) / (w + np.sqrt(self.M * norm(g))))
        if (state.k + 1) % self.period == 0:
            w, V = eigh(problem.hessian(x))
        return State(after, w, V, state.k + 1)


@mutant("STATE", "the Hessian at x_0 is not taken: the first phase runs with H = 0")
class FirstHessianForgotten(Parts):
    """x - g / lambda for k < m."""

    def init(self, problem, x0):
        nothing = np.zeros_like(x0)
        return State(x0, nothing, identity_like(np.outer(nothing, nothing)), 0)

    def refreshes(self, k):
        return k > 0 and k % self.period == 0


@mutant("SHAPE", "only the diagonal of the Hessian is used")
class DiagonalHessian(Parts):
    """diag(H)."""

    def decomposition(self, H):
        return eigh(H * identity_like(H))


@mutant("SCALE", "M is 2 % too large")
class ConstantTooLarge(Parts):
    """lambda = sqrt(1.02 M |g|)."""

    def shift(self, g):
        return np.sqrt(1.02 * self.M * norm(g))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Parts):
    """1.02 times the step."""

    def direction(self, g, w, V, shift):
        return 1.02 * (V @ ((V.T @ g) / (w + shift)))


@mutant("NUMPATH", "the eigendecomposition is one in float32")
class SingleEigenvalues(Parts):
    """w and V to 24 bits."""

    def decomposition(self, H):
        w, V = eigh(H)
        return in_single(w), in_single(V)


@mutant("EPS", "no guard at a zero gradient: 0/0 where the Hessian is singular")
class UnguardedZeroGradient(Parts):
    """The linear system is solved also where lambda = 0."""

    def step(self, problem, state, rng):
        w, V = state.w, state.V
        if self.refreshes(state.k):
            w, V = self.decomposition(problem.hessian(state.x))
        g = problem.gradient(state.x)
        return State(state.x - self.direction(g, w, V, self.shift(g)), w, V, state.k + 1)


MUTANTS = (
    StaleGradient,
    StaleRegularisation,
    LinearRegularisation,
    RootOfNormOnly,
    WithoutRegularisation,
    RegularisationSubtracted,
    Uphill,
    RefreshedLate,
    RefreshedEarly,
    HessianOfOldPoint,
    FirstHessianForgotten,
    NeverRefreshed,
    AlwaysRefreshed,
    DiagonalHessian,
    ConstantTooLarge,
    StepTooLong,
    SingleEigenvalues,
    UnguardedZeroGradient,
)
