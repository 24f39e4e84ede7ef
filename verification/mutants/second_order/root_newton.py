"""Named mistakes in Root Newton, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import add_to_diagonal, norm, rational_power
from refimpl.second_order.root_newton import RootNewton, State
from verification.claim import mutant


class Parts(RootNewton):
    """Root Newton cut into the four parts that mutants replace."""

    def step(self, problem, state, rng):
        g, H = problem.gradient(state.x), problem.hessian(state.x)
        n = self.direction(H, g)
        G = self.decrement(H, g, n)
        if G == 0:
            return State(state.x)
        return State(state.x - self.damped(self.sigma(G), n))

    def direction(self, H, g):
        return np.linalg.solve(H, g)

    def decrement(self, H, g, n):
        return np.sqrt(np.dot(g, n))

    def sigma(self, G):
        q = self.smoothness_order
        return rational_power(self.M, 1, q - 1) * rational_power(G, q - 2, q - 1)

    def damped(self, sigma, n):
        return n / (1 + sigma)


@mutant("POWER", "the exponent of G is 1/2 for every q")
class HalfExponent(Parts):
    """sigma = M^{1/(q-1)} G^{1/2}."""

    def sigma(self, G):
        return rational_power(self.M, 1, self.smoothness_order - 1) * np.sqrt(G)


@mutant("POWER", "q stands in the root in place of q - 1")
class OrderInRoot(Parts):
    """sigma = M^{1/q} G^{(q-2)/q}."""

    def sigma(self, G):
        q = self.smoothness_order
        return rational_power(self.M, 1, q) * rational_power(G, q - 2, q)


@mutant("POWER", "sigma from the Euclidean norm of g")
class EuclideanNorm(Parts):
    """G = |g|."""

    def decrement(self, H, g, n):
        return norm(g)


@mutant("POWER", "the square root in G is forgotten")
class SquaredDecrement(Parts):
    """G = g'n."""

    def decrement(self, H, g, n):
        return np.dot(g, n)


@mutant("SHAPE", "the local norm with H in place of its inverse")
class HessianNotInverted(Parts):
    """G = sqrt(g'Hg)."""

    def decrement(self, H, g, n):
        return np.sqrt(np.dot(g, H @ g))


@mutant("SCALE", "M stands outside the root")
class ConstantOutsideRoot(Parts):
    """sigma = M G^{(q-2)/(q-1)}."""

    def sigma(self, G):
        return self.M * rational_power(G, self.smoothness_order - 2, self.smoothness_order - 1)


@mutant("DAMP", "the full Newton step, alpha = 1")
class Undamped(Parts):
    """x+ = x - n."""

    def damped(self, sigma, n):
        return n


@mutant("DAMP", "alpha = 1 - sigma, the expansion for small sigma")
class LinearisedStep(Parts):
    """x+ = x - (1 - sigma) n."""

    def damped(self, sigma, n):
        return (1 - sigma) * n


@mutant("DAMP", "the step size of AICN")
class CubicNewtonStep(Parts):
    """alpha = 2 / (1 + sqrt(1 + 2 M G))."""

    def sigma(self, G):
        return (np.sqrt(1 + 2 * self.M * G) - 1) / 2


@mutant("DAMP", "sigma I is added to H in place of sigma H")
class EuclideanRegularisation(Parts):
    """x+ = x - (H + sigma I)^{-1} g."""

    def step(self, problem, state, rng):
        g, H = problem.gradient(state.x), problem.hessian(state.x)
        G = self.decrement(H, g, self.direction(H, g))
        if G == 0:
            return State(state.x)
        return State(state.x - np.linalg.solve(add_to_diagonal(H, self.sigma(G)), g))


@mutant("DAMP", "1e-3 is added to the diagonal of H, for safety")
class RegularisedHessian(Parts):
    """n = (H + 1e-3 I)^{-1} g."""

    def direction(self, H, g):
        return np.linalg.solve(add_to_diagonal(H, 1e-3), g)


@mutant("EPS", "the guard at G = 0 is missing: for q = 2 the logarithm of zero times zero is NaN")
class WithoutGuard(RootNewton):
    """sigma from G = 0."""

    def step(self, problem, state, rng):
        q = self.smoothness_order
        g = problem.gradient(state.x)
        n = np.linalg.solve(problem.hessian(state.x), g)
        G = np.sqrt(np.dot(g, n))
        sigma = rational_power(self.M, 1, q - 1) * rational_power(G, q - 2, q - 1)
        return State(state.x - n / (1 + sigma))


@mutant("SIGN", "the step goes uphill")
class Uphill(Parts):
    """x+ = x + n / (1 + sigma)."""

    def damped(self, sigma, n):
        return -n / (1 + sigma)


@mutant("SCALE", "the factor 9 of the paper's schedule is applied to an M that already holds it")
class FactorNineTwice(Parts):
    """sigma from 9 M."""

    def sigma(self, G):
        q = self.smoothness_order
        return rational_power(9 * self.M, 1, q - 1) * rational_power(G, q - 2, q - 1)


@mutant("SCALE", "M is 2 % too large")
class ConstantTooLarge(Parts):
    """sigma from 1.02 M."""

    def sigma(self, G):
        q = self.smoothness_order
        return rational_power(1.02 * self.M, 1, q - 1) * rational_power(G, q - 2, q - 1)


@mutant("SCALE", "M is 2 % too small")
class ConstantTooSmall(Parts):
    """sigma from 0.98 M."""

    def sigma(self, G):
        q = self.smoothness_order
        return rational_power(0.98 * self.M, 1, q - 1) * rational_power(G, q - 2, q - 1)


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
    """sigma_k from G_{k-1}."""

    def step(self, problem, state, rng):
        g, H = problem.gradient(state.x), problem.hessian(state.x)
        n = self.direction(H, g)
        if state.G == 0:
            return state
        return MemoryState(state.x - self.damped(self.sigma(state.G), n), H, self.decrement(H, g, n))


@mutant("STALE", "the Hessian of the previous iterate")
class StaleHessian(Remembering):
    """n_k = H(x_{k-1})^{-1} g_k."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        n = self.direction(state.H, g)
        G = self.decrement(state.H, g, n)
        if G == 0:
            return state
        return MemoryState(state.x - self.damped(self.sigma(G), n), problem.hessian(state.x), G)


MUTANTS = (
    WithoutGuard,
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
    StaleDecrement,
    StaleHessian,
)
