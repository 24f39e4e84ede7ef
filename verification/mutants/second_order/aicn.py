"""Named mistakes in AICN, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import add_to_diagonal, identity_like, norm
from refimpl.second_order.aicn import AICN, State
from verification.claim import mutant


def newton_direction(problem, x):
    """n = H^{-1} g and g'n = G^2."""
    g = problem.gradient(x)
    n = np.linalg.solve(problem.hessian(x), g)
    return n, np.dot(g, n)


def step_size(scaled):
    """alpha for the scaled decrement L_est G."""
    return 2 / (1 + np.sqrt(1 + 2 * scaled))


@mutant("POWER", "the Euclidean norm of g in place of the local norm")
class EuclideanNorm(AICN):
    """G = |g|."""

    def step(self, problem, state, rng):
        n, _ = newton_direction(problem, state.x)
        return State(state.x - step_size(self.L_est * norm(problem.gradient(state.x))) * n)


@mutant("POWER", "the Euclidean length of the Newton direction in place of its local norm")
class EuclideanDirection(AICN):
    """G = |n|."""

    def step(self, problem, state, rng):
        n, _ = newton_direction(problem, state.x)
        return State(state.x - step_size(self.L_est * norm(n)) * n)


@mutant("SHAPE", "the local norm with H in place of its inverse")
class HessianNotInverted(AICN):
    """G = sqrt(g'Hg)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        H = problem.hessian(state.x)
        scaled = self.L_est * np.sqrt(np.dot(g, H @ g))
        return State(state.x - step_size(scaled) * np.linalg.solve(H, g))


@mutant("POWER", "the square root in G is forgotten: L_est multiplies G^2")
class SquaredDecrement(AICN):
    """G = g'n."""

    def step(self, problem, state, rng):
        n, squared = newton_direction(problem, state.x)
        return State(state.x - step_size(self.L_est * squared) * n)


@mutant("SCALE", "L_est stands under the square root of G")
class ConstantUnderRoot(AICN):
    """L_est G = sqrt(L_est g'n)."""

    def step(self, problem, state, rng):
        n, squared = newton_direction(problem, state.x)
        return State(state.x - step_size(np.sqrt(self.L_est * squared)) * n)


@mutant("NUMPATH", "alpha = (sqrt(1 + 2 L_est G) - 1)/(L_est G): 0/0 at the minimiser, cancellation before it")
class CancellingStepSize(AICN):
    """The same number in exact arithmetic as long as G > 0."""

    def step(self, problem, state, rng):
        n, squared = newton_direction(problem, state.x)
        scaled = self.L_est * np.sqrt(squared)
        return State(state.x - (np.sqrt(1 + 2 * scaled) - 1) / scaled * n)


@mutant("DAMP", "1e-3 is added to the diagonal of H, for safety")
class RegularisedHessian(AICN):
    """n = (H + 1e-3 I)^{-1} g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        n = np.linalg.solve(add_to_diagonal(problem.hessian(state.x), 1e-3), g)
        return State(state.x - step_size(self.L_est * np.sqrt(np.dot(g, n))) * n)


@mutant("SHAPE", "only the diagonal of H is used")
class DiagonalHessian(AICN):
    """n = diag(H)^{-1} g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        H = problem.hessian(state.x)
        n = np.linalg.solve(H * identity_like(H), g)
        return State(state.x - step_size(self.L_est * np.sqrt(np.dot(g, n))) * n)


@mutant("DAMP", "the full Newton step, alpha = 1")
class Undamped(AICN):
    """x+ = x - n."""

    def step(self, problem, state, rng):
        n, _ = newton_direction(problem, state.x)
        return State(state.x - n)


@mutant("DAMP", "alpha = 1/(1 + L_est G), the step size for self-concordant functions")
class SelfConcordantStep(AICN):
    """x+ = x - n / (1 + L_est G)."""

    def step(self, problem, state, rng):
        n, squared = newton_direction(problem, state.x)
        return State(state.x - n / (1 + self.L_est * np.sqrt(squared)))


@mutant("SCALE", "the factor 2 under the root is lost")
class FactorUnderRoot(AICN):
    """alpha = 2 / (1 + sqrt(1 + L_est G))."""

    def step(self, problem, state, rng):
        n, squared = newton_direction(problem, state.x)
        return State(state.x - step_size(0.5 * self.L_est * np.sqrt(squared)) * n)


@mutant("SCALE", "the 2 in the numerator of alpha is lost")
class HalfStep(AICN):
    """alpha = 1 / (1 + sqrt(1 + 2 L_est G))."""

    def step(self, problem, state, rng):
        n, squared = newton_direction(problem, state.x)
        return State(state.x - 0.5 * step_size(self.L_est * np.sqrt(squared)) * n)


@mutant("SIGN", "the step goes uphill")
class Uphill(AICN):
    """x+ = x + alpha n."""

    def step(self, problem, state, rng):
        n, squared = newton_direction(problem, state.x)
        return State(state.x + step_size(self.L_est * np.sqrt(squared)) * n)


@mutant("SCALE", "L_est is 2 % too large")
class ConstantTooLarge(AICN):
    """alpha for 1.02 L_est."""

    def step(self, problem, state, rng):
        n, squared = newton_direction(problem, state.x)
        return State(state.x - step_size(1.02 * self.L_est * np.sqrt(squared)) * n)


@mutant("SCALE", "L_est is 2 % too small")
class ConstantTooSmall(AICN):
    """alpha for 0.98 L_est."""

    def step(self, problem, state, rng):
        n, squared = newton_direction(problem, state.x)
        return State(state.x - step_size(0.98 * self.L_est * np.sqrt(squared)) * n)


class DecrementState(NamedTuple):
    """Iterate with the decrement of the previous one."""

    x: Any
    G: Any


@mutant("STALE", "G of the previous iterate")
class StaleDecrement(AICN):
    """alpha_k from G_{k-1}."""

    def init(self, problem, x0):
        return DecrementState(x0, np.sqrt(newton_direction(problem, x0)[1]))

    def step(self, problem, state, rng):
        n, squared = newton_direction(problem, state.x)
        return DecrementState(state.x - step_size(self.L_est * state.G) * n, np.sqrt(squared))


class HessianState(NamedTuple):
    """Iterate with the Hessian of the previous one."""

    x: Any
    H: Any


@mutant("STALE", "the Hessian of the previous iterate")
class StaleHessian(AICN):
    """n_k = H(x_{k-1})^{-1} g_k."""

    def init(self, problem, x0):
        return HessianState(x0, problem.hessian(x0))

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        n = np.linalg.solve(state.H, g)
        alpha = step_size(self.L_est * np.sqrt(np.dot(g, n)))
        return HessianState(state.x - alpha * n, problem.hessian(state.x))


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
