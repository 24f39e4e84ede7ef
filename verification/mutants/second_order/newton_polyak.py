"""Named mistakes in Newton's method with the Polyak step, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import identity_like
from refimpl.second_order.newton_polyak import NewtonPolyak, State
from verification.claim import mutant
from verification.mutants.second_order.polyak import gaps, model_lengths


class Parts(NewtonPolyak):
    """The step with its direction and G as parts that mutants replace."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        gap = self.gap(problem, state.x)
        if gap == 0:
            return state
        u = self.direction(problem.hessian(state.x), g)
        return State(state.x - self.length(gap, self.size(g, u)) * u)

    def direction(self, H, g):
        return np.linalg.solve(H, g)

    def size(self, g, u):
        return np.dot(g, u)


@mutant("PROX", "G is the Euclidean norm of the gradient")
class EuclideanNorm(Parts):
    """G = |g|^2."""

    def size(self, g, u):
        return np.dot(g, g)


@mutant("POWER", "the Newton decrement is not squared")
class DecrementNotSquared(Parts):
    """G = sqrt(g'n)."""

    def size(self, g, u):
        return np.sqrt(np.abs(np.dot(g, u)))


@mutant("SHAPE", "only the diagonal of the Hessian is used")
class DiagonalHessian(Parts):
    """diag(H)^{-1} g."""

    def direction(self, H, g):
        return np.linalg.solve(H * identity_like(H), g)


@mutant("TERM", "the Hessian is left out")
class GradientStep(Parts):
    """x - l g."""

    def direction(self, H, g):
        return g


MUTANTS = (
    *gaps(NewtonPolyak), *model_lengths(NewtonPolyak), EuclideanNorm, DecrementNotSquared, DiagonalHessian,
    GradientStep,
)  # fmt: skip
