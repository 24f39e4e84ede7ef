"""Named mistakes in AICN, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import add_to_diagonal, identity_like, norm
from refimpl.second_order.aicn import AICN, State
from verification.claim import mutant


class Parts(AICN):
    """AICN cut into the four parts that mutants replace."""

    def step(self, problem, state, rng):
        g, H = problem.gradient(state.x), problem.hessian(state.x)
        n = self.direction(H, g)
        return State(state.x - self.step_size(self.L_est * self.decrement(H, g, n)) * n)

    def direction(self, H, g):
        return np.linalg.solve(H, g)

    def decrement(self, H, g, n):
        return np.sqrt(np.dot(g, n))

    def step_size(self, scaled):
        return 2 / (1 + np.sqrt(1 + 2 * scaled))


@mutant("POWER", "the Euclidean norm of g in place of the local norm")
class EuclideanNorm(Parts):
    """G = |g|."""

    def decrement(self, H, g, n):
        return norm(g)


@mutant("POWER", "the Euclidean length of the Newton direction in place of its local norm")
class EuclideanDirection(Parts):
    """G = |n|."""

    def decrement(self, H, g, n):
        return norm(n)


@mutant("SHAPE", "the local norm with H in place of its inverse")
class HessianNotInverted(Parts):
    """G = sqrt(g'Hg)."""

    def decrement(self, H, g, n):
        return np.sqrt(np.dot(g, H @ g))


@mutant("POWER", "the square root in G is forgotten: L_est multiplies G^2")
class SquaredDecrement(Parts):
    """G = g'n."""

    def decrement(self, H, g, n):
        return np.dot(g, n)


@mutant("SCALE", "L_est stands under the square root of G")
class ConstantUnderRoot(Parts):
    """sqrt(L_est g'n) in place of L_est G."""

    def decrement(self, H, g, n):
        return np.sqrt(np.dot(g, n) / self.L_est)


@mutant(
    "NUMPATH", "alpha = (sqrt(1 + 2 L_est G) - 1)/(L_est G): 0/0 at the minimiser, cancellation before it"
)
class CancellingStepSize(Parts):
    """The same number in exact arithmetic as long as G > 0."""

    def step_size(self, scaled):
        return (np.sqrt(1 + 2 * scaled) - 1) / scaled


@mutant("DAMP", "1e-3 is added to the diagonal of H, for safety")
class RegularisedHessian(Parts):
    """n = (H + 1e-3 I)^{-1} g."""

    def direction(self, H, g):
        return np.linalg.solve(add_to_diagonal(H, 1e-3), g)


@mutant("SHAPE", "only the diagonal of H is used")
class DiagonalHessian(Parts):
    """n = diag(H)^{-1} g."""

    def direction(self, H, g):
        return np.linalg.solve(H * identity_like(H), g)


@mutant("DAMP", "the full Newton step, alpha = 1")
class Undamped(Parts):
    """x+ = x - n."""

    def step_size(self, scaled):
        return 1.0


@mutant("DAMP", "alpha = 1/(1 + L_est G), the step size for self-concordant functions")
class SelfConcordantStep(Parts):
    """x+ = x - n / (1 + L_est G)."""

    def step_size(self, scaled):
        return 1 / (1 + scaled)


@mutant("SCALE", "the factor 2 under the root is lost")
class FactorUnderRoot(Parts):
    """alpha = 2 / (1 + sqrt(1 + L_est G))."""

    def step_size(self, scaled):
        return 2 / (1 + np.sqrt(1 + scaled))


@mutant("SCALE", "the 2 in the numerator of alpha is lost")
class HalfStep(Parts):
    """alpha = 1 / (1 + sqrt(1 + 2 L_est G))."""

    def step_size(self, scaled):
        return 1 / (1 + np.sqrt(1 + 2 * scaled))


@mutant("SIGN", "the step goes uphill")
class Uphill(Parts):
    """x+ = x + alpha n."""

    def step_size(self, scaled):
        return -2 / (1 + np.sqrt(1 + 2 * scaled))


@mutant("SCALE", "L_est is 2 % too large")
class ConstantTooLarge(Parts):
    """alpha for 1.02 L_est."""

    def decrement(self, H, g, n):
        return 1.02 * np.sqrt(np.dot(g, n))


@mutant("SCALE", "L_est is 2 % too small")
class ConstantTooSmall(Parts):
    """alpha for 0.98 L_est."""

    def decrement(self, H, g, n):
        return 0.98 * np.sqrt(np.dot(g, n))


class MemoryState(NamedTuple):
    """Iterate with the Hessian and the decrement of the previous one."""

    x: Any
    H: Any
    G: Any


class Remembering(Parts):
    """The start of mutants that use a quantity of the previous iterate; at x_0 it is the right one."""

    def init(self, problem, x0):
        g, H = problem.gradient(x0), problem.hessian(x0)
        return MemoryState(x0, H, np.sqrt(np.dot(g, np.linalg.solve(H, g))))


@mutant("STALE", "G of the previous iterate")
class StaleDecrement(Remembering):
    """alpha_k from G_{k-1}."""

    def step(self, problem, state, rng):
        g, H = problem.gradient(state.x), problem.hessian(state.x)
        n = self.direction(H, g)
        x = state.x - self.step_size(self.L_est * state.G) * n
        return MemoryState(x, H, self.decrement(H, g, n))


@mutant("STALE", "the Hessian of the previous iterate")
class StaleHessian(Remembering):
    """n_k = H(x_{k-1})^{-1} g_k."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        n = self.direction(state.H, g)
        G = self.decrement(state.H, g, n)
        return MemoryState(state.x - self.step_size(self.L_est * G) * n, problem.hessian(state.x), G)


MUTANTS = (
    EuclideanNorm,
    EuclideanDirection,
    HessianNotInverted,
    SquaredDecrement,
    ConstantUnderRoot,
    CancellingStepSize,
    RegularisedHessian,
    DiagonalHessian,
    Undamped,
    SelfConcordantStep,
    FactorUnderRoot,
    HalfStep,
    Uphill,
    ConstantTooLarge,
    ConstantTooSmall,
    StaleDecrement,
    StaleHessian,
)
