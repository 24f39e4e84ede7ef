"""Named mistakes in saddle-free Newton in a Krylov space, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh, scale_to_norm
from refimpl.hessian_spectrum.lanczos import orthogonal_part
from refimpl.second_order.krylov_saddle_free_newton import KrylovSaddleFreeNewton, State
from verification.claim import mutant
from verification.mutants.second_order.saddle_free import shared

(
    SignedInverse, NegativeCutOff, NegativeLeftOut, DampedBeforeModulus, Undamped, Uphill, StepTooLong,
) = SHARED = shared(KrylovSaddleFreeNewton)  # fmt: skip


class Parts(KrylovSaddleFreeNewton):
    """The method cut into the parts that mutants replace."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        Q = np.zeros_like(np.outer(g, g))[: self.size]
        images = Q.copy()
        v = self.first(problem, state.x, g)
        for i in range(self.size):
            Q[i] = scale_to_norm(self.new_part(Q, v), 1.0)
            v = problem.hessian_vector(state.x, Q[i])
            images[i] = v
        w, U = eigh(self.projected(Q, images))
        return State(state.x - Q.T @ self.displacement(w, U, Q @ g))

    def first(self, problem, x, g):
        return g

    def new_part(self, Q, v):
        return orthogonal_part(Q, v)

    def projected(self, Q, images):
        return Q @ images.T


@mutant("STALE", "the Krylov space starts with H g in place of g")
class StartedWithProduct(Parts):
    """span{H g, ..., H^k g}."""

    def first(self, problem, x, g):
        return problem.hessian_vector(x, g)


@mutant("TERM", "the basis is normalised but not orthogonalised")
class NotOrthogonal(Parts):
    """Rows H^i g/|H^i g|."""

    def new_part(self, Q, v):
        return v


@mutant("SHAPE", "only the diagonal of the projected Hessian is used")
class DiagonalProjection(Parts):
    """Rayleigh quotients of the basis."""

    def projected(self, Q, images):
        return np.diag(np.sum(Q * images, axis=1))


@mutant("BRANCH", "the space has one vector too few")
class OneTooFew(KrylovSaddleFreeNewton):
    """k - 1 vectors, but at least one."""

    def step(self, problem, state, rng):
        smaller = KrylovSaddleFreeNewton(self.damping, max(1, self.size - 1))
        return smaller.step(problem, state, rng)


MUTANTS = (*SHARED, StartedWithProduct, NotOrthogonal, DiagonalProjection, OneTooFew)
