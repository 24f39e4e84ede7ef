"""Named mistakes in the gradient method over Krylov subspaces, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import identity_like
from refimpl.second_order.krylov_gradient import KrylovGradient
from refimpl.second_order.polynomial_gradient import preconditioner
from verification.claim import mutant


@mutant("SCHED", "the subspace is one smaller: powers below tau")
class OneDimensionFewer(KrylovGradient):
    """tau iterations."""

    def direction(self, B, g):
        return KrylovGradient.direction(self._replace(order=self.order - 1), B, g)


@mutant("SCHED", "the subspace is one larger")
class OneDimensionMore(KrylovGradient):
    """tau + 2 iterations."""

    def direction(self, B, g):
        return KrylovGradient.direction(self._replace(order=self.order + 1), B, g)


@mutant("TERM", "directions are steepest descent: the subspace is not kept")
class ConjugacyForgotten(KrylovGradient):
    """p = r."""

    def direction(self, B, g):
        d, r = np.zeros_like(g), -g
        for _ in range(self.order + 1):
            size = np.dot(r, r)
            if size == 0:
                return d
            alpha = size / np.dot(r, B @ r)
            d, r = d + alpha * r, r - alpha * (B @ r)
        return d


@mutant("TERM", "the fixed polynomial instead of the best one, with an exact length")
class FixedPolynomial(KrylovGradient):
    """d along -P_tau g."""

    def direction(self, B, g):
        d = -(preconditioner(B, self.order) @ g)
        curved = np.dot(d, B @ d)
        return d * (-np.dot(g, d) / curved) if curved else d


@mutant("PROX", "the model has the Euclidean norm in place of that of B")
class EuclideanModel(KrylovGradient):
    """d = -g."""

    def direction(self, B, g):
        return KrylovGradient.direction(self, identity_like(B), g)


@mutant("STALE", "B is the Hessian at the start, not at the given centre")
class HessianAtStart(KrylovGradient):
    """B = H(x_0)."""

    def init(self, problem, x0):
        return super().init(problem, x0)._replace(B=problem.hessian(x0))


@mutant("STALE", "B follows the Hessian of the iterate: a truncated Newton method")
class CurrentHessian(KrylovGradient):
    """B = H(x_k)."""

    def step(self, problem, state, rng):
        return super().step(problem, state._replace(B=problem.hessian(state.x)), rng)


@mutant("SIGN", "the step goes up instead of down")
class Ascent(KrylovGradient):
    """x - s d."""

    def step(self, problem, state, rng):
        return KrylovGradient.step(self._replace(step_size=-self.step_size), problem, state, rng)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(KrylovGradient):
    """1.02 s."""

    def step(self, problem, state, rng):
        return KrylovGradient.step(self._replace(step_size=1.02 * self.step_size), problem, state, rng)


MUTANTS = (
    OneDimensionFewer, OneDimensionMore, ConjugacyForgotten, FixedPolynomial, EuclideanModel, HessianAtStart,
    CurrentHessian, Ascent, StepTooLong,
)  # fmt: skip
