"""Named mistakes in Root Newton, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import add_to_diagonal, norm, rational_power
from refimpl.second_order.root_newton import RootNewton, State
from verification.claim import mutant


def newton_direction(problem, x):
    """n = H^{-1} g and G = sqrt(g'n)."""
    g = problem.gradient(x)
    n = np.linalg.solve(problem.hessian(x), g)
    return n, np.sqrt(np.dot(g, n))


def damping(M, G, q):
    """sigma = M^{1/(q-1)} G^{(q-2)/(q-1)}, 0 where G = 0."""
    if G == 0:
        return 0.0 * G
    return rational_power(M, 1, q - 1) * rational_power(G, q - 2, q - 1)


@mutant("POWER", "the exponent of G is 1/2 for every q")
class HalfExponent(RootNewton):
    """sigma = M^{1/(q-1)} G^{1/2}."""

    def step(self, problem, state, rng):
        n, G = newton_direction(problem, state.x)
        sigma = rational_power(self.M, 1, self.smoothness_order - 1) * np.sqrt(G)
        return State(state.x - n / (1 + sigma))


@mutant("POWER", "q stands in the root in place of q - 1")
class OrderInRoot(RootNewton):
    """sigma = M^{1/q} G^{(q-2)/q}."""

    def step(self, problem, state, rng):
        q = self.smoothness_order
        n, G = newton_direction(problem, state.x)
        if G == 0:
            return State(state.x)
        return State(state.x - n / (1 + rational_power(self.M, 1, q) * rational_power(G, q - 2, q)))


@mutant("POWER", "sigma from the Euclidean norm of g")
class EuclideanNorm(RootNewton):
    """G = |g|."""

    def step(self, problem, state, rng):
        n, _ = newton_direction(problem, state.x)
        G = norm(problem.gradient(state.x))
        return State(state.x - n / (1 + damping(self.M, G, self.smoothness_order)))


@mutant("POWER", "the square root in G is forgotten")
class SquaredDecrement(RootNewton):
    """G = g'n."""

    def step(self, problem, state, rng):
        n, G = newton_direction(problem, state.x)
        return State(state.x - n / (1 + damping(self.M, G * G, self.smoothness_order)))


@mutant("SHAPE", "the local norm with H in place of its inverse")
class HessianNotInverted(RootNewton):
    """G = sqrt(g'Hg)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        H = problem.hessian(state.x)
        sigma = damping(self.M, np.sqrt(np.dot(g, H @ g)), self.smoothness_order)
        return State(state.x - np.linalg.solve(H, g) / (1 + sigma))


@mutant("SCALE", "M stands outside the root")
class ConstantOutsideRoot(RootNewton):
    """sigma = M G^{(q-2)/(q-1)}."""

    def step(self, problem, state, rng):
        n, G = newton_direction(problem, state.x)
        return State(state.x - n / (1 + self.M * damping(1.0, G, self.smoothness_order)))


@mutant("DAMP", "the full Newton step, alpha = 1")
class Undamped(RootNewton):
    """x+ = x - n."""

    def step(self, problem, state, rng):
        n, _ = newton_direction(problem, state.x)
        return State(state.x - n)


@mutant("DAMP", "alpha = 1 - sigma, the expansion for small sigma")
class LinearisedStep(RootNewton):
    """x+ = x - (1 - sigma) n."""

    def step(self, problem, state, rng):
        n, G = newton_direction(problem, state.x)
        return State(state.x - (1 - damping(self.M, G, self.smoothness_order)) * n)


@mutant("DAMP", "the step size of AICN")
class CubicNewtonStep(RootNewton):
    """alpha = 2 / (1 + sqrt(1 + 2 M G))."""

    def step(self, problem, state, rng):
        n, G = newton_direction(problem, state.x)
        return State(state.x - 2 / (1 + np.sqrt(1 + 2 * self.M * G)) * n)


@mutant("DAMP", "sigma I is added to H in place of sigma H")
class EuclideanRegularisation(RootNewton):
    """x+ = x - (H + sigma I)^{-1} g."""

    def step(self, problem, state, rng):
        _, G = newton_direction(problem, state.x)
        H = add_to_diagonal(problem.hessian(state.x), damping(self.M, G, self.smoothness_order))
        return State(state.x - np.linalg.solve(H, problem.gradient(state.x)))


@mutant("DAMP", "1e-3 is added to the diagonal of H, for safety")
class RegularisedHessian(RootNewton):
    """n = (H + 1e-3 I)^{-1} g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        n = np.linalg.solve(add_to_diagonal(problem.hessian(state.x), 1e-3), g)
        return State(state.x - n / (1 + damping(self.M, np.sqrt(np.dot(g, n)), self.smoothness_order)))


@mutant("SIGN", "the step goes uphill")
class Uphill(RootNewton):
    """x+ = x + n / (1 + sigma)."""

    def step(self, problem, state, rng):
        n, G = newton_direction(problem, state.x)
        return State(state.x + n / (1 + damping(self.M, G, self.smoothness_order)))


@mutant("SCALE", "the factor 9 of the paper's schedule is applied to an M that already holds it")
class FactorNineTwice(RootNewton):
    """sigma from 9 M."""

    def step(self, problem, state, rng):
        n, G = newton_direction(problem, state.x)
        return State(state.x - n / (1 + damping(9 * self.M, G, self.smoothness_order)))


@mutant("SCALE", "M is 2 % too large")
class ConstantTooLarge(RootNewton):
    """sigma from 1.02 M."""

    def step(self, problem, state, rng):
        n, G = newton_direction(problem, state.x)
        return State(state.x - n / (1 + damping(1.02 * self.M, G, self.smoothness_order)))


@mutant("SCALE", "M is 2 % too small")
class ConstantTooSmall(RootNewton):
    """sigma from 0.98 M."""

    def step(self, problem, state, rng):
        n, G = newton_direction(problem, state.x)
        return State(state.x - n / (1 + damping(0.98 * self.M, G, self.smoothness_order)))


@mutant("BRANCH", "no case for G = 0: at q = 2 the power 0^0 is evaluated as exp(0 log 0)")
class NoZeroCase(RootNewton):
    """The same numbers as long as G > 0."""

    def step(self, problem, state, rng):
        q = self.smoothness_order
        n, G = newton_direction(problem, state.x)
        sigma = rational_power(self.M, 1, q - 1) * rational_power(G, q - 2, q - 1)
        return State(state.x - n / (1 + sigma))


class DecrementState(NamedTuple):
    """Iterate with the decrement of the previous one."""

    x: Any
    G: Any


@mutant("STALE", "G of the previous iterate")
class StaleDecrement(RootNewton):
    """sigma_k from G_{k-1}."""

    def init(self, problem, x0):
        return DecrementState(x0, newton_direction(problem, x0)[1])

    def step(self, problem, state, rng):
        n, G = newton_direction(problem, state.x)
        return DecrementState(state.x - n / (1 + damping(self.M, state.G, self.smoothness_order)), G)


class HessianState(NamedTuple):
    """Iterate with the Hessian of the previous one."""

    x: Any
    H: Any


@mutant("STALE", "the Hessian of the previous iterate")
class StaleHessian(RootNewton):
    """n_k = H(x_{k-1})^{-1} g_k."""

    def init(self, problem, x0):
        return HessianState(x0, problem.hessian(x0))

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        n = np.linalg.solve(state.H, g)
        sigma = damping(self.M, np.sqrt(np.dot(g, n)), self.smoothness_order)
        return HessianState(state.x - n / (1 + sigma), problem.hessian(state.x))


MUTANTS = (
    HalfExponent,
    OrderInRoot,
    EuclideanNorm,
    SquaredDecrement,
    HessianNotInverted,
    ConstantOutsideRoot,
    Undamped,
    LinearisedStep,
    CubicNewtonStep,
    EuclideanRegularisation,
    RegularisedHessian,
    Uphill,
    FactorNineTwice,
    ConstantTooLarge,
    ConstantTooSmall,
    NoZeroCase,
    StaleDecrement,
    StaleHessian,
)
