"""Named mistakes in regularised Newton, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import add_to_diagonal, identity_like, norm
from refimpl.second_order.regularised_newton import RegularisedNewton
from verification.claim import mutant


@mutant("POWER", "lambda is linear in the norm of the gradient")
class LinearRegularisation(RegularisedNewton):
    """lambda = M |g|."""

    def shift(self, size):
        return self.M * size


@mutant("POWER", "the square root in lambda covers the norm only")
class RootOfNormOnly(RegularisedNewton):
    """lambda = M sqrt(|g|)."""

    def shift(self, size):
        return self.M * np.sqrt(size)


@mutant("SCALE", "M is taken for H_c = L/2 although it is L: twice the constant")
class ConstantDoubled(RegularisedNewton):
    """lambda = sqrt(2 M |g|)."""

    def shift(self, size):
        return np.sqrt(2 * self.M * size)


@mutant("SCALE", "M is 2 % too large")
class ConstantTooLarge(RegularisedNewton):
    """lambda = sqrt(1.02 M |g|)."""

    def shift(self, size):
        return np.sqrt(1.02 * self.M * size)


@mutant("TERM", "the regularisation is missing: Newton's method")
class WithoutRegularisation(RegularisedNewton):
    """H^{-1} g."""

    def displacement(self, H, g, shift):
        return np.linalg.solve(H, g)


@mutant("SIGN", "lambda is subtracted from the Hessian")
class RegularisationSubtracted(RegularisedNewton):
    """(H - lambda I)^{-1} g."""

    def displacement(self, H, g, shift):
        return np.linalg.solve(add_to_diagonal(H, -shift), g)


@mutant("SHAPE", "the diagonal of the Hessian is scaled by 1 + lambda, as Marquardt does")
class DiagonalScaled(RegularisedNewton):
    """(H + lambda diag H)^{-1} g."""

    def displacement(self, H, g, shift):
        return np.linalg.solve(H + shift * (H * identity_like(H)), g)


@mutant("SHAPE", "only the diagonal of the Hessian is used")
class DiagonalHessian(RegularisedNewton):
    """(diag H + lambda I)^{-1} g."""

    def displacement(self, H, g, shift):
        return np.linalg.solve(add_to_diagonal(H * identity_like(H), shift), g)


@mutant("SIGN", "the step goes uphill")
class Uphill(RegularisedNewton):
    """x + (H + lambda I)^{-1} g."""

    def displacement(self, H, g, shift):
        return -np.linalg.solve(add_to_diagonal(H, shift), g)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(RegularisedNewton):
    """1.02 times the step."""

    def displacement(self, H, g, shift):
        return 1.02 * np.linalg.solve(add_to_diagonal(H, shift), g)


@mutant("EPS", "no guard at a zero gradient: 0/0 where the Hessian is singular")
class UnguardedZeroGradient(RegularisedNewton):
    """The linear system is solved also where lambda = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        H = problem.hessian(state.x)
        return state._replace(x=state.x - self.displacement(H, g, self.shift(norm(g))))


class MemoryState(NamedTuple):
    """Iterate with the gradient and the Hessian of the previous one."""

    x: Any
    g: Any
    H: Any


class Remembering(RegularisedNewton):
    """The start of mutants that use a quantity of the previous iterate; at x_0 it is the right one."""

    from_memory: Any

    def init(self, problem, x0):
        return MemoryState(x0, problem.gradient(x0), problem.hessian(x0))

    def step(self, problem, state, rng):
        g, H = problem.gradient(state.x), problem.hessian(state.x)
        if norm(g) == 0:
            return state
        return MemoryState(state.x - self.from_memory(state, g, H), g, H)


@mutant("STALE", "lambda from the gradient of the previous iterate")
class StaleRegularisation(Remembering):
    """lambda_k from |g_{k-1}|."""

    def from_memory(self, state, g, H):
        return self.displacement(H, g, self.shift(norm(state.g)))


@mutant("STALE", "the Hessian of the previous iterate")
class StaleHessian(Remembering):
    """H_{k-1} with g_k."""

    def from_memory(self, state, g, H):
        return self.displacement(state.H, g, self.shift(norm(g)))


MUTANTS = (
    LinearRegularisation,
    RootOfNormOnly,
    ConstantDoubled,
    ConstantTooLarge,
    WithoutRegularisation,
    RegularisationSubtracted,
    DiagonalScaled,
    DiagonalHessian,
    Uphill,
    StepTooLong,
    StaleRegularisation,
    StaleHessian,
)
