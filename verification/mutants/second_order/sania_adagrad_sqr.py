"""Named mistakes in SANIA AdaGrad-SQR, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.second_order.sania_adagrad_sqr import SANIAAdaGradSQR, State
from verification.claim import mutant
from verification.mutants.second_order.polyak import full_value, gaps, model_lengths, squared_scales


class Scaled(SANIAAdaGradSQR):
    """The step with the diagonal that divides as a part that mutants replace."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        B = state.B + g * g
        u = quotient(g, self.scale(B))
        return State(state.x - self.length(self.gap(problem, state.x, draw), np.dot(g, u)) * u, B)

    def scale(self, B):
        return B


@mutant("STALE", "the step divides by the sum before this gradient; the first one by 1")
class OldSum(SANIAAdaGradSQR):
    """B without the square of g."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        u = g / np.where(state.B == 0, 1.0, state.B)
        length = self.length(self.gap(problem, state.x, draw), np.dot(g, u))
        return State(state.x - length * u, state.B + g * g)


@mutant("PROX", "G is the Euclidean norm of the gradient")
class EuclideanNorm(SANIAAdaGradSQR):
    """G = |g|^2."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        B = state.B + g * g
        length = self.length(self.gap(problem, state.x, draw), np.dot(g, g))
        return State(state.x - length * quotient(g, B), B)


MUTANTS = (
    *gaps(SANIAAdaGradSQR), *full_value(SANIAAdaGradSQR), *model_lengths(SANIAAdaGradSQR),
    *squared_scales(Scaled), OldSum, EuclideanNorm,
)  # fmt: skip
