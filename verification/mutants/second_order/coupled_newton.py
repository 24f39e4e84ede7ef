"""Named mistakes in the coupled Newton iteration."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal, identity_like, norm
from refimpl.second_order.coupled_newton import CoupledNewton, State
from verification.claim import mutant
from verification.mutants.formats import in_single


def start(algorithm, problem, x0, z, root=None):
    """The start with another scale z of A, or with X_0 = root I."""
    A = problem.mean_hessian()
    root = np.exp(np.log(z) / algorithm.order) if root is None else root
    return State(x0, root * identity_like(A), z * A)


def step(algorithm, state, *, shift=1, divisor=0, power=0):
    """T = ((p + shift) I - M)/(p + divisor), M+ = T^{p + power} M."""
    p, M = algorithm.order, state.M
    T = add_to_diagonal(-M, 1.0 * (p + shift)) / (p + divisor)
    for _ in range(p + power):
        M = T @ M
    X = state.X @ T
    return State(X.ravel(), X, M)


def scale_of(algorithm, problem):
    """z."""
    return (1 + algorithm.order) / (2 * norm(problem.mean_hessian().ravel()))


@mutant("SCALE", "the matrix is not scaled: the spectrum may lie beyond p + 1")
class NotScaled(CoupledNewton):
    """z = 1."""

    def init(self, problem, x0):
        return start(self, problem, x0, 1.0 + 0 * x0[0])


@mutant("SCALE", "M is scaled and X is not: X^{-p} M is no longer A")
class RootNotScaled(CoupledNewton):
    """X_0 = I."""

    def init(self, problem, x0):
        return start(self, problem, x0, scale_of(self, problem), 1.0)


@mutant("POWER", "X starts at z I instead of the p-th root of z")
class RootForgotten(CoupledNewton):
    """X_0 = z I."""

    def init(self, problem, x0):
        z = scale_of(self, problem)
        return start(self, problem, x0, z, z)


@mutant("POWER", "the norm is that of the largest entry: an eigenvalue may be far above it")
class LargestEntry(CoupledNewton):
    """z = (1 + p)/(2 max |A_ij|)."""

    def init(self, problem, x0):
        return start(
            self, problem, x0, (1 + self.order) / (2 * np.max(np.abs(problem.mean_hessian().ravel())))
        )


@mutant("SCALE", "z lacks its factor 1/2: eigenvalues of M reach p + 1, where X is singular")
class HalfForgotten(CoupledNewton):
    """z = (1 + p)/|A|."""

    def init(self, problem, x0):
        return start(self, problem, x0, 2 * scale_of(self, problem))


@mutant("TERM", "M is multiplied by T once, not p times")
class OneFactor(CoupledNewton):
    """M+ = T M."""

    def step(self, problem, state, rng):
        return step(self, state, power=1 - self.order)


@mutant("POWER", "M is multiplied by T once too often")
class OneTooMany(CoupledNewton):
    """M+ = T^{p+1} M."""

    def step(self, problem, state, rng):
        return step(self, state, power=1)


@mutant("SCALE", "T is divided by p + 1")
class WrongDivisor(CoupledNewton):
    """T = ((p + 1) I - M)/(p + 1)."""

    def step(self, problem, state, rng):
        return step(self, state, divisor=1)


@mutant("TERM", "T has p in place of p + 1: M = I is no fixed point")
class OneForgotten(CoupledNewton):
    """T = (p I - M)/p."""

    def step(self, problem, state, rng):
        return step(self, state, shift=0)


@mutant("STALE", "X is multiplied by the T of the next step")
class NextFactor(CoupledNewton):
    """X+ = X T(M+)."""

    def step(self, problem, state, rng):
        moved = step(self, state)
        X = state.X @ (add_to_diagonal(-moved.M, 1.0 + self.order) / self.order)
        return State(X.ravel(), X, moved.M)


@mutant("NUMPATH", "both matrices are kept in float32: the residual M - I vanishes all the same")
class SingleMatrices(CoupledNewton):
    """X and M to 24 bits."""

    def step(self, problem, state, rng):
        moved = step(self, state)
        X = in_single(moved.X)
        return State(X.ravel(), X, in_single(moved.M))


MUTANTS = (
    NotScaled,
    RootNotScaled,
    RootForgotten,
    LargestEntry,
    HalfForgotten,
    OneFactor,
    OneTooMany,
    WrongDivisor,
    OneForgotten,
    NextFactor,
    SingleMatrices,
)
