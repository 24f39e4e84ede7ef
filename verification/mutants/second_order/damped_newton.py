"""Named mistakes in damped Newton for self-concordant functions, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.second_order.damped_newton import DampedNewton, State
from verification.claim import mutant


class Parts(DampedNewton):
    """The method cut into the parts that mutants replace."""

    def step(self, problem, state, rng):
        g, H = problem.gradient(state.x), problem.hessian(state.x)
        n = np.linalg.solve(H, g)
        return State(state.x - self.damped(n, self.decrement(H, g, n)))

    def decrement(self, H, g, n):
        return np.sqrt(np.dot(g, n))

    def damped(self, n, G):
        return n / (1 + self.M_f * G)


@mutant("DAMP", "the full Newton step")
class Undamped(Parts):
    """x+ = x - n."""

    def damped(self, n, G):
        return n


@mutant("POWER", "the decrement is the Euclidean norm of the gradient")
class EuclideanNorm(Parts):
    """G = |g|."""

    def decrement(self, H, g, n):
        return norm(g)


@mutant("POWER", "the square root in G is forgotten")
class SquaredDecrement(Parts):
    """G = g'n."""

    def decrement(self, H, g, n):
        return np.dot(g, n)


@mutant("STALE", "the decrement is the local length of the step that is damped already: damped twice")
class DecrementOfDampedStep(Parts):
    """G/(1 + M_f G) in place of G."""

    def decrement(self, H, g, n):
        G = np.sqrt(np.dot(g, n))
        return G / (1 + self.M_f * G)


@mutant("SHAPE", "the local norm with H in place of its inverse")
class HessianNotInverted(Parts):
    """G = sqrt(g'Hg)."""

    def decrement(self, H, g, n):
        return np.sqrt(np.dot(g, H @ g))


@mutant("SCALE", "the constant is that of |D^3 f| <= M |h|^3, without the factor 2")
class ConstantDoubled(Parts):
    """1 + 2 M_f G."""

    def damped(self, n, G):
        return n / (1 + 2 * self.M_f * G)


@mutant("DAMP", "the step size of affine-invariant cubic Newton")
class CubicNewtonStep(Parts):
    """2/(1 + sqrt(1 + 2 M_f G))."""

    def damped(self, n, G):
        return 2 * n / (1 + np.sqrt(1 + 2 * self.M_f * G))


@mutant("DAMP", "the expansion of the step size for small G")
class LinearisedStep(Parts):
    """(1 - M_f G) n."""

    def damped(self, n, G):
        return (1 - self.M_f * G) * n


@mutant("SIGN", "the step goes uphill")
class Uphill(Parts):
    """x + n/(1 + M_f G)."""

    def damped(self, n, G):
        return -n / (1 + self.M_f * G)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Parts):
    """1.02 times the step."""

    def damped(self, n, G):
        return 1.02 * n / (1 + self.M_f * G)


MUTANTS = (
    Undamped,
    EuclideanNorm,
    SquaredDecrement,
    DecrementOfDampedStep,
    HessianNotInverted,
    ConstantDoubled,
    CubicNewtonStep,
    LinearisedStep,
    Uphill,
    StepTooLong,
)
